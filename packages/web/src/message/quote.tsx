// The message that another one answers, in short, as it is now; pressing it shows the whole.

import type { QuoteSnapshot } from '@sotto/client'
import type { MessageId } from '@sotto/wire'
import clsx from 'clsx'
import { useTranslation } from 'react-i18next'
import { usePersonName } from '../profile/use-person.ts'
import { previewOf } from './preview.ts'

type Props = {
  readonly quote: QuoteSnapshot
  /** Whether it stands in an own bubble. */
  readonly mine: boolean
  readonly onShow: (id: MessageId) => void
}

export function Quote(props: Props) {
  const { t } = useTranslation()
  const { quote, mine } = props
  if (quote.kind !== 'missing') return <Quoted {...props} quote={quote} />
  return <p className={clsx(lookOf(mine), 'italic')}>{t('timeline.quotedGone')}</p>
}

type QuotedProps = Props & { readonly quote: Exclude<QuoteSnapshot, { readonly kind: 'missing' }> }

function Quoted({ quote, mine, onShow }: QuotedProps) {
  const { t } = useTranslation()
  const from = usePersonName(quote.from)
  const name = quote.mine ? t('common.you') : from
  const text = quote.kind === 'deleted' ? t('message.deleted') : previewOf(quote, t, 90)
  return (
    <button
      type="button"
      className={lookOf(mine)}
      onClick={() => onShow(quote.id)}
      aria-label={`${t('timeline.quoted', { name })}: ${text}`}
    >
      <span className="font-semibold">
        <bdi>{name}</bdi>
      </span>
      <span className={clsx('line-clamp-2 [overflow-wrap:anywhere]', quote.kind === 'deleted' && 'italic')}>
        {text}
      </span>
    </button>
  )
}

function lookOf(mine: boolean): string {
  return clsx(
    'mb-1 flex w-full max-w-full flex-col rounded-sm border-s-3 px-2 py-1 text-start text-sm',
    mine ? 'border-white/60 bg-white/12' : 'border-accent bg-ink/6',
  )
}
