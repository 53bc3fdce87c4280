// What a person does to the devices of the own account: names them, says that a new one is theirs, signs them out.

import { type DeviceId, parseDeviceId } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { acknowledge, refreshDevices, tellName } from './device-book.ts'
import { revocationOf, tellRevocation } from './revoke-device.ts'

const longestName = 64

export async function renameDevice(
  live: Live,
  { device: named, name }: Commands['renameDevice']['params'],
): Promise<Outcome<null>> {
  const device = parseDeviceId(named)
  if (device === undefined) return failure('unknown_device', 'This is not the id of a device.')
  const plain = checkName(name)
  if (!plain.ok) return plain
  const told = await tellName(live, device, plain.value)
  if (!told.ok) return told.error.code === 'not_found' ? unknownDevice() : told
  const refreshed = await refreshDevices(live)
  return refreshed.ok ? { ok: true, value: null } : refreshed
}

/** A name of a device or a passkey as it is kept. */
export function checkName(typed: string): Outcome<string> {
  const plain = typed.trim().replace(/\s+/g, ' ')
  return plain === '' || [...plain].length > longestName
    ? failure('bad_device_name', `A name has 1 to ${longestName} characters.`)
    : { ok: true, value: plain }
}

export async function acknowledgeDevice(
  live: Live,
  { device }: Commands['acknowledgeDevice']['params'],
): Promise<Outcome<null>> {
  await acknowledge(live, device)
  return { ok: true, value: null }
}

export async function signOutOthers(live: Live): Promise<Outcome<Commands['signOutOthers']['value']>> {
  const listed = await refreshDevices(live)
  if (!listed.ok) return listed
  const others = listed.value.filter((one) => !one.current).map(({ device }) => device)
  for (const device of others) {
    const told = await revoke(live, device)
    if (!told.ok) return told
  }
  const after = await refreshDevices(live)
  return after.ok ? { ok: true, value: { devices: others } } : after
}

export async function signOutDevice(
  live: Live,
  { device: named }: Commands['signOutDevice']['params'],
): Promise<Outcome<null>> {
  const device = parseDeviceId(named)
  if (device === undefined) return failure('unknown_device', 'This is not the id of a device.')
  if (device === live.identity.device) {
    return failure('unknown_device', 'This is the device that you use. Sign out here instead.')
  }
  const told = await revoke(live, device)
  if (told.ok) await refreshDevices(live)
  return told
}

/** From now on the key log must know of it (KT-9). */
async function revoke(live: Live, device: DeviceId): Promise<Outcome<null>> {
  const { platform, identity, revocations, db } = live
  const revocation = revocationOf(identity, device, platform.clock.now())
  const told = await tellRevocation(platform, identity.server, revocation)
  if (told.ok) await revocations.learn(db, identity, [revocation])
  return told
}

function unknownDevice() {
  return failure('unknown_device', 'Your account has no such device. It may have been signed out.')
}
