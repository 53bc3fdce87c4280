// An authenticator app or a passkey, removed: with the password, and with what that means.

import type { PasskeySnapshot } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Dialog } from '../ui/dialog.tsx'
import { SecretQuestion } from './secret-question.tsx'

type Props = {
  /** Undefined for the authenticator app. */
  readonly passkey: PasskeySnapshot | undefined
  readonly onClose: () => void
}

export function RemoveFactor({ passkey, onClose }: Props) {
  const { t } = useTranslation()
  const app = useCommand('removeAuthenticator')
  const key = useCommand('removePasskey')
  const { busy, failure } = passkey === undefined ? app : key
  const lock = useTopic('lock', undefined)
  const opensLock = passkey !== undefined && lock?.passkey === passkey.id
  const text = t(passkey === undefined ? 'account.authenticator.removeText' : 'account.passkey.removeText')

  async function remove(password: string) {
    const outcome =
      passkey === undefined ? await app.run({ password }) : await key.run({ password, id: passkey.id })
    if (outcome.ok) onClose()
  }

  return (
    <Dialog
      title={
        passkey === undefined
          ? t('account.authenticator.remove')
          : t('account.passkey.removeTitle', { name: passkey.name })
      }
      onClose={onClose}
    >
      <SecretQuestion
        text={opensLock ? `${text} ${t('account.passkey.removeLock')}` : text}
        label={t('account.keyFile.password')}
        missing={t('auth.needPassword')}
        action={t('account.factors.remove')}
        tone="danger"
        busy={busy}
        failure={failure}
        onAnswer={(password) => void remove(password)}
      />
    </Dialog>
  )
}
