// One message: whose it is, what it answers, its text, when, and how far it has come. It only draws.

import type { MessageSnapshot } from '@sotto/client'
import clsx from 'clsx'
import { useTranslation } from 'react-i18next'
import { MessageText } from '../message-text/message-text.tsx'
import { plainPreview } from '../text/plain-preview.ts'
import { clockTime, fullTime } from '../text/times.ts'
import { VerifiedMark } from '../trust/verified-mark.tsx'
import { Avatar, hueStyle } from '../ui/avatar.tsx'
import { FailedLine } from './failed-line.tsx'
import { MessageActions } from './message-actions.tsx'
import { Quote, type Quoted } from './quote.tsx'
import { SendMark } from './send-mark.tsx'

export type BubbleActions = {
  readonly onReply: (message: MessageSnapshot) => void
  /** Undefined where nothing can be sent any more. */
  readonly onRetry: ((message: MessageSnapshot) => void) | undefined
  readonly onDiscard: (message: MessageSnapshot) => void
  readonly onShow: (quoted: Quoted) => void
}

export type BubbleProps = BubbleActions & {
  readonly message: MessageSnapshot
  readonly first: boolean
  readonly last: boolean
  /** In a group the others' names and faces are shown. */
  readonly group: boolean
  readonly verified: boolean
  readonly canReply: boolean
  readonly quoted: Quoted | undefined
  readonly flash: boolean
}

export function Bubble(props: BubbleProps) {
  const { message, first, last, group, verified, flash } = props
  const { t, i18n } = useTranslation()
  const name = message.mine ? t('common.you') : message.from
  return (
    <article
      tabIndex={-1}
      data-nav
      data-message={message.id}
      aria-label={t('timeline.message', { name, time: clockTime(message.at, i18n.language) })}
      className={clsx(
        'group/message flex items-end gap-2 rounded-lg outline-offset-0',
        message.mine ? 'flex-row-reverse' : 'flex-row',
        first ? 'pt-2' : 'pt-0.5',
        flash && 'animate-flash',
      )}
    >
      {group && !message.mine && (
        <span className="w-8 shrink-0">{last && <Avatar name={message.from} size="sm" />}</span>
      )}
      <div
        className={clsx(
          'flex min-w-0 max-w-[min(34rem,84%)] flex-col',
          message.mine ? 'items-end' : 'items-start',
        )}
      >
        {group && !message.mine && first && (
          <span style={hueStyle(message.from)} className="author-hue mb-0.5 ps-3 text-sm font-semibold">
            {message.from} <VerifiedMark verified={verified} className="align-[-0.2em]" />
          </span>
        )}
        <BubbleBody {...props} />
        {message.state === 'failed' && (
          <FailedLine
            failure={message.failure}
            onRetry={props.onRetry && (() => props.onRetry?.(message))}
            onDiscard={() => props.onDiscard(message)}
          />
        )}
      </div>
      <MessageActions
        text={message.text}
        onReply={props.canReply ? () => props.onReply(message) : undefined}
      />
    </article>
  )
}

const corners = {
  mine: { first: 'rounded-tr-xl', middle: 'rounded-tr-sm', last: 'rounded-br-xl', inner: 'rounded-br-sm' },
  other: { first: 'rounded-tl-xl', middle: 'rounded-tl-sm', last: 'rounded-bl-xl', inner: 'rounded-bl-sm' },
} as const

function BubbleBody({ message, first, last, quoted, onShow }: BubbleProps) {
  const { t } = useTranslation()
  const shape = corners[message.mine ? 'mine' : 'other']
  return (
    <div
      className={clsx(
        'max-w-full px-3 py-2',
        message.mine
          ? 'rounded-l-xl bg-bubble-own text-white [--mark-ground:var(--color-bubble-own)]'
          : 'rounded-r-xl bg-bubble text-ink',
        first ? shape.first : shape.middle,
        last ? shape.last : shape.inner,
        message.state === 'pending' && 'opacity-85',
      )}
    >
      {message.inReplyTo !== undefined && <Quote quoted={quoted} mine={message.mine} onShow={onShow} />}
      <div className="flex flex-wrap items-end justify-end gap-x-2.5">
        <div className="min-w-0 grow">
          {message.unsupported === undefined ? (
            <MessageText text={message.text} />
          ) : (
            <p className="italic">{t('timeline.unsupported')}</p>
          )}
        </div>
        <TimeAndMark message={message} />
      </div>
    </div>
  )
}

/** Beside the last line where there is room, else below it. */
function TimeAndMark({ message }: { readonly message: MessageSnapshot }) {
  const { i18n } = useTranslation()
  const { at, mine, state } = message
  return (
    <span
      className={clsx(
        '-mb-0.5 flex items-center gap-1 text-xs tabular-nums',
        mine ? 'text-on-accent-quiet' : 'text-ink-quiet',
      )}
    >
      <time dateTime={new Date(at).toISOString()} title={fullTime(at, i18n.language)}>
        {clockTime(at, i18n.language)}
      </time>
      {mine && <SendMark state={state} />}
    </span>
  )
}

/** What a quote shows of the message it answers. */
export function quotedOf(message: MessageSnapshot | undefined): Quoted | undefined {
  if (message === undefined) return undefined
  return { id: message.id, from: message.from, mine: message.mine, text: plainPreview(message.text, 90) }
}
