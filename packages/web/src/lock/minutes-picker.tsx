// After how long alone the app locks.

import { useId } from 'react'
import { useTranslation } from 'react-i18next'

const choices = [1, 5, 15, 60, 0] as const

type Props = { readonly minutes: number; readonly onMinutes: (minutes: number) => void }

export function MinutesPicker({ minutes, onMinutes }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const offered: readonly number[] = choices.some((one) => one === minutes) ? choices : [minutes, ...choices]
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink-soft">
        {t('lock.after')}
      </label>
      <select
        id={id}
        value={minutes}
        onChange={(event) => onMinutes(Number(event.target.value))}
        className="min-h-10 w-full rounded-md border border-line-strong bg-surface px-3 text-base text-ink"
      >
        {offered.map((one) => (
          <option key={one} value={one}>
            {one === 0 ? t('lock.never') : t('lock.minutes', { count: one })}
          </option>
        ))}
      </select>
    </div>
  )
}
