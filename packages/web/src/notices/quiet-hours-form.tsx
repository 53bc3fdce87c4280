// The hours of every day in which nothing is told.

import type { QuietHours } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'

const usual: QuietHours = { from: 22 * 60, to: 7 * 60 }

export function QuietHoursForm() {
  const settings = useTopic('settings', undefined)
  if (settings === undefined) return null
  const { quietHours = 'off' } = settings
  return <Form key={JSON.stringify(quietHours)} hours={quietHours === 'off' ? undefined : quietHours} />
}

/** `hours`: those that are chosen. */
function Form({ hours }: { readonly hours: QuietHours | undefined }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('choose')
  const [from, setFrom] = useState(textOf((hours ?? usual).from))
  const [to, setTo] = useState(textOf((hours ?? usual).to))
  const chosen = { from: minutesOf(from), to: minutesOf(to) }
  const isSame = chosen.from === chosen.to
  const isNew = hours === undefined || chosen.from !== hours.from || chosen.to !== hours.to
  return (
    <form
      className="flex flex-col gap-4 rounded-lg border border-line p-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isSame) void run({ quietHours: chosen })
      }}
    >
      <p className="text-sm text-ink-soft">{t('notices.hoursText')}</p>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          type="time"
          required
          label={t('notices.from')}
          value={from}
          error={isSame ? t('notices.sameTimes') : undefined}
          onChange={(event) => setFrom(event.target.value)}
        />
        <TextField
          type="time"
          required
          label={t('notices.to')}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
      </div>
      <FormError text={failure?.message} />
      <div className="flex flex-wrap gap-2">
        {isNew && (
          <Button small type="submit" tone="primary" busy={busy} disabled={isSame}>
            {t(hours === undefined ? 'notices.turnOn' : 'notices.save')}
          </Button>
        )}
        {hours !== undefined && (
          <Button small onClick={() => void run({ quietHours: 'off' })}>
            {t('notices.turnOff')}
          </Button>
        )}
      </div>
    </form>
  )
}

function textOf(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}
