// Entering as somebody else where another's history is kept: it would be erased, so that is asked before.

import type { Outcome, SessionSnapshot } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../ui/dialog.tsx'

type Credentials = { readonly account: string; readonly password: string; readonly forget?: boolean }
type Kept = Extract<SessionSnapshot, { state: 'signed-out' }>['kept']

type Forgetting = {
  /** Who wants to enter and would erase what is kept. */
  readonly asking: Credentials | undefined
  readonly enter: (account: string, password: string) => void
  readonly agree: () => void
  readonly cancel: () => void
}

export function useForgetting(run: (credentials: Credentials) => Promise<Outcome<unknown>>): Forgetting {
  const [asking, setAsking] = useState<Credentials>()
  async function enter(credentials: Credentials) {
    const outcome = await run(credentials)
    setAsking(!outcome.ok && outcome.error.code === 'other_account' ? credentials : undefined)
  }
  return {
    asking,
    enter: (account, password) => void enter({ account, password }),
    agree: () => asking !== undefined && void enter({ ...asking, forget: true }),
    cancel: () => setAsking(undefined),
  }
}

type Props = Forgetting & { readonly kept: Kept; readonly busy: boolean }

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
