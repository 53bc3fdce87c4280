// An authenticator app, set up: its secret as a picture and as text, a code of it as the sign that it works, and
// the backup codes that come with it.

import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { useCopy } from '../ui/use-copy.ts'
import { BackupCodes } from './backup-codes.tsx'
import { FormBody } from './form-parts.tsx'

type Props = { readonly onClose: () => void }
type Made = { readonly secret: string; readonly uri: string }

export function AddAuthenticator({ onClose }: Props) {
  const { t } = useTranslation()
  const [codes, setCodes] = useState<readonly string[]>()
  return (
    <Dialog title={t('account.authenticator.title')} onClose={codes === undefined ? onClose : undefined}>
      {codes === undefined ? (
        <SetUp onAdded={setCodes} />
      ) : (
        <BackupCodes codes={codes} text={t('account.authenticator.done')} onClose={onClose} />
      )}
    </Dialog>
  )
}

function SetUp({ onAdded }: { readonly onAdded: (codes: readonly string[]) => void }) {
  const { t } = useTranslation()
  const made = useNewSecret()
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const [tries, setTries] = useState(0)
  const { run, busy, failure } = useCommand('addAuthenticator')
  const form = useErrorFocus(tries, failure)
  const wrongCode = failure?.code === 'second_factor_wrong' ? t('account.authenticator.wrong') : undefined

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (made === undefined || code.trim() === '' || password === '' || busy) return
    const outcome = await run({ password, secret: made.secret, code })
    if (outcome.ok) onAdded(outcome.value.backupCodes)
  }

  return (
    <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('account.authenticator.text')}>
      {made !== undefined && <Secret {...made} />}
      <TextField
        label={t('account.authenticator.code')}
        name="one-time-code"
        inputMode="numeric"
        value={code}
        onValueChange={setCode}
        error={tries > 0 && code.trim() === '' ? t('account.second.needCode') : wrongCode}
      />
      <PasswordField
        fresh={false}
        label={t('account.keyFile.password')}
        value={password}
        onValue={setPassword}
        error={tries > 0 && password === '' ? t('auth.needPassword') : undefined}
      />
      <FormError text={wrongCode === undefined ? failure?.message : undefined} />
      <Button type="submit" tone="primary" wide busy={busy}>
        {busy ? t('account.authenticator.adding') : t('account.authenticator.add')}
      </Button>
    </FormBody>
  )
}

/** One for as long as the dialog is open. */
function useNewSecret(): Made | undefined {
  const engine = useEngine()
  const [made, setMade] = useState<Made>()
  useEffect(() => {
    let isOpen = true
    void engine.call('newAuthenticator').then((outcome) => {
      if (isOpen && outcome.ok) setMade(outcome.value)
    })
    return () => {
      isOpen = false
    }
  }, [engine])
  return made
}

function Secret({ secret, uri }: Made) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  return (
    <div className="flex flex-col gap-3">
      <QrCode text={uri} label={t('account.authenticator.qr')} />
      <p className="text-center text-sm text-ink-quiet">{t('account.authenticator.byHand')}</p>
      <output
        data-testid="authenticator-secret"
        className="block text-center font-mono text-sm leading-6 text-balance select-all"
      >
        {secret.replace(/(.{4})(?=.)/g, '$1 ')}
      </output>
      <Button small className="self-center" onClick={() => copy(secret)}>
        <span aria-live="polite">{copied ? t('recovery.copied') : t('recovery.copy')}</span>
      </Button>
    </div>
  )
}
