// What this device remembers of its server's key log: the last head, how far it has audited, the newest state of each
// account that it has looked up, what others have told it and it has not compared yet, and every doubt there was.
// In the store, because a server that may show an older truth after a restart may show any.

import { type Frontier, type Hash, sameHash, type TreeHead, verifyTreeHead } from '@sotto/crypto'
import { type AccountName, parseAccountName } from '@sotto/wire'
import { type Statement, StoreError } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { bytesOf, isNull, jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { type Doubt, type DoubtKind, isDoubtKind, weightOf } from './doubt.ts'
import { joinHashes, splitHashes } from './hashes.ts'

/** How far the log was looked through step by step, and the map's root there. */
export type Audited = { readonly frontier: Frontier; readonly mapRoot: Hash }

export type KnownLog = { readonly head: TreeHead; readonly signed: Uint8Array; readonly audited: Audited }

/** The newest state that was proven of an account. */
export type SeenState = { readonly version: number; readonly hash: Hash }

export type StoredDoubt = Doubt & { readonly at: number; readonly settled: boolean }

export type HeardHead = { readonly from: AccountName; readonly signed: Uint8Array }

export class KeyLogMemory {
  readonly #db: Database
  #log: KnownLog | undefined
  #doubts: readonly StoredDoubt[] = []

  constructor(db: Database) {
    this.#db = db
  }

  async load(): Promise<void> {
    const row = await this.#db.first('SELECT * FROM key_log')
    if (row !== undefined) {
      const signed = bytesOf(row, 'head')
      const head = await verifyTreeHead(signed)
      const subtrees = splitHashes(bytesOf(row, 'audited_subtrees'))
      if (!head.ok || subtrees === undefined) {
        throw new StoreError('damaged', 'The local store holds an unreadable head of the key log.')
      }
      const frontier = { size: numberOf(row, 'audited_size'), subtrees }
      this.#log = {
        head: head.value,
        signed,
        audited: { frontier, mapRoot: bytesOf(row, 'audited_map_root') },
      }
    }
    const rows = await this.#db.all('SELECT * FROM key_log_doubts ORDER BY id')
    this.#doubts = rows.map((one) => ({
      kind: kindOf(textOf(one, 'kind')),
      heads: jsonOf(one, 'heads') as readonly string[],
      ...(isNull(one, 'about') ? {} : { about: parsed(one, 'about', parseAccountName) }),
      at: numberOf(one, 'at'),
      settled: numberOf(one, 'settled') === 1,
    }))
  }

  get log(): KnownLog | undefined {
    return this.#log
  }

  /** All there ever were but the passing ones, the oldest first. */
  get doubts(): readonly StoredDoubt[] {
    return this.#doubts
  }

  async seen(account: AccountName): Promise<SeenState | undefined> {
    const row = await this.#db.first('SELECT version, hash FROM seen_states WHERE account = ?', [account])
    return row && { version: numberOf(row, 'version'), hash: bytesOf(row, 'hash') }
  }

  /** Goes on from a later head, with what was proven under it. */
  async advance(log: KnownLog, seen: ReadonlyMap<AccountName, SeenState> = new Map()): Promise<void> {
    await this.#db.write([
      writeLog(log),
      ...[...seen].map(([account, { version, hash }]) => ({
        sql: 'INSERT OR REPLACE INTO seen_states (account, version, hash) VALUES (?, ?, ?)',
        params: [account, version, hash],
      })),
    ])
    this.#log = log
  }

  async keep(doubt: Doubt, at: number): Promise<void> {
    await this.#db.write([
      {
        sql: 'INSERT INTO key_log_doubts (at, kind, about, heads, settled) VALUES (?, ?, ?, ?, 0)',
        params: [at, doubt.kind, doubt.about ?? null, JSON.stringify(doubt.heads)],
      },
    ])
    this.#doubts = [...this.#doubts, { ...doubt, at, settled: false }]
  }

  /** The person goes on: doubts up to that time are settled, and where they were about this log all else is forgotten. */
  async settle(since: number): Promise<void> {
    const isMeant = (one: StoredDoubt) => !one.settled && one.at <= since
    const isAnew = this.#doubts.some((one) => isMeant(one) && weightOf(one.kind) === 'lasting')
    const log = this.#log
    const forget: readonly Statement[] = [
      { sql: 'DELETE FROM key_log' },
      { sql: 'DELETE FROM seen_states' },
      { sql: 'DELETE FROM heard_heads' },
      ...(log === undefined
        ? []
        : [{ sql: 'INSERT OR IGNORE INTO former_logs (log) VALUES (?)', params: [log.head.log] }]),
    ]
    await this.#db.write([
      { sql: 'UPDATE key_log_doubts SET settled = 1 WHERE at <= ?', params: [since] },
      ...(isAnew ? forget : []),
    ])
    if (isAnew) this.#log = undefined
    this.#doubts = this.#doubts.map((one) => (isMeant(one) ? { ...one, settled: true } : one))
  }

  /** Whether this device went by that log before the person went on with another. */
  async wasFormer(log: Uint8Array): Promise<boolean> {
    const rows = await this.#db.all('SELECT log FROM former_logs')
    return rows.some((row) => sameHash(bytesOf(row, 'log'), log))
  }

  async heard(): Promise<readonly HeardHead[]> {
    const rows = await this.#db.all('SELECT account, head FROM heard_heads ORDER BY account')
    return rows.map((row) => ({
      from: parsed(row, 'account', parseAccountName),
      signed: bytesOf(row, 'head'),
    }))
  }

  /** Compared; a later one of the same account stays. */
  async forgetHeard({ from, signed }: HeardHead): Promise<void> {
    const sql = 'DELETE FROM heard_heads WHERE account = ? AND head = ?'
    await this.#db.write([{ sql, params: [from, signed] }])
  }
}

function writeLog({ signed, audited }: KnownLog): Statement {
  const { frontier, mapRoot } = audited
  return {
    sql: `INSERT OR REPLACE INTO key_log (id, head, audited_size, audited_subtrees, audited_map_root)
          VALUES (1, ?, ?, ?, ?)`,
    params: [signed, frontier.size, joinHashes(frontier.subtrees), mapRoot],
  }
}

function kindOf(text: string): DoubtKind {
  if (isDoubtKind(text)) return text
  throw new StoreError('damaged', 'The local store holds an unknown doubt.')
}
