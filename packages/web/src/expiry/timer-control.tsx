// Among the details of a conversation: how long messages stay in it, and for who is in it a way to change that.

import type { ConversationDetails } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { LengthPicker } from './length-picker.tsx'
import { lengthWords, longest } from './lengths.ts'

export function TimerControl({ details }: { readonly details: ConversationDetails }) {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(false)
  const { timer, state } = details
  return (
    <section aria-label={t('expiry.label')} className="flex flex-col gap-2 border-t border-line pt-3">
      <div className="flex items-center justify-between gap-3">
        <h2 className="text-sm font-semibold">{t('expiry.label')}</h2>
        {state === 'active' && !open && (
          <Button small tone="quiet" className="-me-3" onClick={() => setOpen(true)}>
            {t('expiry.change')}
          </Button>
        )}
      </div>
      {open ? (
        <TimerForm details={details} onClose={() => setOpen(false)} />
      ) : (
        <p className="text-sm">
          {timer === 0 ? t('expiry.off') : t('expiry.on', { length: lengthWords(timer, i18n.language) })}
        </p>
      )}
    </section>
  )
}

type FormProps = { readonly details: ConversationDetails; readonly onClose: () => void }

function TimerForm({ details, onClose }: FormProps) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('setTimer')
  const [seconds, setSeconds] = useState(details.timer)
  const fits = Number.isInteger(seconds) && seconds >= 0 && seconds <= longest

  async function save() {
    const outcome = await run({ conversation: details.conversation, seconds })
    if (outcome.ok) onClose()
  }

  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (fits) void save()
      }}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <LengthPicker seconds={seconds} onChange={setSeconds} />
      <p className="text-sm text-ink-quiet">{t('expiry.hint')}</p>
      <FormError text={fits ? failure?.message : t('expiry.tooLong')} />
      <div className="flex justify-end gap-2">
        <Button small onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button small type="submit" tone="primary" busy={busy} disabled={!fits}>
          {t('details.save')}
        </Button>
      </div>
    </form>
  )
}
