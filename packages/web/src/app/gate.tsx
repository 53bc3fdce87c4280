// Decides what the whole page is: starting, what stands before the app, or the app itself.

import type { Identified, SessionSnapshot } from '@sotto/client'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { AccountContext, type SignedIn } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { isKnownHere, rememberHere } from '../session/known-here.ts'
import { RecoveryContext, type RecoveryPhase } from '../session/recovery.ts'
import { Shell } from '../shell/shell.tsx'
import { ShownIdentityContext, useShownIdentity } from '../sso/shown-identity.ts'
import { Mark } from '../ui/mark.tsx'
import { RowSkeleton } from '../ui/skeleton.tsx'

const loadOutside = () => import('./outside.tsx')
const Outside = lazy(loadOutside)
const FactorNeeded = lazy(() => import('../session/factor-needed.tsx'))

export function Gate() {
  const [present, set] = useState<RecoveryPhase>({ phase: 'none' })
  const recovery = useMemo(() => ({ present, set }), [present])
  const [identity, setIdentity] = useState<Identified>()
  const shown = useMemo(() => ({ identity, set: setIdentity }), [identity])
  const session = useTopic('session', undefined)
  return (
    <RecoveryContext value={recovery}>
      <ShownIdentityContext value={shown}>
        <Suspense fallback={<FirstSight />}>
          <BySession session={session} isEntering={present.phase !== 'none'} />
        </Suspense>
      </ShownIdentityContext>
    </RecoveryContext>
  )
}

type BySessionProps = {
  readonly session: SessionSnapshot | undefined
  /** An account is being made or recovered, and its code not kept yet, whatever the session says. */
  readonly isEntering: boolean
}

function BySession({ session, isEntering }: BySessionProps) {
  if (isEntering) return <Outside session={session} />
  switch (session?.state) {
    case undefined:
    case 'starting':
      return <Starting />
    case 'signed-in':
      return <SignedInApp session={session} />
    default:
      return <Outside session={session} />
  }
}

function SignedInApp({ session }: { readonly session: SignedIn }) {
  const { set } = useShownIdentity()
  useEffect(() => {
    rememberHere()
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
  const isKnown = isKnownHere()
  useEffect(() => {
    if (!isKnown) void loadOutside()
  }, [isKnown])
  if (!isKnown) return <FirstSight />
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
