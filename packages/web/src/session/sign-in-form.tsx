// Opening an account on this device.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandState } from '../engine/use-command.ts'
import { useShownIdentity } from '../sso/shown-identity.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { NameField } from './name-field.tsx'
import { PasswordField } from './password-field.tsx'
import { useErrorFocus } from './use-error-focus.ts'

type Props = {
  readonly onSubmit: (account: string, password: string) => void
  readonly busy: boolean
  readonly failure: CommandState<'signIn'>['failure']
}

export function SignInForm({ onSubmit, busy, failure }: Props) {
  const { t } = useTranslation()
  const { identity } = useShownIdentity()
  const [name, setName] = useState<string>(identity?.account ?? '')
  const [password, setPassword] = useState('')
  const [tries, setTries] = useState(0)
  const form = useErrorFocus(tries, failure)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (name !== '' && password !== '' && !busy) onSubmit(name.trim(), password)
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <NameField withPasskeys value={name} onValue={setName} tried={tries > 0} />
      <PasswordField
        fresh={false}
        value={password}
        onValue={setPassword}
        error={tries > 0 && password === '' ? t('auth.needPassword') : undefined}
      />
      <FormError text={failure?.message} />
      <Button type="submit" tone="primary" wide busy={busy}>
        {busy ? t('auth.signingIn') : t('auth.signIn')}
      </Button>
    </form>
  )
}
