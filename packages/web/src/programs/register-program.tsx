// A program of one's own gets the id by which it asks people for access.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormBody } from '../account/form-parts.tsx'
import { useCommand } from '../engine/use-command.ts'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'

type Props = { readonly onRegistered: () => void; readonly onClose: () => void }

export function RegisterProgram({ onRegistered, onClose }: Props) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [tries, setTries] = useState(0)
  const { run, busy, failure } = useCommand('registerProgram')
  const form = useErrorFocus(tries, failure)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (name.trim() === '' || busy) return
    const redirectUris = address.split(/\s+/).filter((one) => one !== '')
    if (!(await run({ name, redirectUris })).ok) return
    onRegistered()
    onClose()
  }

  return (
    <Dialog title={t('programs.register')} onClose={onClose}>
      <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('programs.registerText')}>
        <TextField
          label={t('programs.name')}
          hint={t('programs.nameHint')}
          maxLength={64}
          value={name}
          onValueChange={setName}
          error={tries > 0 && name.trim() === '' ? t('programs.needName') : undefined}
        />
        <TextField
          label={t('programs.address')}
          hint={t('programs.addressHint')}
          inputMode="url"
          spellCheck={false}
          value={address}
          onValueChange={setAddress}
        />
        <FormError text={failure?.message} />
        <Button type="submit" tone="primary" wide busy={busy}>
          {t(busy ? 'programs.registering' : 'programs.register')}
        </Button>
      </FormBody>
    </Dialog>
  )
}
