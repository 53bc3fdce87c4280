// A sealed copy of the own history, brought in from a file.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Done, FormBody } from '../account/form-parts.tsx'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FileField } from '../ui/file-field.tsx'
import { FormError } from '../ui/form-error.tsx'

/** More than the engine takes, so that it is the engine that says so; what is beyond is not read. */
const mostRead = 257 * 1024 * 1024

export function BringInCopy({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [file, setFile] = useState<File>()
  const [password, setPassword] = useState('')
  const [tries, setTries] = useState(0)
  const [messages, setMessages] = useState<number>()
  const { run, busy, failure } = useCommand('importHistory')
  const form = useErrorFocus(tries, failure)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (file === undefined || password === '' || busy) return
    const bytes = new Uint8Array(await file.slice(0, mostRead).arrayBuffer())
    const outcome = await run({ bytes, password })
    if (outcome.ok) setMessages(outcome.value.messages)
  }

  return (
    <Dialog title={t('copies.bringIn.title')} onClose={onClose}>
      {messages !== undefined ? (
        <Done onClose={onClose}>
          {messages === 0 ? t('copies.bringIn.nothing') : t('copies.bringIn.done', { count: messages })}
        </Done>
      ) : (
        <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('copies.bringIn.text')}>
          <FileField
            label={t('copies.bringIn.file')}
            file={file}
            onFile={setFile}
            error={tries > 0 && file === undefined ? t('copies.bringIn.needFile') : undefined}
          />
          <PasswordField
            fresh={false}
            label={t('copies.bringIn.password')}
            name="file-password"
            value={password}
            onValue={setPassword}
            error={tries > 0 && password === '' ? t('auth.needPassword') : undefined}
          />
          <FormError text={failure?.message} />
          <Button type="submit" tone="primary" wide busy={busy}>
            {busy ? t('copies.bringIn.busy') : t('copies.bringIn.submit')}
          </Button>
        </FormBody>
      )}
    </Dialog>
  )
}
