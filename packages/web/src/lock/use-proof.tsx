// What is asked for before the app lock is changed: one of the ways that open it. Where there are two, the person says
// which is at hand.

import type { LockKey, LockSnapshot } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type By, SecretOrPasskey } from '../account/secret-or-passkey.tsx'
import { useLockPasskey } from './use-lock-passkey.ts'

export type LockProof = ReturnType<typeof useLockProof>

/** `tried`: the form was submitted. */
export function useLockProof(lock: LockSnapshot, tried: boolean) {
  const passkeys = useLockPasskey(lock)
  const [by, setBy] = useState<By>(lock.passphrase ? 'secret' : 'passkey')
  const [passphrase, setPassphrase] = useState('')
  const isLacking = by === 'secret' && passphrase === ''

  /** Undefined when it came to nothing, which `problem` tells. */
  async function give(): Promise<LockKey | undefined> {
    if (isLacking) return undefined
    if (by === 'secret') return { passphrase }
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
  return (
    <SecretOrPasskey
      by={by}
      onBy={lock.passphrase && lock.passkey !== undefined ? setBy : undefined}
      secret={passphrase}
      onSecret={setPassphrase}
      label={label ?? t('lock.passphrase')}
      name="present-passphrase"
      error={isLacking ? t('lock.needPassphrase') : undefined}
      asked={t('lock.passkeyAsked')}
      bySecret={t('lock.byPassphrase')}
    />
  )
}
