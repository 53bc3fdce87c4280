// The message that another one answers, in short; pressing it shows the whole.

import type { MessageId } from '@sotto/wire'
import clsx from 'clsx'
import { useTranslation } from 'react-i18next'

export type Quoted = {
  readonly id: MessageId
  readonly from: string
  readonly mine: boolean
  readonly text: string
}

type Props = {
  readonly quoted: Quoted | undefined
  /** Whether it stands in an own bubble. */
  readonly mine: boolean
  readonly onShow: (quoted: Quoted) => void
}

export function Quote({ quoted, mine, onShow }: Props) {
  const { t } = useTranslation()
  const look = clsx(
    'mb-1 flex w-full max-w-full flex-col rounded-sm border-s-3 px-2 py-1 text-start text-sm',
    mine ? 'border-white/60 bg-white/12' : 'border-accent bg-ink/6',
  )
  if (quoted === undefined) return <p className={clsx(look, 'italic')}>{t('timeline.quotedGone')}</p>
  const name = quoted.mine ? t('common.you') : quoted.from
  return (
    <button
      type="button"
      className={look}
      onClick={() => onShow(quoted)}
      aria-label={`${t('timeline.quoted', { name })}: ${quoted.text}`}
    >
      <span className="font-semibold">{name}</span>
      <span className="line-clamp-2 [overflow-wrap:anywhere]">{quoted.text}</span>
    </button>
  )
}
