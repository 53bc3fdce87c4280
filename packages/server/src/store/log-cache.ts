// The logs in memory: loaded from the tables when first asked for, and let go, longest unused first, when
// there are too many and nothing of them is unwritten.

import {
  type AccountName,
  type ConversationId,
  type DeviceId,
  deviceIdFromBytes,
  idBytes,
  parseAccountName,
} from '@sotto/wire'
import type { Database } from './database.ts'
import type { Member, MemberState, RosterDevice } from './delivery-store.ts'
import { StoreError } from './errors.ts'
import { LoadedLog } from './loaded-log.ts'

type Row = Record<string, unknown>

const none: RosterDevice['earlier'] = []

export class LogCache {
  readonly #db: Database
  readonly #most: number
  readonly #logs = new Map<ConversationId, LoadedLog>()

  constructor(db: Database, most: number) {
    this.#db = db
    this.#most = most
  }

  /** The log, from memory or the tables; undefined when there is none. */
  get(conversation: ConversationId): LoadedLog | undefined {
    const held = this.#logs.get(conversation)
    if (held !== undefined) return held
    const log = this.#load(conversation)
    if (log !== undefined) this.add(log)
    return log
  }

  /** The log if it is in memory. */
  peek(conversation: ConversationId): LoadedLog | undefined {
    return this.#logs.get(conversation)
  }

  add(log: LoadedLog): void {
    this.#logs.set(log.conversation, log)
    if (this.#logs.size > this.#most) this.#trim()
  }

  remove(conversation: ConversationId): void {
    this.#logs.delete(conversation)
  }

  // Lets a quarter go at once, so that the search for settled logs is paid seldom.
  #trim(): void {
    let surplus = this.#logs.size - Math.ceil(this.#most * 0.75)
    for (const [conversation, log] of this.#logs) {
      if (surplus <= 0) return
      if (!log.isSettled) continue
      this.#logs.delete(conversation)
      surplus -= 1
    }
  }

  #load(conversation: ConversationId): LoadedLog | undefined {
    const row = this.#db.prepare('SELECT * FROM conversation WHERE id = ?').get(idBytes(conversation)) as
      | Row
      | undefined
    if (row === undefined) return undefined
    const number = Number(row.number)
    const rows = this.#db.prepare('SELECT 1 FROM entry WHERE conversation = ? LIMIT 1').get(number)
    return new LoadedLog(
      { conversation, number },
      {
        kind: row.kind === 'direct' ? 'direct' : 'group',
        generation: Number(row.generation),
        epoch: Number(row.epoch),
        unanswered: Number(row.unanswered),
        members: this.#members(number),
        roster: this.#roster(number),
      },
      { lastSeq: Number(row.last_seq), lastAt: Number(row.last_at), hasRows: rows !== undefined },
    )
  }

  #members(number: number): Map<AccountName, Member> {
    const rows = this.#db.prepare('SELECT * FROM member WHERE conversation = ?').all(number) as Row[]
    return new Map(
      rows.map((row) => [
        accountOf(row.account),
        {
          state: row.state as MemberState,
          invitedBy: row.invited_by === null ? undefined : accountOf(row.invited_by),
          ...(row.pauses_at === null ? {} : { pausesAt: Number(row.pauses_at) }),
        },
      ]),
    )
  }

  #roster(number: number): Map<DeviceId, RosterDevice> {
    const rows = this.#db.prepare('SELECT * FROM roster WHERE conversation = ?').all(number) as Row[]
    const stays = this.#stays(number)
    return new Map(
      rows.map((row) => [
        deviceOf(row.device),
        {
          account: accountOf(row.account),
          cursor: Number(row.cursor),
          joined: Number(row.joined),
          until: row.until === null ? undefined : Number(row.until),
          earlier: stays.get(deviceOf(row.device)) ?? none,
        },
      ]),
    )
  }

  #stays(number: number): Map<DeviceId, RosterDevice['earlier']> {
    const rows = this.#db
      .prepare('SELECT * FROM stay WHERE conversation = ? ORDER BY until')
      .all(number) as Row[]
    return Map.groupBy(
      rows.map((row) => ({
        device: deviceOf(row.device),
        joined: Number(row.joined),
        until: Number(row.until),
      })),
      (stay) => stay.device,
    )
  }
}

/** An account name from a table; what is not one means a damaged file. */
export function accountOf(value: unknown): AccountName {
  const account = parseAccountName(value)
  if (account === undefined) throw damaged()
  return account
}

/** A device id from its bytes in a table. */
export function deviceOf(value: unknown): DeviceId {
  const device = value instanceof Uint8Array ? deviceIdFromBytes(value) : undefined
  if (device === undefined) throw damaged()
  return device
}

const damaged = () => new StoreError('damaged', 'The database file is damaged. Restore it from a backup.')
