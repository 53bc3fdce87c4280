// An authenticator app or a passkey, removed: with the password, and with what that means.

import type { PasskeySnapshot } from '@sotto/client'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { FormBody } from './form-parts.tsx'

type Props = {
  /** Undefined for the authenticator app. */
  readonly passkey: PasskeySnapshot | undefined
  readonly onClose: () => void
}

export function RemoveFactor({ passkey, onClose }: Props) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const [tries, setTries] = useState(0)
  const app = useCommand('removeAuthenticator')
  const key = useCommand('removePasskey')
  const { busy, failure } = passkey === undefined ? app : key
  const form = useErrorFocus(tries, failure)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (password === '' || busy) return
    const outcome =
      passkey === undefined ? await app.run({ password }) : await key.run({ password, id: passkey.id })
    if (outcome.ok) onClose()
  }

  return (
    <Dialog
      title={
        passkey === undefined
          ? t('account.authenticator.remove')
          : t('account.passkey.removeTitle', { name: passkey.name })
      }
      onClose={onClose}
    >
      <FormBody
        formRef={form}
        onSubmit={(event) => void submit(event)}
        text={t(passkey === undefined ? 'account.authenticator.removeText' : 'account.passkey.removeText')}
      >
        <PasswordField
          fresh={false}
          label={t('account.keyFile.password')}
          value={password}
          onValue={setPassword}
          error={tries > 0 && password === '' ? t('auth.needPassword') : undefined}
        />
        <FormError text={failure?.message} />
        <Button type="submit" tone="danger" wide busy={busy}>
          {t('account.factors.remove')}
        </Button>
      </FormBody>
    </Dialog>
  )
}
