// What the directory says about the devices of an account. Of the devices those count that the account's key vouches
// for, of the revocations those that it has signed; whether it is all, and the newest, the key log proves (KT-8).

import type { AccountName, ConversationId, DeviceId } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { type Live, warn } from '../live.ts'
import type { Listing } from '../transparency/key-log.ts'
import { sightProven } from './proven-keys.ts'
import { vouchedDevice } from './vouched-device.ts'

type Named = readonly { readonly device: string; readonly credential: string }[]

/** `isProven`: else they may be named for what they are, and none is added. */
export type ListedDevices = { readonly named: Named; readonly isProven: boolean }

/** Asks, keeps the revocations that came with the answer, and notices a key that has changed. */
export async function askForDevices(live: Live, account: AccountName): Promise<Outcome<ListedDevices>> {
  const told = await live.keyLog.lookUp([account])
  if (!told.ok) return told
  const { isProven } = told.value
  if (isProven && told.value.isGone(account)) await learnGone(live, account)
  const listing = told.value.of(account)
  if (isProven) await sightProven(live, account, listing)
  await learnRevocations(live, account, listing)
  if (live.revocations.has(live.identity.account, live.identity.device)) live.ended('device-removed')
  return { ok: true, value: { named: listing?.devices ?? [], isProven } }
}

/** Their devices stay in the groups, where nothing reaches them any more, until somebody there removes them. */
async function learnGone(live: Live, account: AccountName): Promise<void> {
  if (live.people.isGone(account)) return
  const buried = live.people.bury(account)
  await live.db.write([buried.statement])
  buried.apply()
  live.signals.touch('people', 'conversations')
}

/** What an account has signed holds whether or not the answer is proven. */
export async function learnRevocations(live: Live, account: AccountName, listing: Listing): Promise<void> {
  const accountKey = live.people.keyOf(account)
  if (accountKey === undefined || listing === undefined) return
  const learned = await live.revocations.learn(live.db, { account, accountKey }, listing.revocations)
  if (learned.allGenuine) return
  const text = `The server said that ${account} has signed a device out. ${account} did not.`
  warn(live, 'forged_revocation', text)
}

/** Of those named the ones that are the account's and not signed out; the others are told of. */
export async function genuineDevices(
  live: Live,
  given: { readonly account: AccountName; readonly named: Named; readonly conversation: ConversationId },
): Promise<ReadonlySet<DeviceId>> {
  const { account, named, conversation } = given
  const key = live.people.keyOf(account)
  const owner = { account, ...(key && { accountKey: key }) }
  const devices = new Set<DeviceId>()
  for (const one of named) {
    const device = await vouchedDevice(one, owner)
    if (device === undefined) {
      const text = `The server named a device of ${account} that is not ${account}’s.`
      warn(live, 'foreign_device', text, conversation)
    } else if (live.revocations.has(account, device)) {
      const text = `The server named a device of ${account} that ${account} has signed out. It was not added.`
      warn(live, 'revoked_device', text, conversation)
    } else devices.add(device)
  }
  return devices
}
