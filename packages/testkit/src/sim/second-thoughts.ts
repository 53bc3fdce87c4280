// What people do to messages that are there, drawn from the seed beside everything else: they edit them, delete them for
// everyone, react, and take reactions back, on whichever device, whatever befalls it. Worlds from before there was any of
// this are told without it.

import type { ConversationId, MessageId } from '@sotto/wire'
import { SeededRandom } from '../seeded-random.ts'
import type { SimDevice } from './sim-device.ts'
import type { World } from './world.ts'

const share = 0.7
const reactions = ['👍', '🎉', '👩🏽‍⚕️']
/** Of the last ones, so that several meet; what the log has: what is deleted before it was sent never was. */
const sentOnes = `SELECT conversation, key, mine, coalesce(first_text, text) AS text FROM items
  WHERE type = 'message' AND deleted = 0 AND state NOT IN ('pending', 'failed') ORDER BY id DESC LIMIT 4`

type Named = {
  readonly conversation: ConversationId
  readonly id: MessageId
  readonly isMine: boolean
  readonly text: string
}

type Wish = Pick<Named, 'conversation' | 'id' | 'text'> & {
  readonly what: 'edit' | 'delete' | 'react' | 'unreact'
  readonly reaction: string
}

export class SecondThoughts {
  /** Bugs: calls that threw. */
  readonly thrown: string[] = []
  readonly #world: World
  readonly #random: SeededRandom
  #count = 0

  constructor(world: World) {
    this.#world = world
    this.#random = new SeededRandom(world.seed + 13_000_027)
  }

  /** Somebody has one, or nobody. */
  strike(): void {
    const alive = this.#world.devices.filter((one) => one.isAlive)
    if (alive.length === 0 || !this.#random.chance(share)) return
    const device = this.#random.pick(alive)
    const messages = device.look(sentOnes)
    if (messages.length === 0) return
    const { conversation, key, mine, text } = this.#random.pick(messages)
    this.#have(device, {
      ...{ conversation: conversation as ConversationId, id: key as MessageId },
      ...{ isMine: mine === 1, text: String(text) },
    })
  }

  #have(device: SimDevice, { conversation, id, isMine, text }: Named): void {
    const at = { conversation, id }
    const reaction = this.#random.pick(reactions)
    const what = this.#random.pick(
      isMine ? (['edit', 'edit', 'delete'] as const) : (['react', 'react', 'unreact'] as const),
    )
    this.#world.log(`${device.name}: ${what} "${text}" in ${conversation}`)
    if (what === 'delete') this.#world.said.set(id, text)
    this.#settle(this.#ask(device, { what, text: `${text}, version ${++this.#count}`, reaction, ...at }))
  }

  #ask({ engine }: SimDevice, { what, text, reaction, ...at }: Wish): Promise<unknown> {
    switch (what) {
      case 'edit':
        return engine.call('editMessage', { ...at, text })
      case 'delete':
        return engine.call('deleteForEveryone', at)
      case 'react':
      case 'unreact':
        return engine.call(what, { ...at, reaction })
    }
  }

  #settle(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => {
      this.thrown.push(`a second thought threw ${error instanceof Error ? error.stack : error}`)
    })
  }
}
