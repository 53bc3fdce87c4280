// What people have reacted to a message with, and how many of them. A press gives the same, or takes the own one back.

import type { MessageSnapshot, ReactionSnapshot } from '@sotto/client'
import clsx from 'clsx'
import { useTranslation } from 'react-i18next'
import { joinNames } from '../i18n/i18n.ts'
import type { MessageActions } from './actions.ts'

type Props = Pick<MessageActions, 'onReact'> & {
  readonly message: MessageSnapshot
  readonly account: string
  readonly canReact: boolean
}

export function Reactions({ message, account, canReact, onReact }: Props) {
  const { t } = useTranslation()
  return (
    <ul aria-label={t('message.reactions')} className="z-1 -mt-1 flex max-w-full flex-wrap gap-1 px-1">
      {message.reactions.map((one) => (
        <li key={one.reaction}>
          <Chip
            one={one}
            account={account}
            disabled={!canReact}
            onPress={() => onReact(message, one.reaction, one.mine)}
          />
        </li>
      ))}
    </ul>
  )
}

const mostNamed = 8

type ChipProps = {
  readonly one: ReactionSnapshot
  readonly account: string
  readonly disabled: boolean
  readonly onPress: () => void
}

function Chip({ one, account, disabled, onPress }: ChipProps) {
  const { t, i18n } = useTranslation()
  const { reaction, by, mine, pending } = one
  const named = [
    ...(mine ? [t('common.youInside')] : []),
    ...by.filter((name) => name !== account).slice(0, mostNamed),
  ]
  const unnamed = by.length - named.length
  const names = joinNames(
    unnamed > 0 ? [...named, t('message.more', { count: unnamed })] : named,
    i18n.language,
  )
  return (
    <button
      type="button"
      aria-pressed={mine}
      aria-label={t('message.reactedBy', { reaction, names })}
      title={names}
      disabled={disabled}
      onClick={onPress}
      className={clsx(
        'flex min-h-6 items-center gap-1 rounded-full border px-2 text-sm tabular-nums transition-colors',
        mine
          ? 'border-accent bg-accent-soft font-semibold text-accent-text'
          : 'border-line bg-raised text-ink-soft',
        !disabled && (mine ? 'hover:border-accent-hover' : 'hover:bg-hover'),
        pending && 'opacity-70',
      )}
    >
      <span className="text-base leading-none">{reaction}</span>
      {by.length > 1 && <span>{by.length}</span>}
    </button>
  )
}
