// Key packages that the server gave out, as far as the key log proves whose they are (KT-8): a package of another key or
// device than the log has for the account is marked, and nobody is added by it.

import { sameHash } from '@sotto/crypto'
import {
  type AccountName,
  base64urlToBytes,
  parseAccountName,
  parseDeviceId,
  type Schemas,
} from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { Live } from '../live.ts'
import { unprovenDirectory } from '../people/directory.ts'
import { learnRevocations } from '../people/listed-devices.ts'
import type { Listing } from '../transparency/key-log.ts'
import type { ClaimedPackage } from './errands.ts'

type Told = Schemas['KeyPackagesClaimed']['devices']

export async function proveClaimed(live: Live, told: Told): Promise<Outcome<readonly ClaimedPackage[]>> {
  const claimed = told.flatMap((one) => readClaimed(one) ?? [])
  const accounts = [...new Set(claimed.map((one) => one.account))]
  const before = new Set(claimed.filter(isRevokedIn(live)))
  const looked = await live.keyLog.lookUp(accounts)
  if (!looked.ok) return looked
  if (!looked.value.isProven) return unprovenDirectory()
  for (const account of accounts) await learnRevocations(live, account, looked.value.of(account))
  // signed out between the two answers: nobody lied
  const present = claimed.filter((one) => before.has(one) || !isRevokedIn(live)(one))
  const value = present.map((one) => ({ ...one, isProven: isListed(looked.value.of(one.account), one) }))
  return { ok: true, value }
}

type ReadPackage = Omit<ClaimedPackage, 'isProven'>

function readClaimed(one: Told[number]): ReadPackage | undefined {
  const account = parseAccountName(one.account)
  const device = parseDeviceId(one.device)
  const accountKey = base64urlToBytes(one.accountKey)
  const keyPackage = base64urlToBytes(one.keyPackage)
  if (account === undefined || device === undefined) return undefined
  return accountKey === undefined || keyPackage === undefined
    ? undefined
    : { account, device, accountKey, keyPackage }
}

function isRevokedIn(live: Live) {
  return ({ account, device }: { readonly account: AccountName; readonly device: ReadPackage['device'] }) =>
    live.revocations.has(account, device)
}

function isListed(listing: Listing, { device, accountKey }: ReadPackage): boolean {
  const key = listing && base64urlToBytes(listing.accountKey)
  return (
    key !== undefined &&
    sameHash(key, accountKey) &&
    listing?.devices.some((one) => one.device === device) === true
  )
}
