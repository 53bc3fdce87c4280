// A quiet line in the timeline: who came, who left, what is missing, what the server should not have shown.

import type { HappeningSnapshot, HistoryPolicy } from '@sotto/client'
import type { MessageId } from '@sotto/wire'
import type { TFunction } from 'i18next'
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { lengthWords } from '../expiry/lengths.ts'
import { joinNames } from '../i18n/i18n.ts'
import { dayIn } from '../people/use-history-words.ts'

type What = HappeningSnapshot['what']
type Props = {
  readonly happening: HappeningSnapshot
  readonly account: string
  readonly onAskForMissing: () => void
  readonly onShow: (message: MessageId) => void
}

export function HappeningLine({ happening, account, onAskForMissing, onShow }: Props) {
  const { t } = useTranslation()
  const { what } = happening
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
      {what.kind === 'missing' && (
        <LineButton onClick={onAskForMissing}>{t('happening.askAgain')}</LineButton>
      )}
      {what.kind === 'pinned' && <LineButton onClick={() => onShow(what.id)}>{t('pins.show')}</LineButton>}
    </p>
  )
}

function LineButton({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button
      type="button"
      className="ms-2 min-h-6 font-semibold underline underline-offset-2"
      onClick={onClick}
    >
      {children}
    </button>
  )
}

type Translate = TFunction<'app'>

function policyWords(t: Translate, by: string, history: HistoryPolicy, language: string): string {
  switch (history.kind) {
    case 'none':
      return t('happening.policyNone', { by })
    case 'all':
      return t('happening.policyAll', { by })
    case 'from':
      return t('happening.policyFrom', { by, day: dayIn(history.at, language) })
  }
}

function handedToYou(
  t: Translate,
  { by, count, lacking, cut }: Extract<What, { kind: 'handed-over' }>,
): string {
  const said = count === 0 ? t('happening.handedNothing') : t('happening.handedToYou', { by, count })
  const less = lacking === 0 ? [] : [t('happening.handedLacking', { count: lacking })]
  const older = cut ? [t('happening.handedCut')] : []
  return [less.length + older.length === 0 ? said : `${said}.`, ...less, ...older].join(' ')
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
    case 'history-policy':
      return policyWords(t, subject(what.by), what.history, i18n.language)
    case 'timer':
      return what.seconds === 0
        ? t('expiry.turnedOff', { by: subject(what.by) })
        : t('expiry.setBy', { by: subject(what.by), length: lengthWords(what.seconds, i18n.language) })
    case 'pinned':
      return t('pins.line', { by: subject(what.by) })
    case 'handing-over':
      return what.state === 'arriving' && what.by !== undefined
        ? t('happening.handingArriving', { by: what.by })
        : t('happening.handingAsking')
    case 'handed-over':
      return what.to === account
        ? handedToYou(t, what)
        : t('happening.handed', { by: subject(what.by), to: what.to, count: what.count })
    case 'history-disputed':
      return t('happening.disputed', { by: subject(what.by), giver: inside(what.giver) })
    case 'missing':
      return missingWords(t, what, inside)
    case 'warning':
      return what.text
  }
}

type Missing = Extract<What, { kind: 'missing' }>

/** How many are missing, or whose; and what is being done about it, or came of it. */
function missingWords(
  t: Translate,
  { count, state, from }: Missing,
  inside: (name: string) => string,
): string {
  const what =
    from === undefined
      ? t('happening.missing', { count })
      : t('happening.missingFrom', { count, from: inside(from) })
  return `${what} ${t(`happening.${state}`)}`
}
