// Messages that go by themselves (spec/content.md CT-21, CT-22). Counts for those that were read, or sent, how long they
// have left, and takes out those whose time is over: at the start before anything is shown, and while the engine runs.
// Everything is known from the store alone, so that any process may die at any time.

import type { ConversationId, MessageId } from '@sotto/wire'
import { parseConversationId, parseMessageId } from '@sotto/wire'
import { StoreError } from '../../ports.ts'
import { Alarm } from '../alarm.ts'
import { takeOutMessage } from '../changes/take-out.ts'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { isNull, numberOf, parsed } from '../store/rows.ts'

/** So many go in one transaction. */
const atOnce = 100
/** A clock that was set, or a machine that slept, is noticed after so long. */
const longestWait = 60_000
/** What is just being sent is looked at again. */
const soon = 1_000

/** Read, or sent if it is an own one; an edit of what is not here has nobody to read it. */
const isBegun = `CASE
  WHEN items.type = 'edit' THEN NOT EXISTS (SELECT 1 FROM items AS named
    WHERE named.conversation = items.conversation AND named.key = items.target)
  WHEN items.type <> 'message' THEN 0
  WHEN items.mine = 1 THEN items.state IN ('sent', 'delivered', 'read')
  ELSE items.pos <= (SELECT json_extract(record, '$.readPos') FROM conversations WHERE id = items.conversation) END`

/** Never more is left than its author wrote, also when this device's clock was set back. */
const isTooLong = `items.goes_at > ?1 + items.expires_after * 1000`

const counted = `SELECT items.id FROM items WHERE items.expires_after IS NOT NULL AND items.goes_at IS NULL AND ${isBegun}
  UNION ALL SELECT items.id FROM items WHERE items.goes_at IS NOT NULL AND ${isTooLong}`

const isGoing = `goes_at <= ?1 AND type IN ('message', 'edit')`

/** The plus keeps SQLite from reading all items in the order of their conversations. */
const conversationsWhere = 'SELECT DISTINCT +conversation AS conversation FROM items WHERE'

/** What is asked at every change: of as few items as may be. */
export const expiryQueries = {
  toCount: `${conversationsWhere} id IN (${counted})`,
  going: `${conversationsWhere} ${isGoing}`,
}

export class Expiry {
  readonly #live: Live
  readonly #alarm: Alarm
  #looking: Promise<void> | undefined
  #again = false
  #stopped = false
  #unlisten = () => {}

  constructor(live: Live) {
    this.#live = live
    this.#alarm = new Alarm(live.platform.clock, () => this.look())
  }

  /** Settles when nothing is left whose time is over. */
  async start(): Promise<void> {
    this.#unlisten = this.#live.signals.listen((signals) => {
      if (signals.has('conversations')) this.look()
    })
    this.look()
    await this.#looking
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#unlisten()
    this.#alarm.cancel()
    await this.#looking
  }

  look(): void {
    if (this.#stopped) return
    this.#again = this.#looking !== undefined
    this.#looking ??= this.#rounds().finally(() => {
      this.#looking = undefined
    })
  }

  async #rounds(): Promise<void> {
    try {
      do {
        this.#again = false
        await this.#round()
      } while (this.#again && !this.#stopped)
    } catch (error) {
      // a bug must not stop the rest of the engine
      if (!(error instanceof StoreError)) warn(this.#live, 'internal', 'Something went wrong here.')
    }
  }

  async #round(): Promise<void> {
    const now = this.#live.platform.clock.now()
    for (const id of await this.#conversations(expiryQueries.toCount, now)) {
      await this.#live.actors.of(id).run(async (turn) => count(turn, now))
    }
    let isLate = false
    for (const id of await this.#conversations(expiryQueries.going, now)) {
      const left = await this.#live.actors.of(id).run((turn) => takeOutOver(this.#live, turn, now))
      isLate ||= left === 'on-its-way'
      if (left === 'more') this.#again = true
    }
    await this.#wait(now, isLate)
  }

  async #conversations(query: string, now: number): Promise<readonly ConversationId[]> {
    const rows = await this.#live.db.all(query, [now])
    return rows.map((row) => parsed(row, 'conversation', parseConversationId))
  }

  async #wait(now: number, isLate: boolean): Promise<void> {
    const next = await this.#live.db.first(
      `SELECT min(goes_at) AS at FROM items WHERE goes_at > ?1 AND type IN ('message', 'edit')`,
      [now],
    )
    if (this.#stopped) return
    if (isLate) this.#alarm.set(soon)
    if (next !== undefined && !isNull(next, 'at'))
      this.#alarm.set(Math.min(longestWait, numberOf(next, 'at') - now))
  }
}

function count(turn: Turn, now: number): void {
  turn.write(
    `UPDATE items SET goes_at = ?1 + expires_after * 1000 WHERE conversation = ?2 AND id IN (${counted})`,
    ...[now, turn.record.id],
  )
}

async function takeOutOver(live: Live, turn: Turn, now: number): Promise<'done' | 'more' | 'on-its-way'> {
  const rows = await turn.all(
    `SELECT key FROM items WHERE ${isGoing} AND conversation = ?2 ORDER BY goes_at LIMIT ?3`,
    [now, turn.record.id, atOnce],
  )
  const gone: MessageId[] = []
  for (const row of rows) {
    const id = parsed(row, 'key', parseMessageId)
    if ((await takeOutMessage(live, turn, id)) === 'done') gone.push(id)
  }
  const { id } = turn.record
  if (gone.length > 0) turn.after(() => live.emit({ type: 'expired', conversation: id, ids: gone }))
  if (gone.length < rows.length) return 'on-its-way'
  return rows.length < atOnce ? 'done' : 'more'
}
