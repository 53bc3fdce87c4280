// The app is locked: nothing of whoever uses this device is shown until the passphrase opens it, or the device is
// forgotten.

import { Lock } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'

export function LockScreen() {
  const { t } = useTranslation()
  const [passphrase, setPassphrase] = useState('')
  const [tries, setTries] = useState(0)
  const { run, busy, failure } = useCommand('unlock')
  const form = useErrorFocus(tries, failure)
  useEffect(() => form.current?.querySelector('input')?.focus(), [form])

  async function unlock(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (passphrase !== '' && !busy) await run({ passphrase })
  }

  return (
    <main className="flex h-full overflow-y-auto bg-surface px-5 py-10">
      <div className="m-auto flex w-full max-w-sm flex-col gap-6">
        <header className="flex flex-col items-center gap-3 text-center">
          <span className="grid size-14 place-items-center rounded-xl bg-accent-soft text-accent-text">
            <Lock aria-hidden="true" className="size-6" />
          </span>
          <h1 className="text-2xl font-semibold tracking-tight">{t('lock.title')}</h1>
          <p className="text-base text-ink-quiet">{t('lock.text')}</p>
        </header>
        <form ref={form} noValidate onSubmit={(event) => void unlock(event)} className="flex flex-col gap-5">
          <PasswordField
            fresh={false}
            label={t('lock.passphrase')}
            name="passphrase"
            value={passphrase}
            onValue={setPassphrase}
            error={tries > 0 && passphrase === '' ? t('lock.needPassphrase') : undefined}
          />
          <FormError text={failure?.message} />
          <Button type="submit" tone="primary" wide busy={busy}>
            {busy ? t('lock.opening') : t('lock.open')}
          </Button>
        </form>
        <Forget />
      </div>
    </main>
  )
}

/** For who has forgotten the passphrase: the account is not lost, what only this device had is. */
function Forget() {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { run, busy, failure } = useCommand('signOut')
  return (
    <>
      <Button small tone="quiet" className="self-center" onClick={() => setAsking(true)}>
        {t('lock.forgot')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('lock.forgetTitle')}
          text={t('lock.forgetText')}
          action={t('lock.forget')}
          busy={busy}
          error={failure?.message}
          onConfirm={() => void run()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
