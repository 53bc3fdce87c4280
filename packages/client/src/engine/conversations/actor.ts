// The one writer of a conversation: turns run one after the other, each committed before the next
// begins. Holds the record and the group state in memory; after a failed turn both are read again.

import { erase, type GroupState, type Mls, type MlsDevice } from '@sotto/crypto'
import type { ConversationId } from '@sotto/wire'
import type { Database } from '../store/database.ts'
import { bytesOf, textOf } from '../store/rows.ts'
import { type ConversationRecord, readRecord } from './record.ts'
import type { Together } from './together.ts'
import { Turn } from './turn.ts'

export type ActorOptions = {
  readonly db: Database
  readonly mls: Mls
  readonly device: MlsDevice
  /** Something of the conversation was stored. */
  readonly onChange: (id: ConversationId) => void
}

type Held = {
  record: ConversationRecord
  isStored: boolean
  group: { readonly state: GroupState | undefined } | undefined
}

type Manner = {
  readonly begin: (() => ConversationRecord) | undefined
  readonly together: Together | undefined
}

/** The others of those who write together do not wait for who has failed. */
function stepsOut(together: Together | undefined): (error: unknown) => never {
  return (error) => {
    together?.absent()
    throw error
  }
}

export class Actor {
  readonly id: ConversationId
  readonly #options: ActorOptions
  #tail: Promise<unknown> = Promise.resolve()
  #held: Held | undefined
  #turns = 0

  constructor(id: ConversationId, options: ActorOptions) {
    this.id = id
    this.#options = options
  }

  get idle(): boolean {
    return this.#turns === 0
  }

  /**
   * Runs one turn; `begin` makes the record when there is none. Undefined, without a call of `work`, when
   * there is no such conversation and no way to begin it. Rejects with StoreError, and with bugs. `together`: the
   * turn is stored with those of other conversations, and waits for them.
   */
  run<T>(
    work: (turn: Turn) => Promise<T>,
    begin?: () => ConversationRecord,
    together?: Together,
  ): Promise<T | undefined> {
    this.#turns++
    const turn = this.#tail.then(() => this.#turn(work, { begin, together })).finally(() => this.#turns--)
    this.#tail = turn.catch(() => undefined)
    return turn
  }

  /** Forgets what is held in memory; the next turn reads it again. */
  release(): void {
    this.#held = undefined
  }

  /** Settles when everything asked so far is done. */
  settled(): Promise<unknown> {
    return this.#tail
  }

  async #turn<T>(work: (turn: Turn) => Promise<T>, { begin, together }: Manner): Promise<T | undefined> {
    const { db } = this.#options
    const held = this.#held ?? (await this.#load(begin).catch(stepsOut(together)))
    if (held === undefined) {
      together?.absent()
      return undefined
    }
    this.#held = held
    const turn = new Turn({
      db,
      record: held.record,
      isStored: held.isStored,
      group: () => this.#group(held),
    })
    try {
      const result = await work(turn).catch(stepsOut(together))
      const statements = turn.statements()
      await (together ?? db).write(statements)
      const isStored = held.isStored || statements.length > 0
      this.#held = { record: turn.record, isStored, group: turn.loadedGroup ?? held.group }
      erase(...turn.erasable)
      turn.runEffects()
      if (statements.length > 0) this.#options.onChange(this.id)
      return result
    } catch (error) {
      this.#held = undefined
      throw error
    }
  }

  async #load(begin: (() => ConversationRecord) | undefined): Promise<Held | undefined> {
    const row = await this.#options.db.first('SELECT * FROM conversations WHERE id = ?', [this.id])
    if (row !== undefined) return { record: readRecord(row), isStored: true, group: undefined }
    return begin === undefined ? undefined : { record: begin(), isStored: false, group: undefined }
  }

  async #group(held: Held): Promise<GroupState | undefined> {
    held.group ??= { state: await this.#restore() }
    return held.group.state
  }

  async #restore(): Promise<GroupState | undefined> {
    const { db, mls, device } = this.#options
    const rows = await db.all('SELECT name, bytes FROM group_parts WHERE conversation = ?', [this.id])
    if (rows.length === 0) return undefined
    const parts = rows.map((row) => ({ name: textOf(row, 'name'), bytes: bytesOf(row, 'bytes') }))
    const restored = await mls.restore(parts, device)
    return restored.ok ? restored.value : undefined
  }
}
