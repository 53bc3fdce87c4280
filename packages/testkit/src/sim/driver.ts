// What the people of a simulated world do and what befalls them, drawn from the seed: they write, begin
// conversations, change groups all at once; links break, processes die. It remembers what was promised.

import type { Engine, Outcome } from '@sotto/client'
import type { ConversationId, MessageId } from '@sotto/wire'
import type { SeededRandom } from '../seeded-random.ts'
import type { Conversation, SimDevice } from './sim-device.ts'
import { drawWeather } from './weather.ts'
import type { World } from './world.ts'

/** A message that an engine took, and what it said of it last. */
export type Promised = {
  readonly device: SimDevice
  readonly conversation: ConversationId
  readonly text: string
  readonly state: string
}

type Act = { readonly weight: number; readonly do: () => void | Promise<void> }

const gaps = [0, 0, 20, 200, 1_000, 5_000]

export class Driver {
  /** Every message whose `send` was answered well. */
  readonly promised: Promised[] = []
  /** Bugs: calls that threw. */
  readonly thrown: string[] = []
  readonly #world: World
  readonly #random: SeededRandom
  readonly #acts: readonly Act[]
  #count = 0

  constructor(world: World) {
    this.#world = world
    this.#random = world.random.fork()
    const troubled = this.#random.below(4)
    this.#acts = [
      { weight: 14, do: () => this.#speak(1) },
      { weight: 1, do: () => this.#speak(5 + this.#random.below(20)) },
      { weight: 3, do: () => this.#meet() },
      { weight: 3, do: () => this.#found() },
      { weight: 6, do: () => this.#reform() },
      { weight: 2, do: () => this.#read() },
      { weight: 0.5, do: () => this.#block() },
      { weight: 1, do: () => this.answerRequests() },
      { weight: troubled, do: () => this.#partition() },
      { weight: 1 + troubled, do: () => this.#heal() },
      { weight: troubled, do: () => this.#die() },
      { weight: 1 + troubled, do: () => this.#restart() },
      { weight: troubled / 2, do: () => this.#trouble() },
      { weight: 1 + troubled, do: () => this.#world.startServer() },
      { weight: 0.5, do: () => this.#world.setWeather(drawWeather(this.#random)) },
    ]
  }

  /** `meanwhile` happens after each step. */
  async run(steps: number, meanwhile: () => void | Promise<void> = () => {}): Promise<void> {
    this.#world.setWeather(drawWeather(this.#random))
    await this.#world.clock.advance(this.#random.pick([0, 5_000]))
    for (let step = 0; step < steps; step++) {
      await this.#pick().do()
      await meanwhile()
      await this.#world.clock.advance(this.#random.pick(gaps))
    }
  }

  /** Every member says a word in every conversation; settles when the server has them all. */
  async probe(name: string): Promise<void> {
    const said = this.#alive().flatMap((device) =>
      device
        .conversations()
        .filter((one) => one.state === 'active' && one.group === 'live' && one.members.length > 1)
        .map((one) => this.say(device, one.id, `${name} by ${device.name}`, 'sent')),
    )
    await Promise.all(said)
  }

  async say(
    device: SimDevice,
    conversation: ConversationId,
    text: string,
    until: 'queued' | 'sent',
  ): Promise<void> {
    const answer = await this.call(device, `say "${text}" in ${conversation} until ${until}`, (engine) =>
      engine.call('send', { conversation, text, until }),
    )
    if (answer?.ok) this.promised.push({ device, conversation, text, state: answer.value.state })
  }

  /** Requests are accepted, blocks are taken back. */
  answerRequests(everything = false): void {
    for (const device of this.#alive()) {
      for (const { id, state } of device.conversations()) {
        if (state !== 'request' || (!everything && this.#random.chance(0.5))) continue
        void this.call(device, `accept ${id}`, (engine) => engine.call('acceptRequest', { conversation: id }))
      }
      if (!everything) continue
      for (const { account } of device.look('SELECT account FROM blocks')) {
        const given = { account: String(account) as SimDevice['account'] }
        void this.call(device, `unblock ${account}`, (engine) => engine.call('unblock', given))
      }
    }
  }

  /** Somebody says no to being asked (C-6). */
  declineSomething(random: SeededRandom): void {
    const asked = this.#alive().flatMap((device) =>
      device
        .conversations()
        .filter((one) => one.state === 'request')
        .map((one) => ({ device, conversation: one.id })),
    )
    if (asked.length === 0) return
    const { device, conversation } = random.pick(asked)
    this.#world.declined.add(`${device.account} ${conversation}`)
    void this.call(device, `decline ${conversation}`, (engine) =>
      engine.call('deleteRequest', { conversation }),
    )
  }

  #pick(): Act {
    const total = this.#acts.reduce((sum, one) => sum + one.weight, 0)
    let at = (this.#random.below(1_000_000) / 1_000_000) * total
    for (const act of this.#acts) {
      at -= act.weight
      if (at < 0) return act
    }
    throw new Error('there are acts')
  }

  #alive(): readonly SimDevice[] {
    return this.#world.devices.filter((one) => one.isAlive)
  }

  #somebody(): SimDevice | undefined {
    const alive = this.#alive()
    return alive.length === 0 ? undefined : this.#random.pick(alive)
  }

  #others(than: SimDevice): readonly SimDevice['account'][] {
    return [...new Set(this.#world.devices.map((one) => one.account))].filter((one) => one !== than.account)
  }

  #where(device: SimDevice, fits: (one: Conversation) => boolean): Conversation | undefined {
    const all = device.conversations().filter(fits)
    return all.length === 0 ? undefined : this.#random.pick(all)
  }

  #speak(times: number): void {
    const device = this.#somebody()
    const where = device && this.#where(device, (one) => one.state === 'active' || one.state === 'request')
    if (device === undefined || where === undefined) return
    const until = this.#random.pick(['queued', 'sent'] as const)
    for (let n = 0; n < times; n++) {
      void this.say(device, where.id, `${++this.#count} by ${device.name}`, until)
    }
  }

  #meet(): void {
    const device = this.#somebody()
    if (device === undefined) return
    const account = this.#random.pick(this.#others(device))
    void this.#writeTo(device, account)
    if (this.#random.chance(0.6)) return
    for (const other of this.#alive()) {
      if (other.account === account && this.#random.chance(0.7)) void this.#writeTo(other, device.account)
    }
  }

  async #writeTo(device: SimDevice, account: SimDevice['account']): Promise<void> {
    const text = `${++this.#count} by ${device.name}`
    const opened = await this.call(device, `open ${account}`, (engine) =>
      engine.call('openDirect', { account }),
    )
    if (opened?.ok && device.isAlive) await this.say(device, opened.value.conversation, text, 'queued')
  }

  #found(): void {
    const device = this.#somebody()
    if (device === undefined) return
    const members = this.#others(device).filter(() => this.#random.chance(0.6))
    const name = `group ${++this.#count}`
    void this.call(device, `found "${name}" with ${members.join(', ')}`, (engine) =>
      engine.call('createGroup', { name, members }),
    )
  }

  /** Several members change the same group in the same moment. */
  #reform(): void {
    const first = this.#somebody()
    const group = first && this.#where(first, (one) => one.kind === 'group' && one.state === 'active')
    if (first === undefined || group === undefined) return
    const others = this.#alive().filter((one) => one !== first && this.#random.chance(0.4))
    for (const device of [first, ...others]) this.#change(device, group)
  }

  #change(device: SimDevice, { id: conversation }: Conversation): void {
    const members = [this.#random.pick(this.#others(device))]
    const name = `name ${++this.#count}`
    const what = this.#random.pick(['add', 'add', 'remove', 'rename', 'rename', 'leave'] as const)
    const line = `${what} ${what === 'rename' ? name : members} in ${conversation}`
    void this.call(device, line, (engine): Promise<Outcome<unknown>> => {
      switch (what) {
        case 'add':
          return engine.call('addMembers', { conversation, members })
        case 'remove':
          return engine.call('removeMembers', { conversation, members })
        case 'rename':
          return engine.call('renameGroup', { conversation, name })
        case 'leave':
          return engine.call('leaveGroup', { conversation })
      }
    })
  }

  #read(): void {
    const device = this.#somebody()
    if (device === undefined) return
    const [last] = device.look(
      `SELECT conversation, key FROM items WHERE type = 'message' AND mine = 0 ORDER BY id DESC LIMIT 1`,
    )
    if (last === undefined) return
    const given = { conversation: last.conversation as ConversationId, upTo: last.key as MessageId }
    void this.call(device, `read ${given.conversation}`, (engine) => engine.call('markRead', given))
  }

  #block(): void {
    const device = this.#somebody()
    if (device === undefined) return
    const account = this.#random.pick(this.#others(device))
    void this.call(device, `block ${account}`, (engine) => engine.call('block', { account }))
  }

  #partition(): void {
    const device = this.#random.pick(this.#world.devices)
    this.#world.log(`${device.name} is cut off`)
    device.parts.link.partition()
  }

  #heal(): void {
    const device = this.#random.pick(this.#world.devices)
    if (!device.parts.link.isPartitioned) return
    this.#world.log(`${device.name} is back`)
    device.parts.link.heal()
  }

  #die(): void {
    const device = this.#somebody()
    if (device === undefined) return
    if (this.#random.chance(0.3)) {
      device.crash(this.#random.below(3))
      return
    }
    const [at, when] = [1 + this.#random.below(8), this.#random.pick(['before', 'after'] as const)]
    this.#world.log(`${device.name} will die ${when} transaction ${at} from now`)
    device.dieAtBatch(at, when)
  }

  async #restart(): Promise<void> {
    const dead = this.#world.devices.filter((one) => !one.isAlive)
    if (dead.length === 0) return
    const device = this.#random.pick(dead)
    this.#world.log(`${device.name} starts`)
    await this.#world.passing(device.start())
  }

  async #trouble(): Promise<void> {
    const { server } = this.#world
    if (!server.isUp) return
    if (this.#random.chance(0.2)) return this.#world.stopServer()
    if (this.#random.chance(0.3)) return server.crash()
    server.dieAtCommit(1 + this.#random.below(6))
  }

  /** Undefined when the process died before it answered; then this never settles. */
  async call<T>(
    device: SimDevice,
    line: string,
    ask: (engine: Engine) => Promise<Outcome<T>>,
  ): Promise<Outcome<T> | undefined> {
    this.#world.log(`${device.name}: ${line}`)
    try {
      const answer = await ask(device.engine)
      this.#world.log(`${device.name}: ${line}: ${answer.ok ? 'done' : answer.error.code}`)
      return answer
    } catch (error) {
      this.thrown.push(`${device.name}: ${line} threw ${error instanceof Error ? error.stack : error}`)
      return undefined
    }
  }
}
