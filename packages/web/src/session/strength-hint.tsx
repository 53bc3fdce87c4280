// Four bars and a word under the password field.

import clsx from 'clsx'
import { useTranslation } from 'react-i18next'
import { minimumLength, type Strength, strengthOf } from './password-strength.ts'

const filled: Record<Strength, number> = { short: 0, weak: 1, fair: 2, good: 3, strong: 4 }
const colours: Record<Strength, string> = {
  short: 'bg-line',
  weak: 'bg-danger',
  fair: 'bg-away',
  good: 'bg-good',
  strong: 'bg-good',
}

type Props = { readonly password: string; readonly name: string }

export function StrengthHint({ password, name }: Props) {
  const { t } = useTranslation()
  const strength = strengthOf(password, name)
  const missing = minimumLength - Array.from(password).length
  const words =
    strength === 'short' ? t('auth.strength.short', { count: missing }) : t(`auth.strength.${strength}`)
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex gap-1" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <span
            key={bar}
            className={clsx(
              'h-1 flex-1 rounded-full transition-colors',
              bar <= filled[strength] ? colours[strength] : 'bg-line',
            )}
          />
        ))}
      </div>
      <span role="status" aria-label={t('auth.strength.label')}>
        {words}
      </span>
    </div>
  )
}
