// Entering as somebody else where another's history is kept: it would be erased, so that is asked before.

import type { Outcome, SessionSnapshot } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../ui/dialog.tsx'

/** What was typed to enter, by whichever way. */
type Credentials = { readonly account: string; readonly forget?: boolean }
export type PasswordGiven = Credentials & { readonly password: string }
type Kept = Extract<SessionSnapshot, { state: 'signed-out' }>['kept']

type Forgetting<C extends Credentials> = {
  /** Who wants to enter and would erase what is kept. */
  readonly asking: C | undefined
  readonly enter: (credentials: C) => Promise<void>
  readonly agree: () => void
  readonly cancel: () => void
}

export function useForgetting<C extends Credentials = PasswordGiven>(
  run: (credentials: C) => Promise<Outcome<unknown>>,
): Forgetting<C> {
  const [asking, setAsking] = useState<C>()
  async function enter(credentials: C) {
    const outcome = await run(credentials)
    setAsking(!outcome.ok && outcome.error.code === 'other_account' ? credentials : undefined)
  }
  return {
    asking,
    enter,
    agree: () => asking !== undefined && void enter({ ...asking, forget: true }),
    cancel: () => setAsking(undefined),
  }
}

type Props = Omit<Forgetting<Credentials>, 'enter'> & { readonly kept: Kept; readonly busy: boolean }

export function AskToForget({ asking, agree, cancel, kept, busy }: Props) {
  const { t } = useTranslation()
  if (asking === undefined || kept === undefined) return null
  return (
    <ConfirmDialog
      title={t('auth.forgetTitle', { name: kept.account })}
      text={t('auth.forgetText', { name: kept.account, other: asking.account })}
      action={t('auth.forget')}
      busy={busy}
      onConfirm={agree}
      onClose={cancel}
    />
  )
}
