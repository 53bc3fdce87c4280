// The reactions that most people want, one press away.

import type { MessageSnapshot } from '@sotto/client'
import clsx from 'clsx'
import { useTranslation } from 'react-i18next'
import { hasReacted, type MessageActions } from './actions.ts'

const quick = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

type Props = Pick<MessageActions, 'onReact'> & { readonly message: MessageSnapshot }

export function QuickReactions({ message, onReact }: Props) {
  const { t } = useTranslation()
  return (
    <fieldset className="flex justify-between gap-1 px-2 py-1">
      <legend className="sr-only">{t('message.react')}</legend>
      {quick.map((reaction) => {
        const given = hasReacted(message, reaction)
        return (
          <button
            key={reaction}
            type="button"
            aria-pressed={given}
            aria-label={t('message.reactWith', { reaction })}
            onClick={() => onReact(message, reaction, given)}
            className={clsx(
              'grid size-10 place-items-center rounded-full text-xl hover:bg-hover',
              given && 'bg-accent-soft',
            )}
          >
            {reaction}
          </button>
        )
      })}
    </fieldset>
  )
}
