// Messages that disappear, drawn from the seed beside everything else: people write some that live for seconds or minutes,
// and whatever befalls them these are read, changed, brought to the archive and set back like all others. In the end nobody
// has a word of them. Worlds from before there was any of this are told without it.

import type { ConversationId, MessageId } from '@sotto/wire'
import { SeededRandom } from '../seeded-random.ts'
import type { Driver } from './driver.ts'
import type { SimDevice } from './sim-device.ts'
import type { World } from './world.ts'

const share = 0.3
/** Seconds, from sending or reading. */
const lives = [5, 60, 600]
const longestLife = Math.max(...lives) * 1000
/** What every such message says, and nobody else. */
const mark = 'fleeting'
const tables = ['items', 'outbox', 'authorship', 'failed_contents', 'synced', 'command_keys']

export class Fleeting {
  readonly #world: World
  readonly #driver: Driver
  readonly #random: SeededRandom
  #count = 0

  constructor(world: World, driver: Driver) {
    this.#world = world
    this.#driver = driver
    this.#random = new SeededRandom(world.seed + 17_000_023)
  }

  /** Somebody writes one, or nobody. */
  strike(): void {
    if (!this.#random.chance(share)) return
    const alive = this.#world.devices.filter((one) => one.isAlive)
    if (alive.length === 0) return
    const device = this.#random.pick(alive)
    const places = device.conversations().filter(({ state }) => state === 'active')
    if (places.length === 0) return
    const { id: conversation } = this.#random.pick(places)
    const text = `${mark} ${++this.#count} by ${device.name}`
    const expiresAfter = this.#random.pick(lives)
    void this.#driver.call(device, `say "${text}" in ${conversation} for ${expiresAfter} s`, (engine) =>
      engine.call('send', { conversation, text, expiresAfter, until: 'queued' }),
    )
  }

  /** Everybody reads everything, and all of their lives end. */
  async pass(): Promise<void> {
    for (const device of this.#world.devices) {
      for (const given of newestIn(device))
        void this.#driver.call(device, `read ${given.conversation}`, (engine) =>
          engine.call('markRead', given),
        )
    }
    await this.#world.clock.advance(longestLife + 60_000)
  }

  /** What is still there of them; one line each. Only what never left its author's device may be. */
  breaches(): readonly string[] {
    return this.#world.devices.flatMap((device) => {
      const kept = new Set(
        device
          .look(`SELECT key FROM items WHERE state IN ('pending', 'failed')`)
          .map(({ key }) => String(key)),
      )
      return tables.flatMap((table) =>
        device
          .look(`SELECT * FROM ${table}`)
          .filter((row) => !kept.has(String(row.key ?? row.message)))
          .flatMap((row) => Object.values(row).filter(isOfThem))
          .map((words) => `${device.name}: still has in ${table}: ${wordsOf(words)}`),
      )
    })
  }
}

function newestIn(device: SimDevice): readonly { readonly conversation: ConversationId; upTo: MessageId }[] {
  const rows = device.look(
    `SELECT conversation, key, max(pos) FROM items WHERE type = 'message' AND mine = 0 GROUP BY conversation`,
  )
  return rows.map(({ conversation, key }) => ({
    conversation: conversation as ConversationId,
    upTo: key as MessageId,
  }))
}

function wordsOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)
}

function isOfThem(value: unknown): boolean {
  return wordsOf(value).includes(mark)
}
