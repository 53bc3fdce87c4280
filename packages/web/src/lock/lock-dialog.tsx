// Turns the app lock on, or gives it another passphrase.

import type { LockSnapshot } from '@sotto/client'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Done, FormBody } from '../account/form-parts.tsx'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { minimumLength } from '../session/password-strength.ts'
import { StrengthHint } from '../session/strength-hint.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { MinutesPicker } from './minutes-picker.tsx'

type Props = { readonly lock: LockSnapshot; readonly onClose: () => void }

export function LockDialog({ lock, onClose }: Props) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const [wasOn] = useState(lock.on)
  const [present, setPresent] = useState('')
  const [next, setNext] = useState('')
  const [minutes, setMinutes] = useState(wasOn ? lock.afterMinutes : 5)
  const [tries, setTries] = useState(0)
  const [done, setDone] = useState(false)
  const { run, busy, failure } = useCommand('setLock')
  const form = useErrorFocus(tries, failure)
  const short = Array.from(next).length < minimumLength
  const lacking = wasOn && present === ''

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (short || lacking || busy) return
    const given = { passphrase: next, afterMinutes: minutes }
    const outcome = await run(wasOn ? { ...given, present } : given)
    if (outcome.ok) setDone(true)
  }

  return (
    <Dialog title={wasOn ? t('lock.change') : t('lock.turnOn')} onClose={onClose}>
      {done ? (
        <Done onClose={onClose}>{t('lock.done')}</Done>
      ) : (
        <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('lock.setText')}>
          {wasOn && (
            <PasswordField
              fresh={false}
              label={t('lock.present')}
              name="present-passphrase"
              value={present}
              onValue={setPresent}
              error={tries > 0 && lacking ? t('lock.needPassphrase') : undefined}
            />
          )}
          <PasswordField
            fresh
            label={wasOn ? t('lock.next') : t('lock.passphrase')}
            name="new-passphrase"
            value={next}
            onValue={setNext}
            error={tries > 0 && short ? t('auth.shortPassword') : undefined}
            hint={next === '' ? undefined : <StrengthHint password={next} name={account} />}
          />
          {!wasOn && <MinutesPicker minutes={minutes} onMinutes={setMinutes} />}
          <FormError text={failure?.message} />
          <Button type="submit" tone="primary" wide busy={busy}>
            {wasOn ? t('lock.change') : t('lock.turnOn')}
          </Button>
        </FormBody>
      )}
    </Dialog>
  )
}
