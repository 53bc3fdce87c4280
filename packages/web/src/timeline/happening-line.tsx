// A quiet line in the timeline: who came, who left, what is missing, what the server should not have shown.

import type { HappeningSnapshot } from '@sotto/client'
import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { joinNames } from '../i18n/i18n.ts'

type What = HappeningSnapshot['what']
type Props = {
  readonly happening: HappeningSnapshot
  readonly account: string
  readonly onAskForMissing: () => void
}

export function HappeningLine({ happening, account, onAskForMissing }: Props) {
  const { t } = useTranslation()
  const words = useHappeningWords(happening.what, account)
  const warning = happening.what.kind === 'warning'
  if (warning) {
    return (
      <p className="mx-auto my-2 flex w-fit max-w-lg items-start gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn-text">
        <TriangleAlert aria-hidden="true" className="mt-px size-4 shrink-0" />
        {words}
      </p>
    )
  }
  return (
    <p className="mx-auto my-2 max-w-lg text-center text-sm text-balance text-ink-quiet">
      {words}
      {happening.what.kind === 'missing' && (
        <button
          type="button"
          className="ms-2 min-h-6 font-semibold underline underline-offset-2"
          onClick={onAskForMissing}
        >
          {t('happening.askAgain')}
        </button>
      )}
    </p>
  )
}

function useHappeningWords(what: What, account: string): string {
  const { t, i18n } = useTranslation()
  const subject = (name: string) => (name === account ? t('common.you') : name)
  const inside = (name: string) => (name === account ? t('common.youInside') : name)
  switch (what.kind) {
    case 'created':
      return t('happening.created', { by: subject(what.by) })
    case 'added':
    case 'removed':
      return t(`happening.${what.kind}`, {
        by: subject(what.by),
        who: joinNames(what.who.map(inside), i18n.language),
      })
    case 'left':
      return t('happening.left', { who: subject(what.who) })
    case 'renamed':
      return t('happening.renamed', { by: subject(what.by), name: what.name })
    case 'missing':
      return what.from === undefined
        ? t(`happening.${what.state}`, { count: what.count })
        : t(`happening.${what.state}From`, { count: what.count, from: inside(what.from) })
    case 'warning':
      return what.text
  }
}
