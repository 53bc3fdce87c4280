// What is to open the app lock from now on: a passphrase that is made up here, or a passkey that the account has.

import type { LockKey, LockSnapshot } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { PasswordField } from '../session/password-field.tsx'
import { minimumLength } from '../session/password-strength.ts'
import { StrengthHint } from '../session/strength-hint.tsx'
import { useLockPasskey } from './use-lock-passkey.ts'
import type { LockWay } from './way-choice.tsx'

export type NewKey = ReturnType<typeof useNewKey>

/** `tried`: the form was submitted. */
export function useNewKey(lock: LockSnapshot, way: LockWay, tried: boolean) {
  const passkeys = useLockPasskey(lock)
  const ids = useTopic('account', undefined)?.factors?.passkeys.map(({ id }) => id) ?? []
  const [passphrase, setPassphrase] = useState('')
  const isShort = Array.from(passphrase).length < minimumLength
  const canBe = way === 'passphrase' || ids.length > 0

  /** Undefined when it came to nothing, which `problem` tells. */
  async function give(): Promise<LockKey | undefined> {
    if (way === 'passphrase') return { passphrase }
    const passkey = await passkeys.show(ids)
    return passkey && { passkey }
  }

  const { problem, busy } = passkeys
  const isReady = way === 'passkey' ? canBe : !isShort
  return { passphrase, setPassphrase, isShort: tried && isShort, isReady, canBe, give, problem, busy }
}

type Props = { readonly way: LockWay; readonly next: NewKey; readonly isChange: boolean }

export function NewKeyField({ way, next, isChange }: Props) {
  const { t } = useTranslation()
  const { account } = useAccount()
  if (way === 'passkey')
    return next.canBe ? <p className="text-base">{t('lock.passkeyNext')}</p> : <NoPasskey />
  return (
    <PasswordField
      fresh
      label={isChange ? t('lock.next') : t('lock.passphrase')}
      name="new-passphrase"
      value={next.passphrase}
      onValue={next.setPassphrase}
      error={next.isShort ? t('auth.shortPassword') : undefined}
      hint={next.passphrase === '' ? undefined : <StrengthHint password={next.passphrase} name={account} />}
    />
  )
}

function NoPasskey() {
  const { t } = useTranslation()
  return (
    <p className="rounded-md bg-sunken px-3 py-2.5 text-base text-ink-soft">
      {t('lock.noPasskey')}{' '}
      <Link
        to="/settings/$part"
        params={{ part: 'security' }}
        className="font-medium text-accent-text underline-offset-4 hover:underline"
      >
        {t('lock.toPasskeys')}
      </Link>
    </p>
  )
}
