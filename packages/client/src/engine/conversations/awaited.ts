// Conversations that this device knows from the archive alone, and waits to be let into. Two things may keep it waiting
// for ever, and only the server can say so. It has been in them before its store was set back: then the server delivers
// to it, nobody lets it in unasked, and it asks (C-12). Or the account was taken out while no device of it lived that
// could have told the archive: then the person is told (AR-15).

import { type ConversationId, parseConversationId } from '@sotto/wire'
import { Alarm } from '../alarm.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { numberOf, parsed } from '../store/rows.ts'
import { giveUpWishes } from './have-left.ts'
import { lookAtOvertaken } from './overtaken.ts'
import { type ConversationRecord, putOutside, takeBack } from './record.ts'
import type { Turn } from './turn.ts'

/** What lets this device into a conversation may be on its way while the archive already tells of it. */
const untilChecked = 60_000
/** While there are such conversations. */
const checkAgainAfter = 600_000
/** The newest; what is older shows itself when somebody writes there, or at a later time. */
const mostAtOnce = 32

export class Awaited {
  readonly #live: Live
  readonly #failed: (error: unknown) => void
  readonly #alarm: Alarm
  /** Not before this time the server is asked again what the account is in. */
  #compareFrom = 0

  constructor(live: Live, failed: (error: unknown) => void) {
    this.#live = live
    this.#failed = failed
    this.#alarm = new Alarm(live.platform.clock, () => void this.#check().catch(this.#failed))
  }

  /** The archive has told of conversations. */
  checkSoon(): void {
    this.#alarm.set(untilChecked)
  }

  disconnected(): void {
    this.#alarm.cancel()
    this.#compareFrom = 0
  }

  async #check(): Promise<void> {
    // a Welcome may still be on its way
    if (!this.#live.gateway.status.caughtUp) return this.#alarm.set(untilChecked)
    await lookAtOvertaken(this.#live)
    const awaited = await awaitedIn(this.#live)
    if (awaited.length === 0) return
    await this.#compare(awaited.filter(({ isGroup }) => isGroup))
    await askWhereDelivered(
      this.#live,
      awaited.filter(({ isOutside }) => !isOutside),
    )
    if (this.#live.gateway.online) this.#alarm.set(checkAgainAfter)
  }

  /** With what the server says that the account is in. */
  async #compare(groups: readonly AwaitedRow[]): Promise<void> {
    const { clock } = this.#live.platform
    if (groups.length === 0 || clock.now() < this.#compareFrom) return
    const { conversations: path } = routes
    const told = await this.#live.rest.get('Conversations', { method: 'GET', path })
    if (!told.ok) return
    this.#compareFrom = clock.now() + checkAgainAfter
    const named = new Set<string>(told.value.conversations.map(({ conversation }) => conversation))
    for (const { id, isOutside } of groups) {
      const isIn = named.has(id)
      if (isIn === isOutside) await this.#stand(id, isIn)
    }
  }

  async #stand(conversation: ConversationId, isIn: boolean): Promise<void> {
    const live = this.#live
    await live.actors.of(conversation).run(async (turn) => {
      const { record } = turn
      if (!isStillAwaited(record) || isIn === (record.outside === undefined)) return
      if (isIn) return takeBack(record)
      await giveUpWishes(live, turn)
      putOutside(record, live.identity.account)
    })
  }
}

type AwaitedRow = { readonly id: ConversationId; readonly isGroup: boolean; readonly isOutside: boolean }

async function awaitedIn(live: Live): Promise<readonly AwaitedRow[]> {
  const rows = await live.db.all(
    `SELECT id, kind = 'group' AS is_group, json_extract(record, '$.outside') IS NOT NULL AS is_outside
     FROM conversations
     WHERE json_extract(record, '$.awaited') = 1 AND json_extract(record, '$.group') = 'none'
     ORDER BY at DESC`,
  )
  return rows.map((row) => ({
    id: parsed(row, 'id', parseConversationId),
    isGroup: numberOf(row, 'is_group') === 1,
    isOutside: numberOf(row, 'is_outside') === 1,
  }))
}

/** A device that has been let in nowhere yet is new, and waits for all of them. */
async function askWhereDelivered(live: Live, awaited: readonly AwaitedRow[]): Promise<void> {
  const placed = await live.db.first(
    `SELECT 1 AS one FROM conversations WHERE json_extract(record, '$.cursor') > 0 LIMIT 1`,
  )
  if (placed === undefined) return
  for (const { id } of awaited.slice(0, mostAtOnce)) {
    const info = await live.rest.get('ConversationInfo', { method: 'GET', path: routes.conversation(id) })
    if (!info.ok && info.error.code === 'offline') return
    if (info.ok) await live.actors.of(id).run(async (turn) => wasSetBack(live, turn))
  }
}

function wasSetBack(live: Live, turn: Turn): void {
  const { record } = turn
  if (!isStillAwaited(record) || record.outside !== undefined) return
  record.group = 'broken'
  turn.after(() => live.wake(record.id))
}

function isStillAwaited({ awaited, group, cursor }: ConversationRecord): boolean {
  return awaited && group === 'none' && cursor === 0
}
