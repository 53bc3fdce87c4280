// A passkey, made: the password first, then whatever the browser asks. Says whether it signs in by itself or is a
// second factor and no more.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { BackupCodes } from './backup-codes.tsx'
import { Done, FormBody } from './form-parts.tsx'
import { usePasskeys, wordsFor } from './passkey-door.ts'

type Props = { readonly onClose: () => void }
type Added = { readonly opens: boolean; readonly backupCodes: readonly string[] }

export function AddPasskey({ onClose }: Props) {
  const { t } = useTranslation()
  const [added, setAdded] = useState<Added>()
  const words = added?.opens === true ? t('account.passkey.done') : t('account.passkey.doneSecond')
  const mustKeep = added !== undefined && added.backupCodes.length > 0
  return (
    <Dialog title={t('account.passkey.title')} onClose={mustKeep ? undefined : onClose}>
      {added === undefined ? (
        <Make onAdded={setAdded} />
      ) : mustKeep ? (
        <BackupCodes codes={added.backupCodes} text={words} onClose={onClose} />
      ) : (
        <Done onClose={onClose}>{words}</Done>
      )}
    </Dialog>
  )
}

function Make({ onAdded }: { readonly onAdded: (added: Added) => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [tries, setTries] = useState(0)
  const making = useMaking(onAdded)
  const form = useErrorFocus(tries, making.failure)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (name.trim() !== '' && password !== '' && !making.busy) void making.make(name, password)
  }

  return (
    <FormBody formRef={form} onSubmit={submit} text={t('account.passkey.text')}>
      <TextField
        label={t('account.passkey.name')}
        maxLength={64}
        value={name}
        onValueChange={setName}
        error={tries > 0 && name.trim() === '' ? t('account.passkey.needName') : undefined}
        hint={t('account.passkey.nameHint')}
      />
      <PasswordField
        fresh={false}
        label={t('account.keyFile.password')}
        value={password}
        onValue={setPassword}
        error={tries > 0 && password === '' ? t('auth.needPassword') : undefined}
      />
      <FormError text={making.problem ?? making.failure?.message} />
      <Button type="submit" tone="primary" wide busy={making.busy}>
        {making.busy ? t('account.passkey.adding') : t('account.passkey.add')}
      </Button>
    </FormBody>
  )
}

function useMaking(onAdded: (added: Added) => void) {
  const { t } = useTranslation()
  const passkeys = usePasskeys()
  const start = useCommand('startPasskey')
  const add = useCommand('addPasskey')
  const [waiting, setWaiting] = useState(false)
  const [problem, setProblem] = useState<string>()

  async function make(name: string, password: string) {
    setProblem(undefined)
    add.clear()
    const wanted = await start.run({ password })
    if (!wanted.ok) return
    setWaiting(true)
    const made = await passkeys.make(wanted.value)
    setWaiting(false)
    if (!made.ok) return setProblem(t(wordsFor(made.why)))
    const opens = made.value.prf !== undefined
    const outcome = await add.run({ proof: wanted.value.proof, name, ...made.value })
    if (outcome.ok) onAdded({ opens, backupCodes: outcome.value.backupCodes })
  }

  const busy = start.busy || waiting || add.busy
  return { make, busy, problem, failure: start.failure ?? add.failure }
}
