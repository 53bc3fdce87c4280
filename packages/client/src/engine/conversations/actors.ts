// Gives each conversation its one actor, and lets go of what idle ones hold in memory.

import type { ConversationId } from '@sotto/wire'
import { Actor, type ActorOptions } from './actor.ts'

const mostHeld = 200

export class Actors {
  readonly #options: ActorOptions
  /** Least recently used first. */
  readonly #actors = new Map<ConversationId, Actor>()

  constructor(options: ActorOptions) {
    this.#options = options
  }

  of(id: ConversationId): Actor {
    const actor = this.#actors.get(id) ?? new Actor(id, this.#options)
    this.#actors.delete(id)
    this.#actors.set(id, actor)
    if (this.#actors.size > mostHeld) this.#forgetIdle()
    return actor
  }

  /** After the store failed: what is in memory may be ahead of it. */
  releaseAll(): void {
    for (const actor of this.#actors.values()) actor.release()
  }

  /** Settles when every turn that was asked for is over. */
  async settled(): Promise<void> {
    await Promise.all([...this.#actors.values()].map((actor) => actor.settled()))
  }

  /** An actor with turns to run must stay the only one of its conversation. */
  #forgetIdle(): void {
    for (const [id, actor] of this.#actors) {
      if (this.#actors.size <= mostHeld) return
      if (actor.idle) this.#actors.delete(id)
    }
  }
}
