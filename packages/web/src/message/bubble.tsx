// One message: whose it is, what it answers, its text, when, what others made of it, and how far it has come. It only
// draws.

import type { MessageSnapshot } from '@sotto/client'
import clsx from 'clsx'
import { Forward, Pin, Star, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TimerMark } from '../expiry/timer-mark.tsx'
import { MessageText } from '../message-text/message-text.tsx'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { PersonName } from '../profile/person-name.tsx'
import { usePersonName } from '../profile/use-person.ts'
import { clockTime, fullTime } from '../text/times.ts'
import { VerifiedMark } from '../trust/verified-mark.tsx'
import { hueStyle } from '../ui/avatar.tsx'
import { doableWith, type MessageActions } from './actions.ts'
import { Failures, hasFailures } from './failures.tsx'
import { pressable } from './message-menu.tsx'
import { MessageToolbar } from './message-toolbar.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { SendMark } from './send-mark.tsx'

export type BubbleProps = MessageActions & {
  readonly message: MessageSnapshot
  readonly account: string
  readonly first: boolean
  readonly last: boolean
  /** In a group the others' names and faces are shown. */
  readonly group: boolean
  readonly verified: boolean
  readonly canWrite: boolean
  readonly flash: boolean
}

export function Bubble(props: BubbleProps) {
  const { message, first, last, group, verified, flash } = props
  const { t, i18n } = useTranslation()
  const from = usePersonName(message.from)
  const name = message.mine ? t('common.you') : from
  const doable = doableWith(message, props.canWrite)
  // Most messages are only read: what can be done with one is drawn when somebody comes near.
  const [isNear, setIsNear] = useState(false)
  const comeNear = () => setIsNear(true)
  return (
    <article
      tabIndex={-1}
      data-nav
      data-message={message.id}
      onPointerEnter={comeNear}
      onFocus={comeNear}
      aria-label={t('timeline.message', { name, time: clockTime(message.at, i18n.language) })}
      className={clsx(
        'group/message flex items-end gap-2 rounded-lg outline-offset-0',
        message.mine ? 'flex-row-reverse' : 'flex-row',
        first ? 'pt-2' : 'pt-0.5',
        flash && 'animate-flash',
      )}
    >
      {group && !message.mine && (
        <span className="w-8 shrink-0">{last && <PersonAvatar account={message.from} size="sm" />}</span>
      )}
      <div
        className={clsx(
          'relative flex min-w-0 max-w-[min(34rem,84%)] flex-col',
          message.mine ? 'items-end' : 'items-start',
        )}
      >
        {group && !message.mine && first && (
          <span style={hueStyle(message.from)} className="author-hue mb-0.5 ps-3 text-sm font-semibold">
            <PersonName account={message.from} />{' '}
            <VerifiedMark verified={verified} className="align-[-0.2em]" />
          </span>
        )}
        <div {...pressable} className="max-w-full select-text">
          <Body {...props} />
        </div>
        {message.reactions.length > 0 && <Reactions {...props} canReact={doable.react} />}
        {hasFailures(message) && <Failures {...props} />}
        {isNear && <MessageToolbar {...props} doable={doable} />}
      </div>
    </article>
  )
}

const corners = {
  mine: { first: 'rounded-tr-xl', middle: 'rounded-tr-sm', last: 'rounded-br-xl', inner: 'rounded-br-sm' },
  other: { first: 'rounded-tl-xl', middle: 'rounded-tl-sm', last: 'rounded-bl-xl', inner: 'rounded-bl-sm' },
} as const

function Body(props: BubbleProps) {
  const { message, first, last, onShow } = props
  const { t } = useTranslation()
  const shape = corners[message.mine ? 'mine' : 'other']
  const round = clsx(
    message.mine ? 'rounded-l-xl' : 'rounded-r-xl',
    first ? shape.first : shape.middle,
    last ? shape.last : shape.inner,
  )
  if (message.deleted !== undefined) return <Deleted {...props} round={round} />
  return (
    <div
      className={clsx(
        'max-w-full px-3 py-2',
        round,
        message.mine
          ? 'bg-bubble-own text-white [--mark-ground:var(--color-bubble-own)]'
          : 'bg-bubble text-ink',
        message.state === 'pending' && 'opacity-85',
      )}
    >
      {message.forwarded === true && (
        <p
          className={clsx(
            'flex items-center gap-1 text-xs italic',
            message.mine ? 'text-on-accent-quiet' : 'text-ink-quiet',
          )}
        >
          <Forward aria-hidden="true" className="size-3.5 rtl:-scale-x-100" />
          {t('message.forwarded')}
        </p>
      )}
      {message.quote !== undefined && <Quote quote={message.quote} mine={message.mine} onShow={onShow} />}
      <div className="flex flex-wrap items-end justify-end gap-x-2.5">
        <div className="min-w-0 grow">
          {message.unsupported === undefined ? <MessageText text={message.text} /> : <Unsupported />}
        </div>
        <TimeAndMark {...props} />
      </div>
    </div>
  )
}

function Unsupported() {
  const { t } = useTranslation()
  return <p className="italic">{t('timeline.unsupported')}</p>
}

type DeletedProps = { readonly message: MessageSnapshot; readonly round: string }

/** The place that a message had. */
function Deleted({ message, round }: DeletedProps) {
  const { t, i18n } = useTranslation()
  return (
    <div
      className={clsx(
        'flex flex-wrap items-center gap-x-2 border border-line px-3 py-2 text-ink-quiet',
        round,
        message.deleted?.pending === true && 'opacity-70',
      )}
    >
      <Trash2 aria-hidden="true" className="size-4" />
      <p className="italic">
        {message.mine ? t('message.deletedByYou') : t('message.deletedBy', { name: message.from })}
      </p>
      <time
        className="ms-auto text-xs tabular-nums"
        dateTime={new Date(message.at).toISOString()}
        title={fullTime(message.at, i18n.language)}
      >
        {clockTime(message.at, i18n.language)}
      </time>
    </div>
  )
}

/** Beside the last line where there is room, else below it. */
function TimeAndMark({ message, onVersions }: BubbleProps) {
  const { t, i18n } = useTranslation()
  const { at, mine, state, edited, expires, starred, pinned } = message
  return (
    <span
      className={clsx(
        '-mb-0.5 flex items-center gap-1 text-xs tabular-nums',
        mine ? 'text-on-accent-quiet' : 'text-ink-quiet',
      )}
    >
      {edited !== undefined && (
        <button
          type="button"
          onClick={() => onVersions(message)}
          title={t('message.editedAt', { time: fullTime(edited.at, i18n.language) })}
          className={clsx('min-h-4 underline-offset-2 hover:underline', edited.pending && 'opacity-70')}
        >
          {t('message.edited')}
        </button>
      )}
      {starred === true && (
        <Star
          role="img"
          aria-label={t('message.starred')}
          className={clsx('size-3 fill-current', !mine && 'text-accent-text')}
        />
      )}
      {pinned === true && <Pin role="img" aria-label={t('message.pinned')} className="size-3" />}
      {expires !== undefined && <TimerMark expires={expires} mine={mine} />}
      <time dateTime={new Date(at).toISOString()} title={fullTime(at, i18n.language)}>
        {clockTime(at, i18n.language)}
      </time>
      {mine && <SendMark state={state} />}
    </span>
  )
}
