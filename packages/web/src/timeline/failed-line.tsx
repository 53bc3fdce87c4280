// Why a message wasn't sent, and what the person can do about it.

import type { Failure } from '@sotto/client'
import { useTranslation } from 'react-i18next'

type Props = {
  readonly failure: Failure | undefined
  readonly onRetry: (() => void) | undefined
  readonly onDiscard: () => void
}

const action = 'min-h-6 font-semibold underline underline-offset-2'

export function FailedLine({ failure, onRetry, onDiscard }: Props) {
  const { t } = useTranslation()
  return (
    <p
      role="alert"
      className="mt-1 flex flex-wrap items-center justify-end gap-x-3 text-end text-sm text-danger-text"
    >
      <span>{failure?.message ?? t('timeline.failed')}</span>
      {onRetry !== undefined && (
        <button type="button" className={action} onClick={onRetry}>
          {t('common.retry')}
        </button>
      )}
      <button type="button" className={action} onClick={onDiscard}>
        {t('common.delete')}
      </button>
    </p>
  )
}
