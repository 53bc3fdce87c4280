// One turn of a conversation's actor: reads what it needs, gathers every change, and commits all of it
// in one transaction. What must not happen before the change is on the disk (bytes leaving, secrets
// erased, listeners told) is given to `after`. Nothing of a turn that failed is left behind.

import type { Change, GroupState, Part } from '@sotto/crypto'
import type { MessageId } from '@sotto/wire'
import type { SqlRow, SqlValue, Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { type ConversationRecord, hasChanged, writeDue, writeRecord } from './record.ts'

export type TurnStart = {
  readonly db: Database
  readonly record: ConversationRecord
  /** Whether the store has the record already. */
  readonly isStored: boolean
  readonly group: () => Promise<GroupState | undefined>
}

export class Turn {
  /** The turn's own copy; what is changed here is stored when the turn ends. */
  readonly record: ConversationRecord
  readonly #db: Database
  readonly #load: () => Promise<GroupState | undefined>
  readonly #statements: Statement[] = []
  readonly #parts = new Map<string, Part>()
  readonly #erase: Uint8Array[] = []
  readonly #after: (() => void)[] = []
  readonly #before: ConversationRecord
  readonly #isStored: boolean
  readonly #met = new Set<MessageId>()
  #group: { readonly state: GroupState | undefined } | undefined
  #replaced = false

  constructor(start: TurnStart) {
    this.#db = start.db
    this.#load = start.group
    this.#before = start.record
    this.#isStored = start.isStored
    this.record = { ...start.record }
  }

  /** What was stored before this turn; its own changes are not seen. */
  all(sql: string, params: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return this.#db.all(sql, params)
  }

  first(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow | undefined> {
    return this.#db.first(sql, params)
  }

  /** The group state with this turn's changes; undefined when there is none to work with. */
  async group(): Promise<GroupState | undefined> {
    this.#group ??= { state: await this.#load() }
    return this.#group.state
  }

  /** Whether a message is neither stored, nor was it taken out, nor met in this turn before (D-11). */
  async firstTime(message: MessageId): Promise<boolean> {
    if (this.#met.has(message)) return false
    this.#met.add(message)
    const row = await this.first(
      `SELECT 1 AS one FROM items WHERE conversation = ?1 AND key = ?2
       UNION ALL SELECT 1 FROM taken_out WHERE conversation = ?1 AND key = ?2`,
      [this.record.id, message],
    )
    return row === undefined
  }

  /** Goes on with the changed state. */
  adopt(change: Change): void {
    this.#group = { state: change.state }
    for (const part of change.parts) this.#parts.set(part.name, part)
    this.#erase.push(...change.erase)
  }

  /** Throws away the state there was and begins with this one. */
  replaceGroup(change: Change): void {
    this.dropGroup()
    this.adopt(change)
  }

  dropGroup(): void {
    this.#replaced = true
    this.#parts.clear()
    this.#group = { state: undefined }
  }

  write(sql: string, ...params: readonly SqlValue[]): void {
    this.#statements.push({ sql, params })
  }

  /** Called once the turn is on the disk. */
  after(effect: () => void): void {
    this.#after.push(effect)
  }

  get loadedGroup(): { readonly state: GroupState | undefined } | undefined {
    return this.#group
  }

  get erasable(): readonly Uint8Array[] {
    return this.#erase
  }

  statements(): readonly Statement[] {
    const changed = this.#statements.length > 0 || this.#parts.size > 0 || this.#replaced
    if (!changed && !hasChanged(this.record, this.#before)) return []
    const record = writeRecord(this.record, this.#isStored ? this.#before : undefined)
    const due = writeDue(this.record, this.#before)
    return [...this.#partStatements(), ...due, ...this.#statements, ...record]
  }

  runEffects(): void {
    for (const effect of this.#after) effect()
  }

  #partStatements(): Statement[] {
    const { id } = this.record
    const dropped = this.#replaced
      ? [{ sql: 'DELETE FROM group_parts WHERE conversation = ?', params: [id] }]
      : []
    const changed = [...this.#parts.values()].map(({ name, bytes }) =>
      bytes === null
        ? { sql: 'DELETE FROM group_parts WHERE conversation = ? AND name = ?', params: [id, name] }
        : { sql: 'INSERT OR REPLACE INTO group_parts VALUES (?, ?, ?)', params: [id, name, bytes] },
    )
    return [...dropped, ...changed]
  }
}
