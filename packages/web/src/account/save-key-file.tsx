// The account's keys as a file in the downloads, under a password of its own.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { minimumLength } from '../session/password-strength.ts'
import { StrengthHint } from '../session/strength-hint.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { saveText } from '../ui/save-file.ts'
import { Done, FormBody } from './form-parts.tsx'

export function SaveKeyFile({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const [password, setPassword] = useState('')
  const [filePassword, setFilePassword] = useState('')
  const [tries, setTries] = useState(0)
  const [saved, setSaved] = useState(false)
  const { run, busy, failure } = useCommand('exportKeys')
  const form = useErrorFocus(tries, failure)
  const short = Array.from(filePassword).length < minimumLength

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (password === '' || short || busy) return
    const outcome = await run({ password, filePassword })
    if (!outcome.ok) return
    saveText(t('account.keyFile.fileName', { account }), outcome.value.file)
    setSaved(true)
  }

  return (
    <Dialog title={t('account.keyFile.title')} onClose={onClose}>
      {saved ? (
        <Done onClose={onClose}>{t('account.keyFile.done')}</Done>
      ) : (
        <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('account.keyFile.text')}>
          <PasswordField
            fresh={false}
            label={t('account.keyFile.password')}
            value={password}
            onValue={setPassword}
            error={tries > 0 && password === '' ? t('auth.needPassword') : undefined}
          />
          <PasswordField
            fresh
            label={t('account.keyFile.filePassword')}
            name="file-password"
            value={filePassword}
            onValue={setFilePassword}
            error={tries > 0 && short ? t('auth.shortPassword') : undefined}
            hint={filePassword === '' ? undefined : <StrengthHint password={filePassword} name={account} />}
          />
          <FormError text={failure?.message} />
          <Button type="submit" tone="primary" wide busy={busy}>
            {busy ? t('account.keyFile.saving') : t('account.keyFile.save')}
          </Button>
        </FormBody>
      )}
    </Dialog>
  )
}
