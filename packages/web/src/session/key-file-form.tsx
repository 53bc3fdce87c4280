// Signing in with a key file, and on the way a new password for whoever has forgotten theirs.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Choice } from '../account/form-parts.tsx'
import type { CommandState } from '../engine/use-command.ts'
import { useShownIdentity } from '../sso/shown-identity.ts'
import { Button } from '../ui/button.tsx'
import { FileField } from '../ui/file-field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { NameField } from './name-field.tsx'
import { PasswordField } from './password-field.tsx'
import { minimumLength } from './password-strength.ts'
import { StrengthHint } from './strength-hint.tsx'
import { useErrorFocus } from './use-error-focus.ts'

export type KeyFileGiven = {
  readonly account: string
  readonly file: string
  readonly filePassword: string
  readonly password?: string
  readonly forget?: boolean
}

type Props = {
  readonly onSubmit: (given: KeyFileGiven) => void
  readonly busy: boolean
  readonly failure: CommandState<'signInWithKeys'>['failure']
}

/** A key file is far smaller; what is larger is not read. */
const longestFile = 64 * 1024

export function KeyFileForm({ onSubmit, busy, failure }: Props) {
  const { t } = useTranslation()
  const { identity } = useShownIdentity()
  const [name, setName] = useState<string>(identity?.account ?? '')
  const [file, setFile] = useState<File>()
  const [filePassword, setFilePassword] = useState('')
  const [reset, setReset] = useState(false)
  const [password, setPassword] = useState('')
  const [tries, setTries] = useState(0)
  const form = useErrorFocus(tries, failure)
  const short = Array.from(password).length < minimumLength

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (name === '' || file === undefined || filePassword === '' || (reset && short) || busy) return
    const text = file.size > longestFile ? '' : await file.text()
    const given = { account: name.trim(), file: text, filePassword }
    onSubmit(reset ? { ...given, password } : given)
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-5">
      <NameField value={name} onValue={setName} tried={tries > 0} />
      <FileField
        label={t('account.keys.file')}
        accept=".txt,text/plain"
        file={file}
        onFile={setFile}
        error={tries > 0 && file === undefined ? t('account.keys.needFile') : undefined}
      />
      <PasswordField
        fresh={false}
        label={t('account.keys.filePassword')}
        name="file-password"
        value={filePassword}
        onValue={setFilePassword}
        error={tries > 0 && filePassword === '' ? t('auth.needPassword') : undefined}
      />
      <Choice chosen={reset} onChosen={setReset} label={t('account.keys.reset')} />
      {reset && (
        <PasswordField
          fresh
          label={t('account.recover.next')}
          value={password}
          onValue={setPassword}
          error={tries > 0 && short ? t('auth.shortPassword') : undefined}
          hint={password === '' ? undefined : <StrengthHint password={password} name={name} />}
        />
      )}
      <FormError text={failure?.message} />
      <Button type="submit" tone="primary" wide busy={busy}>
        {busy ? t('auth.signingIn') : t('account.keys.submit')}
      </Button>
    </form>
  )
}
