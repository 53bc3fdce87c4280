// What shows that it is the owner who changes something, and not somebody at a device that was left open: the password,
// or a passkey that opens the account.

import type { OwnProof } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'
import { usePasskeys } from './passkey-door.ts'
import { type By, SecretOrPasskey } from './secret-or-passkey.tsx'
import { useShowPasskey } from './use-passkey.ts'

export type Proving = ReturnType<typeof useOwnProof>

/** `tried`: the form was submitted. */
export function useOwnProof(tried: boolean) {
  const passkeys = useTopic('account', undefined)?.factors?.passkeys ?? []
  const canChoose = usePasskeys().canUse() && passkeys.some(({ opens }) => opens)
  const [by, setBy] = useState<By>('secret')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const { show, problem, clear } = useShowPasskey()
  const isEmpty = by === 'secret' && password === ''

  function choose(next: By) {
    clear()
    setBy(next)
  }

  /** Undefined when it came to nothing, which `problem` tells. */
  async function give(): Promise<OwnProof | undefined> {
    if (by === 'secret') return isEmpty ? undefined : { password }
    setBusy(true)
    const shown = await show()
    setBusy(false)
    return shown
  }

  return {
    ...{ by, choose, canChoose, password, setPassword, give, problem, busy },
    isLacking: tried && isEmpty,
    isReady: !isEmpty,
  }
}

type Props = { readonly proving: Proving; readonly label: string; readonly missing: string }

export function OwnProofField({ proving, label, missing }: Props) {
  const { t } = useTranslation()
  const { by, choose, canChoose, password, setPassword, isLacking } = proving
  return (
    <SecretOrPasskey
      by={by}
      onBy={canChoose ? choose : undefined}
      secret={password}
      onSecret={setPassword}
      label={label}
      error={isLacking ? missing : undefined}
      asked={t('account.passkey.asked')}
      bySecret={t('account.password.instead')}
    />
  )
}
