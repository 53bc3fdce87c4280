// What stands before the app: signing up or in, a locked device, a store that can't be used, the recovery code. Whoever
// is signed in needs none of it to see their conversations, so it is loaded by itself.

import type { SessionSnapshot } from '@sotto/client'
import { useRouterState } from '@tanstack/react-router'
import { LockScreen } from '../lock/lock-screen.tsx'
import { type AuthMode, AuthScreen } from '../session/auth-screen.tsx'
import { isKnownHere } from '../session/known-here.ts'
import { useRecovery } from '../session/recovery.ts'
import { RecoveryScreen } from '../session/recovery-screen.tsx'
import { StoreFailedScreen } from '../session/store-failed-screen.tsx'
import { ArrivalScreen } from '../sso/arrival-screen.tsx'

const authModes: readonly AuthMode[] = ['sign-in', 'sign-up', 'recover', 'key-file', 'other-device']

export default function Outside({ session }: { readonly session: SessionSnapshot | undefined }) {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const { present, set } = useRecovery()
  if (present.phase === 'shown') return <RecoveryScreen {...present} onDone={() => set({ phase: 'none' })} />
  const kept = session?.state === 'signed-out' ? session.kept : undefined
  if (present.phase === 'coming') return <AuthScreen mode={present.mode} reason={undefined} kept={kept} />
  switch (session?.state) {
    case 'signed-out':
      if (path === '/sso') return <ArrivalScreen />
      return <AuthScreen mode={modeFor(path)} reason={session.reason} kept={kept} />
    case 'locked':
      return <LockScreen />
    case 'store-failed':
      return <StoreFailedScreen failure={session.error} />
    default:
      return null
  }
}

/** Who has been here before most likely wants to sign in. */
function modeFor(path: string): AuthMode {
  return authModes.find((mode) => path === `/${mode}`) ?? (isKnownHere() ? 'sign-in' : 'sign-up')
}
