// Turns the app lock off.

import { useTranslation } from 'react-i18next'
import { SecretQuestion } from '../account/secret-question.tsx'
import { useCommand } from '../engine/use-command.ts'
import { Dialog } from '../ui/dialog.tsx'

export function UnlockForGood({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('removeLock')

  async function turnOff(passphrase: string) {
    const outcome = await run({ passphrase })
    if (outcome.ok) onClose()
  }

  return (
    <Dialog title={t('lock.turnOff')} onClose={onClose}>
      <SecretQuestion
        text={t('lock.removeText')}
        label={t('lock.passphrase')}
        name="passphrase"
        missing={t('lock.needPassphrase')}
        action={t('lock.turnOff')}
        busy={busy}
        failure={failure}
        onAnswer={(passphrase) => void turnOff(passphrase)}
      />
    </Dialog>
  )
}
