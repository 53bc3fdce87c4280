// Whose app this is. Components inside the shell are drawn only while somebody is signed in.

import type { SessionSnapshot } from '@sotto/client'
import { createContext, useContext } from 'react'

export type SignedIn = Extract<SessionSnapshot, { state: 'signed-in' }>

export const AccountContext = createContext<SignedIn | undefined>(undefined)

export function useAccount(): SignedIn {
  const account = useContext(AccountContext)
  if (account === undefined)
    throw new TypeError('a component of the shell is drawn while nobody is signed in')
  return account
}
