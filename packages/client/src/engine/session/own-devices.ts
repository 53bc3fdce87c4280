// The devices of the own account: listed, and signed out from this one.

import { parseDeviceId } from '@sotto/wire'
import type { Commands, Outcome } from '../../api.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { revokeDevice } from './revoke-device.ts'

export async function listDevices(live: Live): Promise<Outcome<Commands['devices']['value']>> {
  const answer = await live.rest.get('OwnDevices', { method: 'GET', path: routes.devices })
  if (!answer.ok) return answer
  const devices = answer.value.devices.flatMap(({ device: id, added, lastSeen }) => {
    const device = parseDeviceId(id)
    const current = device === live.identity.device
    return device === undefined ? [] : [{ device, added, lastSeen, current }]
  })
  return { ok: true, value: devices }
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
  return revokeDevice(live.platform, live.identity, device)
}
