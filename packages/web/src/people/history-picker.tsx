// What newcomers to a group see of what was written before they came: nothing, everything, or from a day on.

import type { HistoryPolicy } from '@sotto/client'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../ui/field.tsx'
import { dayOf, dayText } from './days.ts'

type Props = { readonly history: HistoryPolicy; readonly onChange: (history: HistoryPolicy) => void }

const kinds = ['none', 'from', 'all'] as const satisfies readonly HistoryPolicy['kind'][]

export function HistoryPicker({ history, onChange }: Props) {
  const { t } = useTranslation()
  const id = useId()
  function choose(kind: string) {
    if (kind === 'from') onChange({ kind, at: dayOf(dayText(Date.now())) ?? Date.now() })
    else onChange({ kind: kind === 'all' ? 'all' : 'none' })
  }
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="text-sm font-medium text-ink-soft">
        {t('newcomers.label')}
      </label>
      <select
        id={id}
        value={history.kind}
        onChange={(event) => choose(event.target.value)}
        className="min-h-11 w-full rounded-md border border-line-strong bg-surface px-3"
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`newcomers.${kind}Choice`)}
          </option>
        ))}
      </select>
      {history.kind === 'from' && (
        <TextField
          type="date"
          label={t('newcomers.day')}
          value={dayText(history.at)}
          onValueChange={(day) => {
            const at = dayOf(day)
            if (at !== undefined) onChange({ kind: 'from', at })
          }}
        />
      )}
    </div>
  )
}
