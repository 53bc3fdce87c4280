// An account has only so many devices. Whoever enters one that is full signs out, by the account's own word, the device
// that was there longest ago (rule S-6): with all of them lost nobody else could.

import { type DeviceId, limits, type Schemas } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { Platform } from '../../ports.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import { vouchedDevice } from '../people/vouched-device.ts'
import type { Identity } from '../store/settings.ts'
import { revocationOf, tellRevocation } from './revoke-device.ts'

type Listed = Schemas['OwnDevices']['devices'][number]

/** `proof`: by which `made` is about to enter; a full account leaves it to be used. */
export async function enterWithRoom<T>(
  platform: Platform,
  made: Identity,
  proof: string,
  enter: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const entered = await enter()
  if (entered.ok || entered.error.code !== 'too_many') return entered
  return (await makeRoom(platform, made, proof)) ? enter() : entered
}

/** Whether there is room now. A list that is not full of the account's own devices moves nobody. */
async function makeRoom(platform: Platform, made: Identity, proof: string): Promise<boolean> {
  const { server } = made
  const call = { method: 'POST', path: routes.knownDevices, json: { deviceToken: proof } } as const
  const listed = await new RestClient(platform.transport, server).get('OwnDevices', call)
  if (!listed.ok) return false
  const genuine = new Map<DeviceId, Listed>()
  for (const one of listed.value.devices) {
    const device = await vouchedDevice(one, made)
    if (device !== undefined) genuine.set(device, one)
  }
  const [oldest] = [...genuine].toSorted(([, one], [, other]) => lastThere(one) - lastThere(other))
  if (oldest === undefined || genuine.size < limits.devicesPerAccount) return false
  const revocation = revocationOf(made, oldest[0], platform.clock.now())
  return (await tellRevocation(platform, server, revocation)).ok
}

function lastThere({ added, lastSeen }: Listed): number {
  return Math.max(added, lastSeen)
}
