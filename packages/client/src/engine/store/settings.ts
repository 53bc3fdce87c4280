// The one row of what this profile is: account, device, keys and the session's tokens. It stands in the
// sealed database, so that one write changes a token together with whatever depends on it.

import { type AccountName, type DeviceId, parseAccountName, parseDeviceId, type Schemas } from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import type { Database } from './database.ts'
import { bytesOf, jsonOf, numberOf, parsed, textOf } from './rows.ts'

export type Session = Schemas['Session']

export type Identity = {
  readonly account: AccountName
  readonly device: DeviceId
  /** Base address, such as http://localhost:7688. */
  readonly server: string
  readonly rootKey: Uint8Array
  readonly accountKey: Uint8Array
  readonly credential: Uint8Array
  readonly signaturePublicKey: Uint8Array
  readonly signaturePrivateKey: Uint8Array
}

const textFields = ['account', 'device', 'server'] as const
const bytesFields = [
  'rootKey',
  'accountKey',
  'credential',
  'signaturePublicKey',
  'signaturePrivateKey',
] as const

export function writeIdentity(identity: Identity): readonly Statement[] {
  return [...textFields, ...bytesFields].map((name) => writeSetting(name, identity[name]))
}

export async function readIdentity(db: Database): Promise<Identity | undefined> {
  const rows = await db.all('SELECT name, value FROM settings')
  const settings = Object.fromEntries(rows.map((row) => [textOf(row, 'name'), row.value ?? null]))
  if (settings.account === undefined) return undefined
  return {
    account: parsed(settings, 'account', parseAccountName),
    device: parsed(settings, 'device', parseDeviceId),
    server: textOf(settings, 'server'),
    rootKey: bytesOf(settings, 'rootKey'),
    accountKey: bytesOf(settings, 'accountKey'),
    credential: bytesOf(settings, 'credential'),
    signaturePublicKey: bytesOf(settings, 'signaturePublicKey'),
    signaturePrivateKey: bytesOf(settings, 'signaturePrivateKey'),
  }
}

export function writeSession(session: Session): Statement {
  return writeSetting('session', JSON.stringify(session))
}

export async function readSession(db: Database): Promise<Session | undefined> {
  const row = await db.first(`SELECT value FROM settings WHERE name = 'session'`)
  return row === undefined ? undefined : (jsonOf(row, 'value') as Session)
}

/** The refresh token that is to follow `of`. */
export type Successor = { readonly of: string; readonly token: string }

export function writeSuccessor(successor: Successor): Statement {
  return writeSetting('successor', JSON.stringify(successor))
}

export async function readSuccessor(db: Database): Promise<Successor | undefined> {
  const row = await db.first(`SELECT value FROM settings WHERE name = 'successor'`)
  return row === undefined ? undefined : (jsonOf(row, 'value') as Successor)
}

/** Why this profile is signed out although its database is there. */
export type EndReason = 'session-ended' | 'device-removed'

/** The server's word for it: it can end a session in any case. */
export function endReasonOf(code: string): EndReason {
  return code === 'device_removed' ? 'device-removed' : 'session-ended'
}

export function writeEnd(reason: EndReason): readonly Statement[] {
  return [{ sql: `DELETE FROM settings WHERE name = 'session'` }, writeSetting('end', reason)]
}

export async function readEnd(db: Database): Promise<EndReason> {
  const row = await db.first(`SELECT value FROM settings WHERE name = 'end'`)
  return row?.value === 'device-removed' ? 'device-removed' : 'session-ended'
}

function writeSetting(name: string, value: string | number | Uint8Array): Statement {
  return { sql: 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', params: [name, value] }
}

/** Minutes after which the app lock locks; 0 for never. */
export function writeLockAfter(minutes: number): Statement {
  return writeSetting('lock-after', minutes)
}

export async function readLockAfter(db: Database): Promise<number> {
  const row = await db.first(`SELECT value FROM settings WHERE name = 'lock-after'`)
  return row === undefined ? 0 : numberOf(row, 'value')
}
