// The safety number of two accounts: what two people compare to know that nobody stands between them.
// Made of the account keys, so that a new device does not change it (spec/accounts.md A-9).

import { sha512 } from '@noble/hashes/sha2.js'
import { type AccountName, encodeCbor } from '@sotto/wire'

const label = 'Sotto 1 safety number'
const groups = 12
const bytesPerGroup = 5

export type AccountIdentity = {
  readonly account: AccountName
  /** Ed25519 public key of the account, 32 bytes. */
  readonly accountKey: Uint8Array
}

/** Twelve groups of five digits, the same whichever of the two comes first. */
export function safetyNumber(one: AccountIdentity, other: AccountIdentity): readonly string[] {
  const [first, second] = one.account < other.account ? [one, other] : [other, one]
  const hash = sha512(encodeCbor([label, first.account, first.accountKey, second.account, second.accountKey]))
  return Array.from({ length: groups }, (_, at) => {
    const chunk = hash.subarray(at * bytesPerGroup, (at + 1) * bytesPerGroup)
    const number = chunk.reduce((value, byte) => value * 256 + byte, 0)
    return String(number % 100_000).padStart(5, '0')
  })
}
