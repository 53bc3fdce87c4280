// A quiet line where the server does not do what it should with drafts, marks and settings.

import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'

export function SyncedProblem() {
  const { t } = useTranslation()
  const problem = useTopic('synced', undefined)?.problem
  if (problem === undefined) return null
  return (
    <p role="status" className="shrink-0 border-t border-line px-5 py-2 text-sm text-ink-quiet">
      {t(`synced.${problem}`)}
    </p>
  )
}
