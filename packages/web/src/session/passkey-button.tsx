// Signing in by a passkey alone, beside the form for name and password: by this button, or out of what the browser
// suggests in the field for the name.

import type { SessionSnapshot } from '@sotto/client'
import { Fingerprint } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Shown, usePasskeys } from '../account/passkey-door.ts'
import { useShowPasskey } from '../account/use-passkey.ts'
import { useCommand } from '../engine/use-command.ts'
import { useTicket } from '../sso/shown-identity.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { AskToForget, useForgetting } from './forgetting.tsx'
import { useSuggestedPasskey } from './use-suggested-passkey.ts'

type Entering = { readonly account: string; readonly forget?: boolean; readonly suggested?: Shown }
type Props = { readonly kept: Extract<SessionSnapshot, { state: 'signed-out' }>['kept'] }

export function PasskeyButton({ kept }: Props) {
  const { t } = useTranslation()
  const { run, busy, failure, clear } = useCommand('signInWithPasskey')
  const passkeyDoor = usePasskeys()
  const ticket = useTicket()
  const { show, problem } = useShowPasskey()
  const server = window.location.origin
  // whose it is shows only when it has been shown
  const forgetting = useForgetting<Entering>(async ({ forget, suggested }) => {
    clear()
    // what was shown is good once
    const shown = forget === true ? await show() : (suggested ?? (await show()))
    if (shown === undefined) return nothingShown
    return run({ server, ...shown, ...ticket, ...(forget === true ? { forget } : {}) })
  })
  const account = t('account.passkey.another')
  useSuggestedPasskey((suggested) => forgetting.enter({ account, suggested }))
  if (!passkeyDoor.canUse()) return null
  return (
    <div className="flex flex-col gap-3">
      <Button wide busy={busy} onClick={() => forgetting.enter({ account })}>
        <Fingerprint aria-hidden="true" className="size-4.5" />
        {busy ? t('auth.signingIn') : t('account.passkey.signIn')}
      </Button>
      <FormError text={problem ?? (forgetting.asking === undefined ? failure?.message : undefined)} />
      <AskToForget {...forgetting} kept={kept} busy={busy} />
    </div>
  )
}

const nothingShown = {
  ok: false,
  error: { code: 'unknown_passkey', message: '' },
} as const
