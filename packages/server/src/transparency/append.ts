// A new version of an account in the key log: to be called inside the transaction that changes the account, so that
// neither is ever there without the other (KT-1).

import {
  type AccountState,
  encodeLogEntry,
  encodeMapEntry,
  mapIndexOf,
  noAccountKey,
  noState,
  rootAfter,
  stateHashOf,
} from '@sotto/crypto/server'
import type { AccountName } from '@sotto/wire'
import { bytesIn, numberIn } from '../accounts/rows.ts'
import type { Database } from '../store/database.ts'
import { encodeStatements, joinHashes } from './records.ts'
import { proveInMap, setInMap } from './sqlite-account-map.ts'
import { appendLeaf, logSize } from './sqlite-log-tree.ts'

/** The account as it is after the change. */
export type LoggedAccount = Pick<AccountState, 'account' | 'accountKey' | 'devices' | 'revocations'>

/** `statements`: what the account has signed to bring the change about. `at`: milliseconds since 1970. */
export function appendVersion(
  db: Database,
  { account, accountKey, devices, revocations }: LoggedAccount,
  statements: readonly Uint8Array[],
  at: number,
): void {
  const { version, previous } = lastVersion(db, account)
  const state = { account, accountKey, devices, revocations, version: version + 1, previous }
  const index = mapIndexOf(account)
  const entry = { index, version: state.version, state: stateHashOf(state) }
  const proof = proveInMap(db, index)
  const bytes = encodeLogEntry({ ...entry, mapRoot: rootAfter(entry, proof) })
  const position = logSize(db)
  db.prepare('INSERT INTO log_entry VALUES (?, ?, ?, ?, ?)').run(
    position,
    at,
    bytes,
    proof.found === undefined ? null : encodeMapEntry(proof.found),
    joinHashes(proof.path),
  )
  appendLeaf(db, position, bytes)
  setInMap(db, entry, proof)
  db.prepare('INSERT INTO account_version VALUES (?, ?, ?, ?)').run(
    account,
    state.version,
    entry.state,
    encodeStatements(statements),
  )
}

/** The last version of an account that was deleted (KT-13); what it signed before is forgotten with it. */
export function appendGone(db: Database, account: AccountName, at: number): void {
  appendVersion(db, goneAccount(account), [], at)
  db.prepare(
    'DELETE FROM account_version WHERE account = ?1 AND version < (SELECT max(version) - 1 FROM account_version WHERE account = ?1)',
  ).run(account)
  db.prepare('UPDATE account_version SET statements = ? WHERE account = ?').run(encodeStatements([]), account)
}

export function goneAccount(account: AccountName): LoggedAccount {
  return { account, accountKey: noAccountKey, devices: [], revocations: [] }
}

/** The newest version and the hash of its state, which the next one names; 0 and zeros before the first. */
function lastVersion(db: Database, account: AccountName): { version: number; previous: Uint8Array } {
  const row = db
    .prepare('SELECT version, state FROM account_version WHERE account = ? ORDER BY version DESC LIMIT 1')
    .get(account)
  return row === undefined
    ? { version: 0, previous: noState }
    : { version: numberIn(row, 'version'), previous: bytesIn(row, 'state') }
}
