// A quiet line while older messages arrive on this device, and where the server does not do what it should with them.

import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'

export function HistoryProgress({ searching = false }: { readonly searching?: boolean }) {
  const { t } = useTranslation()
  const archive = useTopic('archive', undefined)
  if (archive === undefined) return null
  const { state, done, total, problem } = archive
  const isArriving = state === 'arriving'
  if (!isArriving && (problem === undefined || searching)) return null
  const arriving = t(searching ? 'history.searching' : 'history.arriving', { done, total })
  return (
    <p role="status" className="shrink-0 border-t border-line px-5 py-2 text-sm text-ink-quiet">
      {problem !== undefined && !searching ? t(`history.${problem}`) : arriving}
    </p>
  )
}
