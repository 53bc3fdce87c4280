// The message that another one answers, in short, as it is now; pressing it shows the whole.

import type { QuoteSnapshot } from '@sotto/client'
import type { MessageId } from '@sotto/wire'
import clsx from 'clsx'
import { useTranslation } from 'react-i18next'
import { previewOf } from './preview.ts'

type Props = {
  readonly quote: QuoteSnapshot
  /** Whether it stands in an own bubble. */
  readonly mine: boolean
  readonly onShow: (id: MessageId) => void
}

export function Quote({ quote, mine, onShow }: Props) {
  const { t } = useTranslation()
  const look = clsx(
    'mb-1 flex w-full max-w-full flex-col rounded-sm border-s-3 px-2 py-1 text-start text-sm',
    mine ? 'border-white/60 bg-white/12' : 'border-accent bg-ink/6',
  )
  if (quote.kind === 'missing') return <p className={clsx(look, 'italic')}>{t('timeline.quotedGone')}</p>
  const name = quote.mine ? t('common.you') : quote.from
  const text = quote.kind === 'deleted' ? t('message.deleted') : previewOf(quote, t, 90)
  return (
    <button
      type="button"
      className={look}
      onClick={() => onShow(quote.id)}
      aria-label={`${t('timeline.quoted', { name })}: ${text}`}
    >
      <span className="font-semibold">{name}</span>
      <span className={clsx('line-clamp-2 [overflow-wrap:anywhere]', quote.kind === 'deleted' && 'italic')}>
        {text}
      </span>
    </button>
  )
}
