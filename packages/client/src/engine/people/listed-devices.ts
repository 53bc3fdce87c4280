// What the directory says about the devices of an account. The server's word: of the devices those count that
// the account's key vouches for, of the revocations those that it has signed, and an omission says nothing.

import { verifyDeviceCredential } from '@sotto/crypto'
import { type AccountName, base64urlToBytes, type ConversationId, type DeviceId } from '@sotto/wire'
import type { Outcome } from '../../api.ts'
import { type Live, warn } from '../live.ts'
import { routes } from '../network/routes.ts'

type Named = readonly { readonly device: string; readonly credential: string }[]
type Told = { readonly devices: Named; readonly revocations: readonly string[] }

/** Asks, and keeps the revocations that came with the answer. */
export async function askForDevices(live: Live, account: AccountName): Promise<Outcome<Named>> {
  const told = await ask(live, account)
  if (!told.ok) return told
  const accountKey = live.people.keyOf(account)
  if (accountKey === undefined) return { ok: true, value: told.value.devices }
  const learned = await live.revocations.learn(live.db, { account, accountKey }, told.value.revocations)
  if (!learned.allGenuine) {
    warn(
      live,
      'forged_revocation',
      `The server said that ${account} has signed a device out. ${account} did not.`,
    )
  }
  if (live.revocations.has(live.identity.account, live.identity.device)) live.ended('device-removed')
  return { ok: true, value: told.value.devices }
}

async function ask(live: Live, account: AccountName): Promise<Outcome<Told>> {
  if (account === live.identity.account) {
    return live.rest.get('OwnDevices', { method: 'GET', path: routes.devices })
  }
  const person = await live.rest.get('Person', { method: 'GET', path: routes.person(account) })
  if (person.ok || person.error.code !== 'not_found') return person
  return { ok: true, value: { devices: [], revocations: [] } }
}

/** Of those named the ones that are the account's and not signed out; the others are told of. */
export async function genuineDevices(
  live: Live,
  given: { readonly account: AccountName; readonly named: Named; readonly conversation: ConversationId },
): Promise<ReadonlySet<DeviceId>> {
  const { account, named, conversation } = given
  const key = live.people.keyOf(account)
  const expected = { account, ...(key && { accountKey: key }) }
  const devices = new Set<DeviceId>()
  for (const one of named) {
    const bytes = base64urlToBytes(one.credential)
    const read = bytes && (await verifyDeviceCredential(bytes, expected))
    if (read?.ok !== true || read.value.device !== one.device) {
      const text = `The server named a device of ${account} that is not ${account}’s.`
      warn(live, 'foreign_device', text, conversation)
    } else if (live.revocations.has(account, read.value.device)) {
      const text = `The server named a device of ${account} that ${account} has signed out. It was not added.`
      warn(live, 'revoked_device', text, conversation)
    } else devices.add(read.value.device)
  }
  return devices
}
