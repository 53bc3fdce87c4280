// What befalls the devices of accounts, drawn from the seed beside everything else: people sign in on more of them, lose
// some, and bring stores back from backups. It remembers what the account must still have afterwards.

import type { AccountName } from '@sotto/wire'
import type { MemoryDisk } from '../memory-disk.ts'
import { SeededRandom } from '../seeded-random.ts'
import { password } from './cast.ts'
import type { Driver, Promised } from './driver.ts'
import type { SimDevice } from './sim-device.ts'
import type { World } from './world.ts'

const share = 0.15
const mostDevices = 4

export class ComingsAndGoings {
  /** What somebody's device had when it was lost or set back, and had brought to the archive. */
  readonly kept = new Map<AccountName, Set<string>>()
  /** What only such a device had. */
  readonly excused = new Set<Promised>()
  readonly #world: World
  readonly #driver: Driver
  readonly #random: SeededRandom
  readonly #backups = new Map<SimDevice, MemoryDisk>()
  readonly #kinds: readonly (() => void | Promise<void>)[]

  constructor(world: World, driver: Driver) {
    this.#world = world
    this.#driver = driver
    this.#random = new SeededRandom(world.seed + 11_000_003)
    this.#kinds = [
      () => this.#come(),
      () => this.#backUp(),
      () => this.#backUp(),
      () => this.#rollBack(),
      () => this.#rollBack(),
      () => this.#lose(),
    ]
  }

  /** Something, or nothing at all, happens now. */
  async strike(): Promise<void> {
    if (this.#random.chance(share)) await this.#random.pick(this.#kinds)()
  }

  async #come(): Promise<void> {
    const { devices, server } = this.#world
    const account = this.#random.pick(devices).account
    const own = devices.filter((one) => one.account === account)
    if (!server.isUp || own.length >= mostDevices) return
    await this.#world.welcome(account, password)
  }

  async #backUp(): Promise<void> {
    const device = this.#spare()
    if (device === undefined) return
    this.#world.log(`the store of ${device.name} is backed up`)
    device.crash()
    this.#backups.get(device)?.discard()
    this.#backups.set(device, device.parts.disk.copy())
    await this.#world.passing(device.start())
  }

  async #rollBack(): Promise<void> {
    const candidates = [...this.#backups.keys()].filter((one) => this.#world.devices.includes(one))
    if (candidates.length === 0) return
    const device = this.#random.pick(candidates)
    const backup = this.#backups.get(device)
    if (backup === undefined || !this.#hasOthers(device)) return
    this.#world.log(`the store of ${device.name} is brought back from its backup`)
    device.crash()
    this.#remember(device)
    device.parts.disk.restore(backup)
    await this.#world.passing(device.start())
  }

  #lose(): void {
    const device = this.#spare()
    if (device === undefined) return
    device.crash()
    this.#remember(device)
    this.#world.lose(device)
  }

  /** Somebody's device beside which there are others. */
  #spare(): SimDevice | undefined {
    const spare = this.#world.devices.filter((one) => this.#hasOthers(one))
    return spare.length === 0 ? undefined : this.#random.pick(spare)
  }

  #hasOthers({ account }: SimDevice): boolean {
    return this.#world.devices.filter((one) => one.account === account).length > 1
  }

  #remember(device: SimDevice): void {
    const archived = new Set(
      device
        .shown()
        .filter((one) => one.isArchived)
        .map(({ conversation, position, text }) => markOf(conversation, position, text)),
    )
    const kept = this.kept.get(device.account) ?? new Set()
    this.kept.set(device.account, new Set([...kept, ...archived]))
    const texts = new Set([...archived].map((mark) => mark.split(' ').slice(2).join(' ')))
    for (const one of this.#driver.promised) {
      if (one.device === device && !texts.has(one.text)) this.excused.add(one)
    }
  }

  discard(): void {
    for (const backup of this.#backups.values()) backup.discard()
  }
}

/** Of a message: where it stands, and what it says. */
export function markOf(conversation: string, position: number, text: string): string {
  return `${conversation} ${position} ${text}`
}
