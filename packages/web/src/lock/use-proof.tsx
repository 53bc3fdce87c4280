// What is asked for before the app lock is changed: one of the ways that open it. Where there are two, the person says
// which is at hand.

import type { LockKey, LockSnapshot } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PasswordField } from '../session/password-field.tsx'
import { Button } from '../ui/button.tsx'
import { useLockPasskey } from './use-lock-passkey.ts'

export type LockProof = ReturnType<typeof useLockProof>

/** `tried`: the form was submitted. */
export function useLockProof(lock: LockSnapshot, tried: boolean) {
  const passkeys = useLockPasskey(lock)
  const [by, setBy] = useState<'passphrase' | 'passkey'>(lock.passphrase ? 'passphrase' : 'passkey')
  const [passphrase, setPassphrase] = useState('')
  const isLacking = by === 'passphrase' && passphrase === ''

  /** Undefined when it came to nothing, which `problem` tells. */
  async function give(): Promise<LockKey | undefined> {
    if (isLacking) return undefined
    if (by === 'passphrase') return { passphrase }
    const passkey = await passkeys.show(lock.passkey === undefined ? [] : [lock.passkey])
    return passkey && { passkey }
  }

  const { problem, busy } = passkeys
  return { by, setBy, passphrase, setPassphrase, isLacking: tried && isLacking, give, problem, busy }
}

type Props = { readonly lock: LockSnapshot; readonly proof: LockProof; readonly label?: string }

export function ProofField({ lock, proof, label }: Props) {
  const { t } = useTranslation()
  const { by, setBy, passphrase, setPassphrase, isLacking } = proof
  const hasBoth = lock.passphrase && lock.passkey !== undefined
  return (
    <div className="flex flex-col items-start gap-2">
      {by === 'passkey' ? (
        <p className="text-base">{t('lock.passkeyAsked')}</p>
      ) : (
        <div className="w-full">
          <PasswordField
            fresh={false}
            label={label ?? t('lock.passphrase')}
            name="present-passphrase"
            value={passphrase}
            onValue={setPassphrase}
            error={isLacking ? t('lock.needPassphrase') : undefined}
          />
        </div>
      )}
      {hasBoth && (
        <Button small tone="quiet" onClick={() => setBy(by === 'passkey' ? 'passphrase' : 'passkey')}>
          {t(by === 'passkey' ? 'lock.byPassphrase' : 'lock.byPasskey')}
        </Button>
      )}
    </div>
  )
}
