// Groups that let newcomers see what was written before, drawn from the seed beside everything else: a member changes what
// the group hands over, somebody is added to such a group. Worlds from before there was any of this are told without it.

import type { HistoryPolicy } from '@sotto/client'
import { SeededRandom } from '../seeded-random.ts'
import type { Driver } from './driver.ts'
import type { SimDevice } from './sim-device.ts'
import type { World } from './world.ts'

const share = 0.2
const minute = 60_000

export class Openings {
  readonly #world: World
  readonly #driver: Driver
  readonly #random: SeededRandom

  constructor(world: World, driver: Driver) {
    this.#world = world
    this.#driver = driver
    this.#random = new SeededRandom(world.seed + 13_000_027)
  }

  /** Something, or nothing at all, happens now. */
  strike(): void {
    if (!this.#random.chance(share)) return
    const alive = this.#world.devices.filter((one) => one.isAlive)
    if (alive.length === 0) return
    const device = this.#random.pick(alive)
    const groups = device.conversations().filter((one) => one.kind === 'group' && one.state === 'active')
    if (groups.length === 0) return
    const group = this.#random.pick(groups)
    if (group.history === 'none' || this.#random.chance(0.3)) this.#open(device, group.id)
    else this.#add(device, group)
  }

  #open(device: SimDevice, conversation: Group['id']): void {
    const at = this.#world.clock.now() - this.#random.below(minute)
    const history: HistoryPolicy = this.#random.pick([
      { kind: 'all' },
      { kind: 'all' },
      { kind: 'from', at },
      { kind: 'none' },
    ])
    const line = `hand over ${JSON.stringify(history)} in ${conversation}`
    void this.#driver.call(device, line, (engine) => engine.call('setHistory', { conversation, history }))
  }

  /** Who is out, and where nobody is somebody who goes first and comes in anew. */
  #add(device: SimDevice, { id: conversation, members }: Group): void {
    const all = [...new Set(this.#world.devices.map((one) => one.account))]
    const outside = all.filter((account) => !members.includes(account))
    const others = all.filter((account) => account !== device.account)
    const given = { conversation, members: [this.#random.pick(outside.length > 0 ? outside : others)] }
    const how = outside.length > 0 ? 'addMembers' : 'removeMembers'
    void this.#driver.call(device, `${how} ${given.members} in ${conversation}`, (engine) =>
      engine.call(how, given),
    )
  }
}

type Group = ReturnType<SimDevice['conversations']>[number]
