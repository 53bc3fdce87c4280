// How the app lock of this device is spoken of.

import type { LockSnapshot } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'

export function useLockWords() {
  const { t } = useTranslation()
  const factors = useTopic('account', undefined)?.factors
  return {
    needs({ passphrase, passkey }: LockSnapshot): string {
      if (passkey === undefined) return t('lock.onText')
      return t(passphrase ? 'lock.onBoth' : 'lock.onPasskey')
    },
    /** Which passkey it is; one that was removed from the account opens the lock all the same, while it exists. */
    passkey({ passkey }: LockSnapshot): string {
      if (passkey === undefined) return t('lock.passkeyOff')
      if (factors === undefined) return t('lock.passkeyOn')
      const known = factors.passkeys.find(({ id }) => id === passkey)
      return known === undefined ? t('lock.passkeyRemoved') : t('lock.passkeyNamed', { name: known.name })
    },
  }
}
