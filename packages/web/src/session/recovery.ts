// The recovery code between its making and the person's word that it is kept. It lives in memory alone;
// while it waits, the app shows nothing else in this tab.

import { createContext, useContext } from 'react'

export type RecoveryPhase =
  | { readonly phase: 'none' }
  /** Under way: the session may say signed-in before the code is here. */
  | { readonly phase: 'coming'; readonly mode: 'sign-up' | 'recover' }
  | { readonly phase: 'shown'; readonly account: string; readonly server: string; readonly code: string }

export type Recovery = {
  readonly present: RecoveryPhase
  readonly set: (phase: RecoveryPhase) => void
}

export const RecoveryContext = createContext<Recovery | undefined>(undefined)

export function useRecovery(): Recovery {
  const recovery = useContext(RecoveryContext)
  if (recovery === undefined) throw new TypeError('useRecovery outside RecoveryContext')
  return recovery
}
