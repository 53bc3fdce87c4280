// Rows of the account tables as the types of the port. The tables are the store's own (STRICT, written
// only through checked values), so a name read from them is taken as checked.

import type { AccountName, DeviceId } from '@sotto/wire'
import { parseAccountName, parseDeviceId } from '@sotto/wire'
import type { EndedSession, SessionId, StoredAccount, StoredDevice, StoredSession } from './account-store.ts'

export type Row = Readonly<Record<string, unknown>>

export function accountOf(row: Row): StoredAccount {
  return {
    account: nameIn(row, 'name'),
    accountKey: bytesIn(row, 'account_key'),
    record: bytesIn(row, 'record'),
    vaultPassword: bytesIn(row, 'vault_password'),
    vaultRecovery: bytesIn(row, 'vault_recovery'),
    recoveryKey: row.recovery_key === null ? undefined : bytesIn(row, 'recovery_key'),
    created: numberIn(row, 'created'),
    passwordChanged: numberIn(row, 'password_changed'),
    recoveryChanged: numberIn(row, 'recovery_changed'),
    recovered: numberIn(row, 'recovered'),
    disabled: row.disabled === null ? undefined : numberIn(row, 'disabled'),
  }
}

export function deviceOf(row: Row): StoredDevice {
  return {
    device: deviceIn(row, 'id'),
    account: nameIn(row, 'account'),
    credential: bytesIn(row, 'credential'),
    added: numberIn(row, 'added'),
    lastSeen: numberIn(row, 'last_seen'),
    name: row.name === null ? undefined : bytesIn(row, 'name'),
    addedFrom: row.added_from === null ? undefined : textIn(row, 'added_from'),
    seenFrom: row.seen_from === null ? undefined : textIn(row, 'seen_from'),
  }
}

export function sessionOf(row: Row): StoredSession {
  return { ...endedSessionOf(row), expires: numberIn(row, 'expires'), ended: row.ended !== null }
}

export function endedSessionOf(row: Row): EndedSession {
  return {
    session: textIn(row, 'id') as SessionId,
    account: nameIn(row, 'account'),
    device: deviceIn(row, 'device'),
  }
}

export function nameIn(row: Row, column: string): AccountName {
  return known(parseAccountName(row[column]), column)
}

export function deviceIn(row: Row, column: string): DeviceId {
  return known(parseDeviceId(row[column]), column)
}

export function bytesIn(row: Row, column: string): Uint8Array {
  const value = row[column]
  return known(value instanceof Uint8Array ? value : undefined, column)
}

export function numberIn(row: Row, column: string): number {
  const value = row[column]
  return known(typeof value === 'number' ? value : undefined, column)
}

export function textIn(row: Row, column: string): string {
  const value = row[column]
  return known(typeof value === 'string' ? value : undefined, column)
}

function known<T>(value: T | undefined, column: string): T {
  if (value === undefined) throw new Error(`column ${column} does not hold what the schema says`)
  return value
}
