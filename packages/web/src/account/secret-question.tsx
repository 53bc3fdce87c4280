// One secret, asked for before something is done: the form of every dialog that wants nothing else.

import type { Failure } from '@sotto/client'
import { type FormEvent, useState } from 'react'
import { PasswordField } from '../session/password-field.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { FormBody } from './form-parts.tsx'

type Props = {
  readonly text: string
  readonly label: string
  /** Of the field, `password` unless it is another secret. */
  readonly name?: string
  /** What is said when it is left empty. */
  readonly missing: string
  readonly action: string
  readonly tone?: 'primary' | 'danger'
  readonly busy: boolean
  readonly failure: Failure | undefined
  readonly onAnswer: (secret: string) => void
}

export function SecretQuestion({ text, label, name, missing, action, tone, ...rest }: Props) {
  const { busy, failure, onAnswer } = rest
  const [secret, setSecret] = useState('')
  const [tries, setTries] = useState(0)
  const form = useErrorFocus(tries, failure)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (secret !== '' && !busy) onAnswer(secret)
  }

  return (
    <FormBody formRef={form} onSubmit={submit} text={text}>
      <PasswordField
        fresh={false}
        label={label}
        {...(name === undefined ? {} : { name })}
        value={secret}
        onValue={setSecret}
        error={tries > 0 && secret === '' ? missing : undefined}
      />
      <FormError text={failure?.message} />
      <Button type="submit" tone={tone ?? 'primary'} wide busy={busy}>
        {action}
      </Button>
    </FormBody>
  )
}
