// Decides what the whole page is: starting, signing up or in, the recovery code, a store that can't be
// used, or the app itself.

import type { Identified } from '@sotto/client'
import { useRouterState } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { AccountContext, type SignedIn } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { LockScreen } from '../lock/lock-screen.tsx'
import { type AuthMode, AuthScreen } from '../session/auth-screen.tsx'
import { FactorNeeded } from '../session/factor-needed.tsx'
import { RecoveryContext, type RecoveryPhase } from '../session/recovery.ts'
import { RecoveryScreen } from '../session/recovery-screen.tsx'
import { StoreFailedScreen } from '../session/store-failed-screen.tsx'
import { Shell } from '../shell/shell.tsx'
import { ArrivalScreen } from '../sso/arrival-screen.tsx'
import { ShownIdentityContext, useShownIdentity } from '../sso/shown-identity.ts'
import { Mark } from '../ui/mark.tsx'
import { RowSkeleton } from '../ui/skeleton.tsx'

const knownKey = 'sotto.known'
const authModes: readonly AuthMode[] = ['sign-in', 'sign-up', 'recover', 'key-file', 'other-device']

export function Gate() {
  const [present, set] = useState<RecoveryPhase>({ phase: 'none' })
  const recovery = useMemo(() => ({ present, set }), [present])
  const [identity, setIdentity] = useState<Identified>()
  const shown = useMemo(() => ({ identity, set: setIdentity }), [identity])
  return (
    <RecoveryContext value={recovery}>
      <ShownIdentityContext value={shown}>
        {present.phase === 'shown' ? (
          <RecoveryScreen {...present} onDone={() => set({ phase: 'none' })} />
        ) : (
          <BySession entering={present.phase === 'coming' ? present.mode : undefined} />
        )}
      </ShownIdentityContext>
    </RecoveryContext>
  )
}

function BySession({ entering }: { readonly entering: AuthMode | undefined }) {
  const session = useTopic('session', undefined)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const kept = session?.state === 'signed-out' ? session.kept : undefined
  if (entering !== undefined) return <AuthScreen mode={entering} reason={undefined} kept={kept} />
  switch (session?.state) {
    case undefined:
    case 'starting':
      return <Starting />
    case 'signed-out':
      if (path === '/sso') return <ArrivalScreen />
      return <AuthScreen mode={modeFor(path)} reason={session.reason} kept={kept} />
    case 'locked':
      return <LockScreen />
    case 'store-failed':
      return <StoreFailedScreen failure={session.error} />
    case 'signed-in':
      return <SignedInApp session={session} />
  }
}

function SignedInApp({ session }: { readonly session: SignedIn }) {
  const { set } = useShownIdentity()
  useEffect(() => {
    localStorage.setItem(knownKey, 'yes')
    set(undefined)
  }, [set])
  return (
    <AccountContext value={session}>
      <Inside />
    </AccountContext>
  )
}

/** A server that wants a second factor lets nobody further without one. */
function Inside() {
  const isMissing = useTopic('account', undefined)?.factors?.missing === true
  const [busy, setBusy] = useState(false)
  return isMissing || busy ? <FactorNeeded onBusy={setBusy} /> : <Shell />
}

/** Who has been here before most likely wants to sign in. */
function modeFor(path: string): AuthMode {
  const asked = authModes.find((mode) => path === `/${mode}`)
  if (asked !== undefined) return asked
  return localStorage.getItem(knownKey) === null ? 'sign-up' : 'sign-in'
}

/** Whoever has no conversations here yet is not shown the shape of a list; index.html shows the same before. */
function FirstSight() {
  return (
    <main className="grid h-full place-items-center">
      <h1 className="sr-only">Sotto</h1>
      <Mark className="size-14 animate-breathe" />
    </main>
  )
}

function Starting() {
  // asked for with the session, so that it is here when the shell is drawn
  useTopic('conversations', undefined)
  if (localStorage.getItem(knownKey) === null) return <FirstSight />
  return (
    <main className="flex h-full">
      <h1 className="sr-only">Sotto</h1>
      <div className="w-full pt-24 wide:w-80 wide:border-e wide:border-line panel:w-[22rem]">
        <RowSkeleton />
      </div>
      <div className="hidden flex-1 bg-surface wide:block" />
    </main>
  )
}
