// The devices of the own account as this device knows them, kept in its store: what the server lists, as far as
// the account's key vouches for it, under the names that the account has given. One that comes later than the
// list is somebody's new sign-in, and is shown until a person says that it was theirs.

import { openDeviceName, sealDeviceName } from '@sotto/crypto'
import { base64urlToBytes, bytesToBase64url, type DeviceId, parseDeviceId, type Schemas } from '@sotto/wire'
import type { DeviceSnapshot } from '../../api/devices.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { SqlRow, SqlValue, Statement } from '../../ports.ts'
import { type Live, warn } from '../live.ts'
import { routes } from '../network/routes.ts'
import type { ListedDevices } from '../people/listed-devices.ts'
import { vouchedDevice } from '../people/vouched-device.ts'
import { numberOf, parsed, textOf } from '../store/rows.ts'

type Listed = Schemas['OwnDevices']['devices'][number]

/** Asks the server, and keeps what it says. */
export async function refreshDevices(live: Live): Promise<Outcome<readonly DeviceSnapshot[]>> {
  const answer = await live.rest.get('OwnDevices', { method: 'GET', path: routes.devices })
  if (!answer.ok) return answer
  const known = await readDevices(live)
  const genuine: DeviceSnapshot[] = []
  for (const listed of answer.value.devices) {
    const device = await snapshotOf(live, listed, known)
    if (device !== undefined) genuine.push(device)
  }
  await keep(live, changesFrom(known, genuine))
  const before = new Set(known.map(({ device }) => device))
  for (const device of genuine) {
    if (device.isNew && !before.has(device.device)) live.emit({ type: 'device', device })
  }
  await nameThisDevice(live, genuine)
  return { ok: true, value: await readDevices(live) }
}

/**
 * A connection was made, and this is what the directory proves of the own account: where it names the devices that
 * are known, nothing else is asked.
 */
export async function compareOwnDevices(live: Live, listed: Outcome<ListedDevices>): Promise<void> {
  const known = new Set<string>((await readDevices(live)).map(({ device }) => device))
  const named = listed.ok && listed.value.isProven ? listed.value.named : []
  const isNews = named.length !== known.size || named.some(({ device }) => !known.has(device))
  if (isNews) await refreshDevices(live)
}

/** Oldest first; empty before the server was asked for the first time. */
export async function readDevices(live: Live): Promise<readonly DeviceSnapshot[]> {
  const rows = await live.db.all('SELECT * FROM own_devices ORDER BY added, device')
  return rows.map((row) => deviceIn(row, live.identity.device))
}

export async function acknowledge(live: Live, device: DeviceId): Promise<void> {
  await live.db.write([{ sql: 'UPDATE own_devices SET is_new = 0 WHERE device = ?', params: [device] }])
  live.signals.touch('devices')
}

/** Tells the server what a device of the account is called, sealed. */
export function tellName(live: Live, device: DeviceId, name: string): Promise<Outcome<null>> {
  const sealed = sealDeviceName(live.identity.rootKey, device, name)
  return live.rest.tell({
    method: 'PUT',
    path: routes.deviceName(device),
    json: { name: bytesToBase64url(sealed) },
  })
}

/** A device that has no name yet gets the one of its platform. */
async function nameThisDevice(live: Live, devices: readonly DeviceSnapshot[]): Promise<void> {
  const own = devices.find((one) => one.current)
  if (own === undefined || own.name !== undefined) return
  const name = live.platform.deviceName()
  if (!(await tellName(live, own.device, name)).ok) return
  await keep(live, [insert({ ...own, name })])
}

async function keep(live: Live, changes: readonly Statement[]): Promise<void> {
  if (changes.length === 0) return
  await live.db.write(changes)
  live.signals.touch('devices')
}

function changesFrom(known: readonly DeviceSnapshot[], now: readonly DeviceSnapshot[]): Statement[] {
  const gone = known.filter(({ device }) => now.every((one) => one.device !== device))
  const changed = now.filter((one) => {
    const before = known.find(({ device }) => device === one.device)
    return before === undefined || columnsOf(before).some((value, at) => value !== columnsOf(one)[at])
  })
  return [
    ...gone.map(({ device }) => ({ sql: 'DELETE FROM own_devices WHERE device = ?', params: [device] })),
    ...changed.map(insert),
  ]
}

async function snapshotOf(
  live: Live,
  listed: Listed,
  known: readonly DeviceSnapshot[],
): Promise<DeviceSnapshot | undefined> {
  const { device: current, rootKey } = live.identity
  const device = await vouchedDevice(listed, live.identity)
  if (device === undefined) {
    warn(live, 'foreign_device', 'The server named a device of your account that is not yours.')
    return undefined
  }
  const sealed = listed.name === undefined ? undefined : base64urlToBytes(listed.name)
  const name = sealed && openDeviceName(rootKey, device, sealed)
  const before = known.find((one) => one.device === device)
  const isNew = device !== current && known.length > 0 && (before?.isNew ?? true)
  return {
    device,
    ...(name?.ok === true ? { name: name.value } : {}),
    added: listed.added,
    lastSeen: listed.lastSeen,
    ...(listed.addedFrom === undefined ? {} : { addedFrom: listed.addedFrom }),
    ...(listed.seenFrom === undefined ? {} : { seenFrom: listed.seenFrom }),
    current: device === current,
    isNew,
  }
}

function insert(one: DeviceSnapshot): Statement {
  return { sql: 'INSERT OR REPLACE INTO own_devices VALUES (?, ?, ?, ?, ?, ?, ?)', params: columnsOf(one) }
}

function columnsOf(one: DeviceSnapshot): readonly SqlValue[] {
  return [
    ...[one.device, one.name ?? null, one.added, one.addedFrom ?? null],
    ...[one.lastSeen, one.seenFrom ?? null, one.isNew ? 1 : 0],
  ]
}

function deviceIn(row: SqlRow, current: DeviceId): DeviceSnapshot {
  const device = parsed(row, 'device', parseDeviceId)
  return {
    device,
    ...(row.name === null ? {} : { name: textOf(row, 'name') }),
    added: numberOf(row, 'added'),
    lastSeen: numberOf(row, 'last_seen'),
    ...(row.added_from === null ? {} : { addedFrom: textOf(row, 'added_from') }),
    ...(row.seen_from === null ? {} : { seenFrom: textOf(row, 'seen_from') }),
    current: device === current,
    isNew: numberOf(row, 'is_new') === 1,
  }
}
