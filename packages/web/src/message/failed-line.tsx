// Why something wasn't sent, and what the person can do about it.

import { useTranslation } from 'react-i18next'

type Props = {
  readonly text: string
  /** Missing where another try can't help. */
  readonly onRetry: (() => void) | undefined
  readonly onDiscard: () => void
  readonly discardLabel: string
}

const action = 'min-h-6 font-semibold underline underline-offset-2'

export function FailedLine({ text, onRetry, onDiscard, discardLabel }: Props) {
  const { t } = useTranslation()
  return (
    <p
      role="alert"
      className="mt-1 flex flex-wrap items-center justify-end gap-x-3 text-end text-sm text-danger-text"
    >
      <span>{text}</span>
      {onRetry !== undefined && (
        <button type="button" className={action} onClick={onRetry}>
          {t('common.retry')}
        </button>
      )}
      <button type="button" className={action} onClick={onDiscard}>
        {discardLabel}
      </button>
    </p>
  )
}
