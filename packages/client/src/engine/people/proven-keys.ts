// The account keys that the key log proves, against those that this device goes by (P-3, A-14, KT-8).

import { type AccountName, base64urlToBytes } from '@sotto/wire'
import { StoreError } from '../../ports.ts'
import { type Live, warn } from '../live.ts'
import type { Listing } from '../transparency/key-log.ts'

/** Pins a key that is proven and seen for the first time; one that differs stops sending and waits for a decision. */
export async function sightProven(live: Live, account: AccountName, listing: Listing): Promise<void> {
  const key = listing && base64urlToBytes(listing.accountKey)
  if (key === undefined || account === live.identity.account) return
  const sighting = live.people.sight(account, key)
  if (sighting.kind === 'known') return
  await live.db.write([sighting.statement])
  sighting.apply()
  if (sighting.kind === 'first') return
  const text = `The safety number with ${account} has changed. Sending waits until you decide.`
  warn(live, 'key_changed', text)
  live.signals.touch('people', 'conversations')
}

/** People whose keys somebody else has brought into a group: looked up as soon as it can be. */
export function lookUpSoon(live: Live, accounts: readonly AccountName[]): void {
  if (accounts.length === 0) return
  const looked = live.keyLog.lookUp(accounts).then(async (told) => {
    if (!told.ok || !told.value.isProven) return
    for (const account of accounts) await sightProven(live, account, told.value.of(account))
  })
  // a failing store has told of it already; the sweep of the next connection looks them up again
  looked.catch((error: unknown) => {
    if (!(error instanceof StoreError)) throw error
  })
}
