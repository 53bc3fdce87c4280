// Conversations in which this device has nothing to do, and in which nothing comes. If its store was set back to before
// what it has confirmed there, neither its own next word nor anybody else's shows it. So once in each life of the engine,
// when the start is long over, it compares where it stands with where the logs end (C-12).

import type { ConversationId } from '@sotto/wire'
import { parseConversationId } from '@sotto/wire'
import { Alarm } from '../alarm.ts'
import { learnPlace } from '../inbox/learn-place.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { numberOf, parsed } from '../store/rows.ts'

const afterStart = 60_000

export class Silent {
  readonly #live: Live
  readonly #alarm: Alarm
  #isDone = false

  constructor(live: Live, failed: (error: unknown) => void) {
    this.#live = live
    this.#alarm = new Alarm(live.platform.clock, () => void this.#compare().catch(failed))
  }

  caughtUp(): void {
    if (!this.#isDone) this.#alarm.set(afterStart)
  }

  disconnected(): void {
    this.#alarm.cancel()
  }

  async #compare(): Promise<void> {
    const { conversations: path } = routes
    const told = await this.#live.rest.get('Conversations', { method: 'GET', path })
    if (!told.ok) return this.#alarm.set(afterStart)
    this.#isDone = true
    const cursors = await cursorsOf(this.#live)
    for (const { conversation, lastSeq } of told.value.conversations) {
      const id = parseConversationId(conversation)
      // what has come since is on its way: the question then changes nothing
      if (id === undefined || lastSeq <= (cursors.get(id) ?? lastSeq)) continue
      await learnPlace(this.#live, id)
      this.#live.wake(id)
    }
  }
}

async function cursorsOf(live: Live): Promise<ReadonlyMap<ConversationId, number>> {
  const rows = await live.db.all(
    `SELECT id, json_extract(record, '$.cursor') AS cursor FROM conversations
     WHERE json_extract(record, '$.group') = 'live'`,
  )
  return new Map(rows.map((row) => [parsed(row, 'id', parseConversationId), numberOf(row, 'cursor')]))
}
