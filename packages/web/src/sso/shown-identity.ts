// Who the company's provider says that somebody is, between their coming back from there and their being in. It lives in
// memory alone, and goes with the ticket that it holds.

import type { Identified } from '@sotto/client'
import { createContext, useContext } from 'react'

export type ShownIdentity = {
  readonly identity: Identified | undefined
  readonly set: (identity: Identified | undefined) => void
}

export const ShownIdentityContext = createContext<ShownIdentity>({ identity: undefined, set: () => {} })

export function useShownIdentity(): ShownIdentity {
  return useContext(ShownIdentityContext)
}

/** What goes along with a way in. */
export function useTicket(): { readonly ticket?: string } {
  const { identity } = useShownIdentity()
  return identity === undefined ? {} : { ticket: identity.ticket }
}
