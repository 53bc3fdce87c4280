// One person's device in a test: an engine on a disk that outlives it, on a line that can be cut.

import {
  createEngine,
  type Engine,
  type EngineEvent,
  type MessageSnapshot,
  type Outcome,
  type Topics,
} from '@sotto/client'
import type { Platform, Statement, Transport } from '@sotto/client/ports'
import type { AccountName, ConversationId, DeviceId, MessageId } from '@sotto/wire'
import { BatchCounter, type Death } from './batch-counter.ts'
import { Line } from './line.ts'
import { MemoryDisk } from './memory-disk.ts'
import { memoryPlatform } from './memory-platform.ts'
import { ScaledClock } from './scaled-clock.ts'
import type { SeededRandom } from './seeded-random.ts'
import { until } from './until.ts'

export type PersonOptions = {
  readonly server: string
  readonly transport: Transport
  /** How much faster than the machine's the clock runs. */
  readonly speed: number
  readonly random: SeededRandom
}

/** What dies with the process. */
type Body = { readonly line: Line; readonly clock: ScaledClock; alive: boolean }

/** One life of the engine: from start to crash or close. */
type Life = {
  readonly engine: Engine
  readonly line: Line
  readonly clock: ScaledClock
  readonly counter: BatchCounter
  readonly body: Body
}

export const testPassword = 'correct horse battery'

export class Person {
  /** Another one may take its place while the process is not running: a backup. */
  disk = new MemoryDisk()
  /** All events of all lives. */
  readonly events: EngineEvent[] = []
  /** Told what each transaction holds. */
  onWrite: (statements: readonly Statement[]) => void = () => {}
  account = '' as AccountName
  device = '' as DeviceId
  readonly #options: PersonOptions
  #life: Life | undefined
  #ahead = 0

  constructor(options: PersonOptions) {
    this.#options = options
  }

  get engine(): Engine {
    return this.#alive().engine
  }

  get line(): Line {
    return this.#alive().line
  }

  /** Transactions of this life so far. */
  get batches(): number {
    return this.#alive().counter.count
  }

  get isAlive(): boolean {
    return this.#life !== undefined
  }

  /** `death`: this life ends at that transaction, perhaps while it still starts; `died` is called then. */
  async start(death?: Omit<Death, 'die'> & { readonly died?: () => void }, cut = false): Promise<void> {
    const clock = new ScaledClock(this.#options.speed, this.#ahead)
    const line = new Line(this.#options.transport, cut)
    const body = { clock, line, alive: true }
    let fall = () => {}
    const fallen = new Promise<undefined>((resolve) => {
      fall = () => resolve(undefined)
    })
    const die = () => {
      this.#kill(body)
      death?.died?.()
      fall()
    }
    const counter = new BatchCounter(death && { at: death.at, when: death.when, die }, (statements) =>
      this.onWrite(statements),
    )
    const bare = memoryPlatform({ disk: this.disk, transport: line, clock, random: this.#options.random })
    const platform: Platform = { ...bare, storage: counter.over(bare.storage) }
    const engine = await Promise.race([createEngine(platform), fallen])
    if (engine === undefined || !body.alive) return
    engine.onEvent((event) => this.events.push(event))
    this.#life = { ...body, engine, counter, body }
  }

  /** The process dies here and now. */
  crash(): void {
    const life = this.#life
    if (life !== undefined) this.#kill(life.body)
  }

  #kill(body: Body): void {
    if (!body.alive) return
    body.alive = false
    body.line.die()
    body.clock.stop()
    this.disk.crash()
    if (this.#life?.body === body) this.#life = undefined
  }

  async restart(): Promise<void> {
    this.crash()
    await this.start()
  }

  /** The same process, so many milliseconds later. */
  async restartLater(milliseconds: number): Promise<void> {
    this.#ahead += milliseconds
    await this.restart()
  }

  async close(): Promise<void> {
    const life = this.#life
    this.#life = undefined
    if (life === undefined) return
    await life.engine.close()
    life.body.alive = false
    life.clock.stop()
  }

  async signUp(name: string): Promise<void> {
    const made = must(
      await this.engine.call('signUp', {
        server: this.#options.server,
        account: name,
        password: testPassword,
      }),
    )
    this.account = made.account
    this.device = made.device
  }

  async signIn(name: string): Promise<void> {
    const made = must(
      await this.engine.call('signIn', {
        server: this.#options.server,
        account: name,
        password: testPassword,
      }),
    )
    this.account = made.account
    this.device = made.device
  }

  /** This device's clock is set to so much later. */
  jump(milliseconds: number): void {
    this.#alive().clock.jump(milliseconds)
  }

  goOffline(): void {
    this.line.cut()
  }

  async goOnline(): Promise<void> {
    this.line.mend()
    await this.engine.call('reconnect')
  }

  async direct(other: Person): Promise<ConversationId> {
    return must(await this.engine.call('openDirect', { account: other.account })).conversation
  }

  async group(name: string, members: readonly Person[]): Promise<ConversationId> {
    const accounts = members.map((one) => one.account)
    return must(await this.engine.call('createGroup', { name, members: accounts })).conversation
  }

  /** Until it is durable here. */
  async queue(conversation: ConversationId, text: string): Promise<MessageId> {
    return must(await this.engine.call('send', { conversation, text, until: 'queued' })).id
  }

  /** Until the server has it. */
  async send(conversation: ConversationId, text: string): Promise<MessageId> {
    return must(await this.engine.call('send', { conversation, text, until: 'sent' })).id
  }

  async messages(conversation: ConversationId): Promise<readonly MessageSnapshot[]> {
    return must(await this.engine.call('history', { conversation, limit: 1000 }))
  }

  async texts(conversation: ConversationId): Promise<readonly string[]> {
    return (await this.messages(conversation)).map((one) => one.text)
  }

  /** Waits until the conversation has a message with this text; answers with it. */
  async sees(conversation: ConversationId, text: string): Promise<MessageSnapshot> {
    const find = async () => (await this.messages(conversation)).find((one) => one.text === text)
    return until(find, `${this.account} sees "${text}"`)
  }

  /** What this device shows of it now. */
  look<T extends keyof Topics>(topic: T, params: Topics[T]['params']): Promise<Topics[T]['snapshot']> {
    return new Promise((resolve) => {
      const stop = this.engine.watch(topic, params, (snapshot) => {
        queueMicrotask(() => stop())
        resolve(snapshot)
      })
    })
  }

  warnings(): readonly string[] {
    return this.events.flatMap((event) => (event.type === 'warning' ? [event.code] : []))
  }

  #alive(): Life {
    if (this.#life === undefined) throw new Error('This process is not running')
    return this.#life
  }
}

export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`)
  return outcome.value
}
