// The app is locked: nothing of whoever uses this device is shown until its passkey or passphrase opens it, or the
// device is forgotten.

import type { LockSnapshot } from '@sotto/client'
import { Fingerprint, Lock } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { PasswordField } from '../session/password-field.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { useLockPasskey } from './use-lock-passkey.ts'

export function LockScreen() {
  const { t } = useTranslation()
  const lock = useTopic('lock', undefined)
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
        {lock?.passkey !== undefined && <ByPasskey lock={lock} passkey={lock.passkey} />}
        {lock?.passphrase === true && <ByPassphrase isOnly={lock.passkey === undefined} />}
        {lock !== undefined && <Forget lock={lock} />}
      </div>
    </main>
  )
}

type PasskeyProps = { readonly lock: LockSnapshot; readonly passkey: string }

function ByPasskey({ lock, passkey }: PasskeyProps) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('unlock')
  const passkeys = useLockPasskey(lock)
  const ifGone = t(lock.passphrase ? 'lock.passkeyGone' : 'lock.passkeyGoneOnly')
  if (!passkeys.canUse) return <FormError text={t('account.passkey.unfit')} />

  async function open() {
    const shown = await passkeys.show([passkey])
    if (shown !== undefined) await run({ passkey: shown })
  }

  const problem = passkeys.problem ?? failure?.message
  return (
    <div className="flex flex-col gap-3">
      <Button tone="primary" wide autoFocus busy={busy || passkeys.busy} onClick={() => void open()}>
        <Fingerprint aria-hidden="true" className="size-4.5" />
        {t(busy ? 'lock.opening' : 'lock.openByPasskey')}
      </Button>
      <FormError text={problem === undefined ? undefined : `${problem} ${ifGone}`} />
    </div>
  )
}

/** `isOnly`: nothing else opens it. */
function ByPassphrase({ isOnly }: { readonly isOnly: boolean }) {
  const { t } = useTranslation()
  const [passphrase, setPassphrase] = useState('')
  const [tries, setTries] = useState(0)
  const { run, busy, failure } = useCommand('unlock')
  const form = useErrorFocus(tries, failure)
  useEffect(() => {
    if (isOnly) form.current?.querySelector('input')?.focus()
  }, [form, isOnly])

  async function unlock(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (passphrase !== '' && !busy) await run({ passphrase })
  }

  return (
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
      <Button type="submit" tone={isOnly ? 'primary' : 'plain'} wide busy={busy}>
        {busy ? t('lock.opening') : t('lock.open')}
      </Button>
    </form>
  )
}

/** For who can't open it any more: the account is not lost, what only this device had is. */
function Forget({ lock: { passphrase, passkey } }: { readonly lock: LockSnapshot }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { run, busy, failure } = useCommand('signOut')
  const lost = passkey === undefined ? 'lock.forgot' : passphrase ? 'lock.lostBoth' : 'lock.lostPasskey'
  return (
    <>
      <Button small tone="quiet" className="self-center" onClick={() => setAsking(true)}>
        {t(lost)}
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
