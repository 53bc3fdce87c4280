// Turns the app lock off.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormBody } from '../account/form-parts.tsx'
import { useCommand } from '../engine/use-command.ts'
import { PasswordField } from '../session/password-field.tsx'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'

export function UnlockForGood({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [passphrase, setPassphrase] = useState('')
  const [tries, setTries] = useState(0)
  const { run, busy, failure } = useCommand('removeLock')
  const form = useErrorFocus(tries, failure)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (passphrase === '' || busy) return
    const outcome = await run({ passphrase })
    if (outcome.ok) onClose()
  }

  return (
    <Dialog title={t('lock.turnOff')} onClose={onClose}>
      <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('lock.removeText')}>
        <PasswordField
          fresh={false}
          label={t('lock.passphrase')}
          name="passphrase"
          value={passphrase}
          onValue={setPassphrase}
          error={tries > 0 && passphrase === '' ? t('lock.needPassphrase') : undefined}
        />
        <FormError text={failure?.message} />
        <Button type="submit" tone="primary" wide busy={busy}>
          {t('lock.turnOff')}
        </Button>
      </FormBody>
    </Dialog>
  )
}
