// Where components find the browser's passkeys; tests give their own.

import {
  canSuggestPasskeys,
  canUsePasskeys,
  evaluatePasskey,
  makePasskey,
  type PasskeyRefusal,
  showPasskey,
  suggestPasskey,
} from '@sotto/client/browser'
import { createContext, useContext } from 'react'

export type PasskeyDoor = {
  readonly canUse: () => boolean
  readonly make: typeof makePasskey
  readonly show: typeof showPasskey
  readonly canSuggest: typeof canSuggestPasskeys
  readonly suggest: typeof suggestPasskey
  readonly evaluate: typeof evaluatePasskey
}

export const PasskeyContext = createContext<PasskeyDoor>({
  canUse: canUsePasskeys,
  make: makePasskey,
  show: showPasskey,
  canSuggest: canSuggestPasskeys,
  suggest: suggestPasskey,
  evaluate: evaluatePasskey,
})

export const usePasskeys = (): PasskeyDoor => useContext(PasskeyContext)

export type Shown = Extract<Awaited<ReturnType<PasskeyDoor['show']>>, { ok: true }>['value']

const words = {
  cancelled: 'account.passkey.cancelled',
  known: 'account.passkey.known',
  unfit: 'account.passkey.unfit',
  'no-prf': 'account.passkey.noPrf',
} as const

/** What kept a passkey from being made or shown. */
export function wordsFor(why: PasskeyRefusal) {
  return words[why]
}
