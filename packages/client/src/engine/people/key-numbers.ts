// The account keys of people as safety numbers, and who is in a group under a key that was declined.

import { membersOf, safetyCode, safetyNumber, safetyWords } from '@sotto/crypto'
import type { AccountName } from '@sotto/wire'
import type { KeySnapshot } from '../../api/people.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { holderOf } from './holder.ts'

export function describeKey(live: Live, account: AccountName): KeySnapshot | undefined {
  const pin = live.people.pinOf(account)
  if (pin === undefined) return undefined
  const { key, offered, declined, verified } = pin
  const verifiedAt = live.people.verifiedAt(account)
  const { own, other } = identities(live, account, key)
  return {
    account,
    number: numberWith(live, account, key),
    words: wordsWith(live, account, key),
    code: safetyCode(own, other),
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    wasVerified: verified !== undefined && verifiedAt === undefined,
    ...(offered === undefined ? {} : { offered: numberWith(live, account, offered) }),
    ...(declined === undefined ? {} : { declined: numberWith(live, account, declined) }),
  }
}

export function numberWith(live: Live, account: AccountName, accountKey: Uint8Array): string {
  const { own, other } = identities(live, account, accountKey)
  return safetyNumber(own, other).join(' ')
}

export function wordsWith(live: Live, account: AccountName, accountKey: Uint8Array): string {
  const { own, other } = identities(live, account, accountKey)
  return safetyWords(own, other).join(' ')
}

export function identities(live: Live, account: AccountName, accountKey: Uint8Array) {
  const own = { account: live.identity.account, accountKey: live.identity.accountKey }
  return { own, other: { account, accountKey } }
}

/** Whether somebody is in the group under a key that was declined: nothing is sealed for them. */
export async function holdsDeclined(live: Live, turn: Turn): Promise<boolean> {
  return (await declinedIn(live, turn)).length > 0
}

export async function declinedIn(live: Live, turn: Turn): Promise<readonly AccountName[]> {
  if (!turn.record.members.some(({ account }) => live.people.hasDeclined(account))) return []
  const group = await turn.group()
  const holders = group === undefined ? [] : membersOf(group).map(holderOf)
  return [...new Set(holders.filter((one) => live.people.declines(one)).map((one) => one.account))]
}
