// Coming back by the recovery code: it is used up, so a new password is chosen along with it.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandState } from '../engine/use-command.ts'
import { useShownIdentity } from '../sso/shown-identity.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { NameField } from './name-field.tsx'
import { PasswordField } from './password-field.tsx'
import { minimumLength } from './password-strength.ts'
import { StrengthHint } from './strength-hint.tsx'
import { useErrorFocus } from './use-error-focus.ts'

export type RecoverGiven = {
  readonly account: string
  readonly code: string
  readonly password: string
  readonly forget?: boolean
}

type Props = {
  readonly onSubmit: (given: RecoverGiven) => void
  readonly busy: boolean
  readonly failure: CommandState<'recover'>['failure']
}

const codeFailures = new Set(['mistyped_code', 'wrong_code'])

export function RecoverForm({ onSubmit, busy, failure }: Props) {
  const { t } = useTranslation()
  const { identity } = useShownIdentity()
  const [name, setName] = useState<string>(identity?.account ?? '')
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const [tries, setTries] = useState(0)
  const form = useErrorFocus(tries, failure)
  const short = Array.from(password).length < minimumLength

  function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (name !== '' && code.trim() !== '' && !short && !busy) {
      onSubmit({ account: name.trim(), code, password })
    }
  }

  const codeFailure = failure !== undefined && codeFailures.has(failure.code) ? failure.message : undefined
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <NameField value={name} onValue={setName} tried={tries > 0} />
      <TextField
        label={t('account.recover.code')}
        name="recovery-code"
        autoCapitalize="characters"
        spellCheck={false}
        value={code}
        onValueChange={setCode}
        error={tries > 0 && code.trim() === '' ? t('account.recover.needCode') : codeFailure}
        hint={t('account.recover.codeHint')}
      />
      <PasswordField
        fresh
        label={t('account.recover.next')}
        value={password}
        onValue={setPassword}
        error={tries > 0 && short ? t('auth.shortPassword') : undefined}
        hint={password === '' ? undefined : <StrengthHint password={password} name={name} />}
      />
      <FormError text={codeFailure === undefined ? failure?.message : undefined} />
      <Button type="submit" tone="primary" wide busy={busy}>
        {busy ? t('auth.signingIn') : t('account.recover.submit')}
      </Button>
    </form>
  )
}
