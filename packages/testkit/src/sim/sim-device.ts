// One device of a simulated world: the real engine on a disk that outlives it, over a link that is not to be
// trusted. It can die at once or at any transaction. Whoever checks the world looks at its disk.

import { createEngine, type Engine, type EngineEvent } from '@sotto/client'
import type { SqlRow, SqlValue } from '@sotto/client/ports'
import { type AccountName, type ConversationId, type DeviceId, parseConversationId } from '@sotto/wire'
import { BatchCounter, type Death } from '../batch-counter.ts'
import type { FakeClock } from '../fake-clock.ts'
import type { MemoryDisk } from '../memory-disk.ts'
import { memoryPlatform } from '../memory-platform.ts'
import type { SeededRandom } from '../seeded-random.ts'
import { LifeClock } from './life-clock.ts'
import type { Link } from './link.ts'

export type SimDeviceParts = {
  /** Short, for the log. */
  readonly name: string
  readonly disk: MemoryDisk
  readonly slowness: Slowness
  readonly link: Link
  readonly clock: FakeClock
  readonly random: SeededRandom
  readonly log: (line: string) => void
  /** What messages said that were deleted since, by their ids. */
  readonly said: ReadonlyMap<string, string>
}

export type Conversation = {
  readonly id: ConversationId
  readonly kind: string
  readonly state: string
  readonly name: string
  readonly peer: string | undefined
  readonly members: readonly AccountName[]
  /** How the device stands to the group. */
  readonly group: string
  readonly cursor: number
  /** What newcomers are handed, by kind. */
  readonly history: string
}

export type Shown = {
  readonly conversation: ConversationId
  readonly text: string
  readonly position: number
  readonly at: number
  readonly mine: boolean
  readonly state: string
  readonly detail: string
  readonly isArchived: boolean
}

/** How long this device's disk takes for anything, in milliseconds: up to so many. */
export type Slowness = { most: number }

type Mortality = { -readonly [K in keyof Death]: Death[K] }
type Life = {
  readonly engine: Engine
  readonly clock: LifeClock
  readonly counter: BatchCounter
  readonly death: Mortality
}

const database = 'sotto'
const historyUnderWay = [
  `history_asks WHERE purpose = 'before' AND stage = 'owed'`,
  `history_wanted WHERE purpose = 'before' AND stage IN ('waiting', 'arriving')`,
]
export const simulatedServer = 'http://sotto.test'

export class SimDevice {
  readonly parts: SimDeviceParts
  readonly account: AccountName
  device: DeviceId
  /** Codes of everything that the engine warned of, in all lives. */
  readonly warnings: string[] = []
  /** Where it refused to be brought back by somebody it did not know there (C-8). */
  readonly refusals: ConversationId[] = []
  #life: Life | undefined
  #isAlive = { now: false }
  #agony = 0
  #isDying = false

  constructor(parts: SimDeviceParts, identity: { account: AccountName; device: DeviceId }) {
    this.parts = parts
    this.account = identity.account
    this.device = identity.device
  }

  /** Signs in where there is nothing, and is another device from then on. */
  async enter(password: string): Promise<boolean> {
    const entrance = { server: simulatedServer, account: this.account, password }
    const entered = await this.engine.call('signIn', entrance)
    if (entered.ok) this.device = entered.value.device
    return entered.ok
  }

  get name(): string {
    return this.parts.name
  }

  get isAlive(): boolean {
    return this.#life !== undefined
  }

  get engine(): Engine {
    if (this.#life === undefined) throw new Error(`${this.name} is not running`)
    return this.#life.engine
  }

  /**
   * This life ends at the n-th transaction from now, which is still made (`after`) or not (`before`), or
   * `agony` milliseconds after it began to wait for it (`during`).
   */
  dieAtBatch(n: number, when: Death['when'], agony = 0): void {
    const life = this.#life
    if (life === undefined || this.#isDying) return
    this.#agony = agony
    life.death.at = life.counter.count + n
    life.death.when = when
  }

  async start(): Promise<void> {
    const { disk, link, random } = this.parts
    const alive = { now: true }
    this.#isDying = false
    this.#isAlive = alive
    const clock = new LifeClock(this.parts.clock)
    const die = () => {
      if (death.when !== 'during') return this.crash()
      // what does not wait for the disk, as it must, still gets out
      this.#isDying = true
      clock.after(this.#agony, () => this.crash())
    }
    const death: Mortality = { at: Number.POSITIVE_INFINITY, when: 'before', die }
    const counter = new BatchCounter(death)
    const bare = memoryPlatform({ disk, transport: link.transport(() => alive.now), clock, random })
    const engine = await createEngine({ ...bare, storage: counter.over(bare.storage) })
    engine.onEvent((event) => this.#heard(event))
    this.#life = { engine, clock, counter, death }
  }

  /** The process dies here and now; of the writes under way some may still reach the disk. */
  crash(survivors = 0): void {
    const life = this.#life
    if (life === undefined) return
    this.parts.log(`${this.name} dies`)
    this.#life = undefined
    this.#isAlive.now = false
    life.clock.stop()
    this.parts.link.clientDied()
    this.parts.disk.crash(survivors)
  }

  /** The process ends in good order. */
  async close(): Promise<void> {
    const life = this.#life
    await life?.engine.close()
    this.#life = undefined
    life?.clock.stop()
  }

  conversations(): readonly Conversation[] {
    return this.look('SELECT * FROM conversations WHERE listed = 1').map(conversationOf)
  }

  /** Messages in the order in which they are shown, with what they said at first; without those that disappear (fleeting.ts). */
  shown(): readonly Shown[] {
    const rows = this.look(
      `SELECT conversation, key, coalesce(first_text, text) AS text, deleted, pos, at, mine, state, detail, archived
       FROM items WHERE type = 'message' AND expires_after IS NULL AND goes_at IS NULL ORDER BY pos, id`,
    )
    return rows.map((row) => ({
      conversation: row.conversation as ConversationId,
      text: row.deleted === 2 ? (this.parts.said.get(String(row.key)) ?? '') : String(row.text),
      position: Number(row.pos),
      at: Number(row.at),
      mine: row.mine === 1,
      state: String(row.state),
      detail: String(row.detail),
      isArchived: row.archived === 1,
    }))
  }

  /** What the device has still to do, in words; empty when it is done. */
  unfinished(): readonly string[] {
    const count = (table: string) => Number(this.look(`SELECT count(*) AS n FROM ${table}`)[0]?.n ?? 0)
    const tables = ['outbox', 'intents', 'pending_commits', 'receipts_due', ...historyUnderWay]
    return tables.flatMap((table) => (count(table) > 0 ? [`${this.name}: ${count(table)} in ${table}`] : []))
  }

  /** What its disk says of what it has still to do, for whoever looks for the reason. */
  describeUnfinished(): readonly string[] {
    const rows = this.look(
      `SELECT id, state, record, (SELECT group_concat(intent) FROM intents WHERE conversation = conversations.id)
         AS intents, (SELECT count(*) FROM pending_commits WHERE conversation = conversations.id) AS pending
       FROM conversations WHERE busy = 1 OR intents IS NOT NULL OR pending > 0`,
    )
    return rows.map(
      ({ id, state, record, intents, pending }) =>
        `${this.name} in ${id}: ${state}, ${pending} pending, wishes ${intents}, ${record}`,
    )
  }

  look(sql: string, params: readonly SqlValue[] = []): readonly SqlRow[] {
    return this.parts.disk.look(database, sql, params)
  }

  #heard(event: EngineEvent): void {
    if (event.type !== 'warning') return
    const isStranger = event.code === 'welcome_refused' && event.text.includes('stranger_invites')
    if (isStranger && event.conversation !== undefined) this.refusals.push(event.conversation)
    else this.warnings.push(event.code)
    this.parts.log(`${this.name} warns: ${event.code} ${event.conversation ?? ''} ${event.text}`)
  }
}

function conversationOf(row: SqlRow): Conversation {
  const id = parseConversationId(row.id)
  if (id === undefined) throw new Error('a conversation without an id')
  const record = JSON.parse(String(row.record)) as {
    group: string
    cursor: number
    history: { kind: string }
  }
  const members = JSON.parse(String(row.members)) as { account: AccountName }[]
  return {
    id,
    kind: String(row.kind),
    state: String(row.state),
    name: String(row.name),
    peer: row.peer === null ? undefined : String(row.peer),
    members: members.map((member) => member.account).sort(),
    group: record.group,
    cursor: record.cursor,
    history: record.history.kind,
  }
}
