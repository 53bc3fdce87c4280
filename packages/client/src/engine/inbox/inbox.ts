// Takes entries in the order in which they came, conversation by conversation, stores each together
// with what it changed, and acknowledges after that (D-6). Own entries come through here too: an
// `accepted` is the own entry in its place (D-8).

import { type ConversationId, type Entry, limits } from '@sotto/wire'
import { StoreError } from '../../ports.ts'
import { newRecord } from '../conversations/record.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { warn } from '../live.ts'
import { countMissing } from './missing.ts'
import { type Incoming, processEntry } from './process-entry.ts'
import { LogUnreachable } from './read-log.ts'

/** So many entries share one transaction: half of what the server sends ahead (D-7), so that the rest comes meanwhile. */
const entriesPerTurn = limits.entriesInFlight / 2
const acknowledgeAfter = 15

export class Inbox {
  readonly #live: Live
  readonly #queues = new Map<ConversationId, Incoming[]>()
  readonly #draining = new Map<ConversationId, Promise<void>>()
  readonly #unacknowledged = new Map<ConversationId, number>()
  #acknowledging = false
  /** Counts connections: what an earlier one brought, and was not stored, comes again. */
  #round = 0

  constructor(live: Live) {
    this.#live = live
  }

  take(entries: readonly Entry[]): void {
    for (const entry of entries) this.#put({ entry, isAnswer: false })
  }

  /** The server accepted what this device wrote: the own entry, in its place or before it (D-3, D-8). */
  answered(entry: Entry): void {
    this.#put({ entry, isAnswer: true })
  }

  #put(incoming: Incoming): void {
    const { conversation } = incoming.entry
    const queue = this.#queues.get(conversation) ?? []
    queue.push(incoming)
    this.#queues.set(conversation, queue)
    if (this.#draining.has(conversation)) return
    this.#draining.set(conversation, this.#drain(conversation))
  }

  /** Settles when what was taken so far is stored, or can't be. */
  async stored(): Promise<void> {
    await Promise.all(this.#draining.values())
  }

  /** The connection is gone: the server sends again what was not acknowledged. */
  disconnected(): void {
    this.#round++
    this.#queues.clear()
    this.#unacknowledged.clear()
  }

  async #drain(conversation: ConversationId): Promise<void> {
    try {
      // entries that arrive in the same moment belong into the same turn
      await Promise.resolve()
      for (let batch = this.#next(conversation); batch.length > 0; batch = this.#next(conversation)) {
        const round = this.#round
        const delay = await this.#store(conversation, batch).then(() => 0, delayOf)
        if (delay > 0 && round === this.#round) await this.#putOff(conversation, batch, delay)
      }
    } catch (error) {
      this.#queues.delete(conversation)
      if (!(error instanceof StoreError))
        warn(this.#live, 'internal', 'Something went wrong here.', conversation)
    } finally {
      this.#draining.delete(conversation)
    }
  }

  /** What comes meanwhile waits behind it; the server gives no more than it may have in flight (D-7). */
  async #putOff(conversation: ConversationId, batch: readonly Incoming[], delay: number): Promise<void> {
    this.#queues.set(conversation, [...batch, ...(this.#queues.get(conversation) ?? [])])
    await new Promise<void>((resolve) => this.#live.platform.clock.after(delay, resolve))
  }

  #next(conversation: ConversationId): readonly Incoming[] {
    return this.#queues.get(conversation)?.splice(0, entriesPerTurn) ?? []
  }

  async #store(conversation: ConversationId, batch: readonly Incoming[]): Promise<void> {
    try {
      await this.#turn(conversation, batch, processEntry)
    } catch (error) {
      if (error instanceof StoreError || error instanceof LogUnreachable) throw error
      await this.#storeOneByOne(conversation, batch)
    }
  }

  /** A bug met by one entry must not stop the conversation: that entry is counted as missing. */
  async #storeOneByOne(conversation: ConversationId, batch: readonly Incoming[]): Promise<void> {
    for (const one of batch) {
      try {
        await this.#turn(conversation, [one], processEntry)
      } catch (error) {
        if (error instanceof StoreError || error instanceof LogUnreachable) throw error
        await this.#turn(conversation, [one], skipEntry)
      }
    }
  }

  async #turn(
    conversation: ConversationId,
    batch: readonly Incoming[],
    process: (live: Live, turn: Turn, incoming: Incoming) => Promise<void>,
  ): Promise<void> {
    const at = batch[0]?.entry.at ?? 0
    const cursor = await this.#live.actors.of(conversation).run(
      async (turn) => {
        for (const one of batch) await process(this.#live, turn, one)
        return turn.record.cursor
      },
      () => newRecord(conversation, { kind: 'group', name: '', peer: undefined, begunAt: at }),
    )
    if (cursor !== undefined) this.#acknowledge(conversation, cursor)
  }

  #acknowledge(conversation: ConversationId, seq: number): void {
    this.#unacknowledged.set(conversation, seq)
    if (this.#acknowledging) return
    this.#acknowledging = true
    this.#live.platform.clock.after(acknowledgeAfter, () => {
      this.#acknowledging = false
      const upTo = [...this.#unacknowledged].map(([id, last]) => ({ conversation: id, seq: last }))
      this.#unacknowledged.clear()
      if (upTo.length > 0) this.#live.gateway.tell({ kind: 'ack', upTo })
    })
  }
}

/** How long to wait before the log is read again; every other failure goes on its way. */
function delayOf(error: unknown): number {
  if (error instanceof LogUnreachable) return error.delay
  throw error
}

async function skipEntry(live: Live, turn: Turn, { entry }: Incoming): Promise<void> {
  if (entry.seq <= turn.record.cursor) return
  turn.record.cursor = entry.seq
  await countMissing(live, turn, { seq: entry.seq, at: entry.at, count: 1 })
  turn.after(() => warn(live, 'internal', 'An entry could not be read by this version.', entry.conversation))
}
