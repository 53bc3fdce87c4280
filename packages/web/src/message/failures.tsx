// What of a message could not be sent: itself, or what was changed of it.

import type { MessageSnapshot } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import type { MessageActions } from './actions.ts'
import { FailedLine } from './failed-line.tsx'

type Props = Pick<MessageActions, 'onRetry' | 'onDiscard'> & { readonly message: MessageSnapshot }

export function hasFailures({ state, refused }: MessageSnapshot): boolean {
  return state === 'failed' || refused !== undefined
}

export function Failures({ message, onRetry, onDiscard }: Props) {
  const { t } = useTranslation()
  return (
    <>
      {message.state === 'failed' && (
        <FailedLine
          text={message.failure?.message ?? t('timeline.failed')}
          discardLabel={t('common.delete')}
          onRetry={onRetry && (() => onRetry(message.id))}
          onDiscard={() => onDiscard(message.id)}
        />
      )}
      {message.refused?.map((change) => (
        <FailedLine
          key={change.id}
          text={`${t(`message.refused.${change.what}`, { text: change.text })} ${change.failure.message}`}
          discardLabel={t('message.dismiss')}
          onRetry={onRetry && (() => onRetry(change.id))}
          onDiscard={() => onDiscard(change.id)}
        />
      ))}
    </>
  )
}
