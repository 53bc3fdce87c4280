// Making an account: a name and a password, checked here for form and by the engine for the rest.

import { parseAccountName } from '@sotto/wire'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandState } from '../engine/use-command.ts'
import { useShownIdentity } from '../sso/shown-identity.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { PasswordField } from './password-field.tsx'
import { minimumLength } from './password-strength.ts'
import { StrengthHint } from './strength-hint.tsx'
import { useErrorFocus } from './use-error-focus.ts'

type Props = {
  readonly onSubmit: (account: string, password: string) => void
  readonly busy: boolean
  readonly failure: CommandState<'signUp'>['failure']
}

const nameFailures = new Set(['bad_name', 'name_taken'])

export function SignUpForm({ onSubmit, busy, failure }: Props) {
  const { t } = useTranslation()
  const { identity } = useShownIdentity()
  const [name, setName] = useState<string>(identity?.suggested ?? '')
  const [password, setPassword] = useState('')
  const [tries, setTries] = useState(0)
  const form = useErrorFocus(tries, failure)
  const badName = parseAccountName(name) === undefined
  const shortPassword = Array.from(password).length < minimumLength

  function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (!badName && !shortPassword && !busy) onSubmit(name, password)
  }

  const nameFailure = failure !== undefined && nameFailures.has(failure.code) ? failure.message : undefined
  const passwordFailure = failure?.code === 'weak_password' ? failure.message : undefined
  const other = (nameFailure ?? passwordFailure) ? undefined : failure?.message
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <TextField
        label={t('auth.name')}
        name="account"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        maxLength={31}
        value={name}
        onValueChange={(value) => setName(value.toLowerCase().trimStart())}
        error={tries > 0 && badName ? t('auth.badName') : nameFailure}
        hint={t('auth.nameHint')}
      />
      <PasswordField
        fresh
        value={password}
        onValue={setPassword}
        error={tries > 0 && shortPassword ? t('auth.shortPassword') : passwordFailure}
        hint={password === '' ? t('auth.passwordHint') : <StrengthHint password={password} name={name} />}
      />
      <FormError text={other} />
      <Button type="submit" tone="primary" wide busy={busy}>
        {busy ? t('auth.signingUp') : t('auth.signUp')}
      </Button>
    </form>
  )
}
