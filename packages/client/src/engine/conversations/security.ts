// Who can read what is written in a conversation, by the MLS tree (C-3): its people, each with their devices.

import { type DeviceCredential, membersOf } from '@sotto/crypto'
import type { AccountName, ConversationId } from '@sotto/wire'
import type { ReadingDevice, SecuritySnapshot } from '../../api/conversations.ts'
import type { Live } from '../live.ts'
import { holderOf } from '../people/holder.ts'
import { readDevices } from '../session/device-book.ts'

/** In the order in which they came; null for a conversation that this device does not know, or can't read in any more. */
export async function describeSecurity(
  live: Live,
  conversation: ConversationId,
): Promise<SecuritySnapshot | null> {
  const names = new Map((await readDevices(live)).map(({ device, name }) => [device, name]))
  const described = await live.actors.of(conversation).run(async (turn) => {
    const group = await turn.group()
    if (group === undefined || turn.record.group !== 'live') return null
    const holders = membersOf(group).map(holderOf)
    const known = turn.record.members.map(({ account }) => account)
    const accounts = [...new Set([...known, ...holders.map(({ account }) => account)])]
    const people = accounts.map((account) => describePerson(live, account, holders, names))
    return { conversation, people }
  })
  return described ?? null
}

function describePerson(
  live: Live,
  account: AccountName,
  holders: readonly DeviceCredential[],
  names: ReadonlyMap<string, string | undefined>,
): SecuritySnapshot['people'][number] {
  const { people, identity } = live
  const theirs = holders.filter((one) => one.account === account)
  const verifiedAt = people.verifiedAt(account)
  return {
    account,
    own: account === identity.account,
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    changed: people.isChanged(account) || theirs.some((one) => people.declines(one)),
    devices: theirs
      .map((one) => readingDevice(one, identity.device, names.get(one.device)))
      .sort((one, other) => one.since - other.since),
  }
}

function readingDevice(
  { device, issuedAt }: DeviceCredential,
  current: string,
  name: string | undefined,
): ReadingDevice {
  const named = name === undefined ? {} : { name }
  return { device, since: issuedAt * 1000, ...named, current: device === current }
}
