// What befalls machines rather than networks, drawn from the seed beside everything else: disks that take
// their time, disks without room, processes that die with a write under way, and people who decline. Worlds
// from before there was any of this are told without it, so that their seeds still say what they said.

import { SeededRandom } from '../seeded-random.ts'
import type { Driver } from './driver.ts'
import type { World } from './world.ts'

const share = 0.3

/** How long a process goes on at most that dies with a write under way. */
export const longestAgony = 2_000

export class Strikes {
  readonly #world: World
  readonly #random: SeededRandom
  readonly #kinds: readonly (() => void)[]

  constructor(world: World, driver: Driver) {
    this.#world = world
    this.#random = new SeededRandom(world.seed + 7_000_003)
    this.#kinds = [
      () => this.#slowDevice(),
      () => this.#slowDevice(),
      () => this.#dieWhileWriting(),
      () => this.#slowServer(),
      () => this.#fullServer(),
      () => this.#serverDiesWhileWriting(),
      () => driver.declineSomething(this.#random),
    ]
  }

  /** Something, or nothing at all, happens now. */
  strike(): void {
    if (this.#random.chance(share)) this.#random.pick(this.#kinds)()
  }

  #slowDevice(): void {
    const { name, parts } = this.#random.pick(this.#world.devices)
    parts.slowness.most = this.#random.pick([0, 0, 20, 300, 2_000])
    this.#world.log(`the disk of ${name} takes up to ${parts.slowness.most} ms`)
  }

  #dieWhileWriting(): void {
    const alive = this.#world.devices.filter((one) => one.isAlive)
    if (alive.length === 0) return
    const device = this.#random.pick(alive)
    const at = 1 + this.#random.below(6)
    const agony = this.#random.pick([30, 300, longestAgony])
    this.#world.log(`${device.name} will die ${agony} ms into transaction ${at} from now`)
    device.dieAtBatch(at, 'during', agony)
  }

  #slowServer(): void {
    const { disk } = this.#world.server
    disk.slowness = this.#random.pick([0, 0, 30, 400])
    this.#world.log(`the disk of the server takes up to ${disk.slowness} ms`)
  }

  #fullServer(): void {
    const lasts = this.#random.pick([500, 3_000, 20_000])
    this.#world.log(`the disk of the server is full for ${lasts} ms`)
    this.#world.server.disk.fullUntil = this.#world.clock.now() + lasts
  }

  #serverDiesWhileWriting(): void {
    this.#world.log('the server will die while it writes')
    this.#world.server.dieAtCommit(1 + this.#random.below(4), 'before')
  }
}
