// One simulated world: a clock, a server, the devices of some people and the links between them, all of it
// begun from a cast that has met before. Time passes only when it is told to.

import type { AccountName, DeviceId } from '@sotto/wire'
import { FakeClock } from '../fake-clock.ts'
import { MemoryDisk, type Pace } from '../memory-disk.ts'
import { SeededRandom } from '../seeded-random.ts'
import { isIn, type Ledger, type Log, mayRead } from './ledger.ts'
import { Link } from './link.ts'
import type { Quiet } from './quiet.ts'
import { SimDevice, type Slowness } from './sim-device.ts'
import { SimServer } from './sim-server.ts'
import { calm, type Weather } from './weather.ts'
import { Witness } from './witness.ts'

export type Identity = Pick<SimDevice, 'account' | 'device'>

/** Everybody who can be in a world, as they were when they had met. */
export type Cast = {
  readonly quiet: Quiet
  readonly at: number
  /** The server's data. */
  readonly folder: string
  readonly ledger: Ledger
  readonly members: readonly (Identity & { readonly name: string; readonly disk: MemoryDisk })[]
}

export type WorldGiven = {
  readonly seed: number
  readonly who: (name: string) => boolean
  /** Whether machines fail too (strikes.ts). */
  readonly isStruck?: boolean
}

/** So few on their way to a device at once that slow ones get to feel it. */
const fewEntries = 12

export class World {
  readonly clock: FakeClock
  readonly ledger: Ledger
  readonly server: SimServer
  readonly devices: SimDevice[]
  readonly lines: string[] = []
  readonly random: SeededRandom
  readonly seed: number
  /** Who declined to take part where: `account conversation`. */
  readonly declined = new Set<string>()
  /** What messages said that were deleted since, by their ids. */
  readonly said = new Map<string, string>()
  readonly #begun: number
  readonly #accounts: Map<string, AccountName>
  readonly #ofDisks: SeededRandom
  readonly #lost: SimDevice[] = []

  constructor(cast: Cast, given: WorldGiven) {
    const { seed, isStruck = false } = given
    this.seed = seed
    this.random = new SeededRandom(seed)
    const ofDisks = new SeededRandom(seed + 3_000_017)
    this.#ofDisks = ofDisks
    this.#begun = cast.at
    this.#accounts = new Map(cast.members.map((one) => [one.device, one.account]))
    this.clock = new FakeClock(cast.at, cast.quiet.settle)
    this.ledger = cast.ledger.copy()
    const { clock } = this
    const log = (line: string) => this.log(line)
    this.server = new SimServer({
      clock,
      quiet: cast.quiet,
      random: ofDisks.fork(),
      ...(isStruck && { entriesInFlight: fewEntries }),
      from: cast.folder,
      onWritten: (written) => {
        const { conversation, seq, kind, sender = 'the server' } = written
        log(`  log ${conversation} ${seq}: ${kind} by ${this.#nameOf(sender)}`)
        this.ledger.note(written)
      },
      onDeath: () => {
        log('the server dies')
        for (const { parts } of this.devices) parts.link.serverDied()
      },
    })
    const present = cast.members.filter((member) => given.who(member.account))
    this.devices = present.map((member) => this.#makeDevice(member, (pace) => member.disk.copy(pace)))
  }

  #makeDevice(member: Identity & { readonly name: string }, diskOf: (pace: Pace) => MemoryDisk): SimDevice {
    const { clock, server, ledger } = this
    const { name } = member
    const slowness = { most: 0 }
    const disk = diskOf(paceOf(clock, slowness, this.#ofDisks.fork()))
    const witness = new Witness({ name, disk, ledger })
    const link = new Link({ clock, server, random: this.random.fork(), witness, weather: calm })
    const log = (line: string) => this.log(line)
    const parts = { name, disk, slowness, link, clock, random: this.random.fork(), log, said: this.said }
    return new SimDevice(parts, member)
  }

  /** Somebody signs in on another device; undefined where that failed. */
  async welcome(account: AccountName, password: string): Promise<SimDevice | undefined> {
    const name = `${account}-${this.devices.length + this.#lost.length + 1}`
    const none = '' as DeviceId
    const device = this.#makeDevice({ name, account, device: none }, (pace) => new MemoryDisk(pace))
    this.log(`${name} signs in`)
    await device.start()
    if (!(await this.passing(device.enter(password)))) {
      this.#lost.push(device)
      device.crash()
      return undefined
    }
    this.#accounts.set(device.device, account)
    this.devices.push(device)
    return device
  }

  /** It never comes back, and nobody is told. */
  lose(device: SimDevice): void {
    this.log(`${device.name} is lost`)
    device.crash()
    this.devices.splice(this.devices.indexOf(device), 1)
    this.#lost.push(device)
  }

  log(line: string): void {
    const seconds = ((this.clock.now() - this.#begun) / 1000).toFixed(3)
    this.lines.push(`${seconds.padStart(9)} ${line}`)
  }

  setWeather(weather: Weather): void {
    for (const { parts } of this.devices) parts.link.weather = weather
  }

  async start(): Promise<void> {
    await this.server.start()
    for (const device of this.devices) await device.start()
  }

  /** Lets time pass until something is done. Throws when it takes more than an hour. */
  async passing<T>(work: Promise<T>): Promise<T> {
    return passing(this.clock, work)
  }

  async startServer(): Promise<void> {
    if (this.server.isUp) return
    this.log('the server starts')
    await this.server.start()
  }

  async stopServer(): Promise<void> {
    this.log('the server is stopped')
    await this.server.stop()
  }

  /** The accounts that the server delivers to. */
  peopleIn(log: Log): readonly AccountName[] {
    const here = [...log.stays.keys()].filter((device) => isIn(log, device))
    return [...new Set(here.flatMap((device) => this.#accounts.get(device) ?? []))].sort()
  }

  /** Whether another device of the account was meant to read it: then the archive may have brought it to this one too. */
  mayHaveBeenTold(log: Log, { account, device }: Identity, seq: number): boolean {
    return this.devices.some(
      (one) => one.account === account && one.device !== device && mayRead(log, one.device, seq),
    )
  }

  accountOf(device: DeviceId): AccountName | undefined {
    return this.#accounts.get(device)
  }

  async discard(): Promise<void> {
    for (const device of [...this.devices, ...this.#lost]) {
      device.crash()
      device.parts.disk.discard()
    }
    await this.server.discard()
  }

  #nameOf(device: string): string {
    return this.devices.find((one) => one.device === device)?.name ?? device
  }
}

function paceOf(clock: FakeClock, slowness: Slowness, random: SeededRandom): Pace {
  return async () => {
    if (slowness.most === 0) return
    const delay = random.below(slowness.most)
    await new Promise<void>((done) => clock.after(delay, done))
  }
}

/** Lets time pass until something is done. Throws when it takes more than an hour. */
export async function passing<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let isDone = false
  const done = () => {
    isDone = true
  }
  work.then(done, done)
  await clock.advanceUntil(() => isDone)
  return work
}
