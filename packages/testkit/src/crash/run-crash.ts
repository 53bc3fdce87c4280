// A server and a few devices as real processes under load, killed without warning at moments that a seed
// decides. What was acknowledged is counted on the way; at the end everybody must have all of it, once.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type AccountName, type ConversationId, parseAccountName } from '@sotto/wire'
import { SeededRandom } from '../seeded-random.ts'
import { MortalDevice, MortalServer } from './mortal-process.ts'

export type CrashOptions = {
  readonly kills: number
  readonly seed: number
  readonly say?: (line: string) => void
}

export type CrashReport = {
  readonly kills: number
  readonly serverKills: number
  /** Messages that were acknowledged: to the person as kept, or as sent. */
  readonly acknowledged: number
  readonly conversations: number
  /** What went wrong, in words; empty when everything held. */
  readonly faults: readonly string[]
}

const names = ['alice', 'bob', 'carol']
const password = 'correct horse battery'
/** Between kills, in milliseconds: long enough for work to be under way, short enough to meet it. */
const calm = { least: 150, most: 1000 }
const convergence = 240_000

type Room = { readonly conversation: ConversationId; readonly members: readonly MortalDevice[] }

export async function runCrash({ kills, seed, say = () => {} }: CrashOptions): Promise<CrashReport> {
  const directory = await mkdtemp(join(tmpdir(), 'sotto-crash-'))
  const world = new CrashWorld(directory, new SeededRandom(seed), say)
  try {
    await world.settle()
    await world.suffer(kills)
    return await world.judge()
  } finally {
    await world.end()
    await rm(directory, { recursive: true, force: true, maxRetries: 3 })
  }
}

class CrashWorld {
  readonly #random: SeededRandom
  readonly #say: (line: string) => void
  readonly #server: MortalServer
  readonly #devices: readonly MortalDevice[]
  readonly #rooms: Room[] = []
  /** By conversation: the texts somebody was told are kept. */
  readonly #kept = new Map<ConversationId, Set<string>>()
  readonly #faults: string[] = []
  readonly #returns = new Map<MortalDevice | MortalServer, Promise<void>>()
  #stopped = false
  #text = 0
  #kills = 0
  #serverKills = 0

  constructor(directory: string, random: SeededRandom, say: (line: string) => void) {
    this.#random = random
    this.#say = say
    this.#server = new MortalServer(join(directory, 'server'))
    this.#devices = names.map((name) => new MortalDevice(name, join(directory, name)))
  }

  /** Everybody signs up; one group of all, and a direct conversation of each pair. */
  async settle(): Promise<void> {
    await this.#server.start()
    for (const device of this.#devices) {
      await device.start()
      await must(device, { do: 'sign-up', server: this.#server.url, account: device.name, password })
    }
    const [alice, bob, carol] = this.#devices
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three devices')
    const group = { do: 'group', name: 'All', members: [nameOf(bob), nameOf(carol)] } as const
    this.#rooms.push({
      conversation: (await must(alice, group)) as ConversationId,
      members: this.#devices,
    })
    for (const [one, other] of [
      [alice, bob],
      [bob, carol],
      [carol, alice],
    ] as const) {
      const conversation = (await must(one, { do: 'open', account: nameOf(other) })) as ConversationId
      this.#rooms.push({ conversation, members: [one, other] })
      await this.#sayAndHear({ conversation, members: [one, other] })
    }
  }

  async suffer(kills: number): Promise<void> {
    const load = this.#devices.map((device) => this.#talk(device, this.#random.fork()))
    for (this.#kills = 0; this.#kills < kills; this.#kills++) {
      await pause(calm.least + this.#random.below(calm.most - calm.least))
      await this.#killOne()
      if ((this.#kills + 1) % 20 === 0) this.#say(`${this.#kills + 1} of ${kills} kills`)
    }
    await Promise.all(this.#returns.values())
    this.#stopped = true
    await Promise.all(load)
  }

  /** Nobody waits for who was killed to come back, so that the next may die meanwhile; a second death waits. */
  async #killOne(): Promise<void> {
    const victim = this.#random.chance(0.4) ? this.#server : this.#random.pick(this.#devices)
    const rest = this.#random.below(300)
    await this.#returns.get(victim)
    if (victim === this.#server) this.#serverKills++
    await victim.kill()
    this.#returns.set(
      victim,
      pause(rest).then(() => victim.start()),
    )
  }

  /** Writes without end, into everything, and now and then gives the group another name. */
  async #talk(device: MortalDevice, random: SeededRandom): Promise<void> {
    const rooms = this.#rooms.filter((room) => room.members.includes(device))
    while (!this.#stopped) {
      const { conversation, members } = random.pick(rooms)
      if (members.length > 2 && random.chance(0.08)) {
        await this.#patiently(device, { do: 'rename', conversation, name: `All ${random.below(1000)}` })
      } else {
        await this.#write(device, { conversation, until: random.chance(0.5) ? 'sent' : 'queued' })
      }
      await pause(random.below(40))
    }
  }

  async #write(
    device: MortalDevice,
    { conversation, until }: { readonly conversation: ConversationId; readonly until: 'sent' | 'queued' },
  ): Promise<string> {
    const text = `${device.name} ${++this.#text}`
    await this.#patiently(device, { do: 'send', conversation, text, until, key: text })
    const kept = this.#kept.get(conversation) ?? new Set()
    this.#kept.set(conversation, kept.add(text))
    return text
  }

  /** Asks again after every death, as a person or a bot would; the same key makes it the same message. */
  async #patiently(device: MortalDevice, ask: Parameters<MortalDevice['ask']>[0]): Promise<void> {
    for (;;) {
      const told = await Promise.race([device.ask(ask), pause(20_000)])
      if (told !== undefined && told.kind === 'answer') return
      if (told?.kind === 'refused' && ask.do === 'rename') return
      if (told?.kind === 'refused') this.#faults.push(`${device.name}: ${ask.do} refused: ${told.why}`)
      if (told?.kind === 'refused') return
      if (told === undefined && ask.do === 'rename') return
      await pause(100)
    }
  }

  async #texts(device: MortalDevice, conversation: ConversationId): Promise<readonly string[]> {
    const told = await device.ask({ do: 'texts', conversation })
    return told.kind === 'answer' ? (told.value as string[]) : []
  }

  async #sayAndHear({ conversation, members }: Room): Promise<void> {
    for (const device of members) {
      const text = await this.#write(device, { conversation, until: 'sent' })
      const heard = async () =>
        (await Promise.all(members.map((one) => this.#texts(one, conversation)))).every((texts) =>
          texts.includes(text),
        )
      if (!(await happens(heard))) this.#faults.push(`${conversation}: nobody hears ${device.name}`)
    }
  }

  async judge(): Promise<CrashReport> {
    this.#say(`${this.#kills} kills done, everybody comes together`)
    for (const room of this.#rooms) await this.#sayAndHear(room)
    for (const room of this.#rooms) await this.#judgeRoom(room)
    for (const device of this.#devices) await this.#judgeDevice(device)
    await this.#server.stop()
    this.#judgeServer()
    return {
      kills: this.#kills,
      serverKills: this.#serverKills,
      acknowledged: [...this.#kept.values()].reduce((sum, kept) => sum + kept.size, 0),
      conversations: this.#rooms.length,
      faults: this.#faults,
    }
  }

  async #judgeRoom({ conversation, members }: Room): Promise<void> {
    const kept = [...(this.#kept.get(conversation) ?? [])]
    const all = async () => {
      const heard = await Promise.all(members.map((one) => this.#texts(one, conversation)))
      return heard.every((texts) => kept.every((text) => texts.includes(text)))
    }
    await happens(all)
    const orders = new Set<string>()
    for (const device of members) {
      const texts = await this.#texts(device, conversation)
      const lost = kept.filter((text) => !texts.includes(text))
      const twice = texts.filter((text, at) => texts.indexOf(text) !== at)
      if (lost.length > 0)
        this.#faults.push(`${device.name} lacks ${lost.length} in ${conversation}: ${lost.slice(0, 5)}`)
      if (twice.length > 0) this.#faults.push(`${device.name} has twice: ${twice.slice(0, 5)}`)
      orders.add(texts.join('|'))
    }
    if (orders.size > 1) this.#faults.push(`${conversation}: not the same order for everybody`)
  }

  async #judgeDevice(device: MortalDevice): Promise<void> {
    const told = await device.ask({ do: 'check' })
    const found = told.kind === 'answer' ? JSON.stringify(told.value) : told.why
    if (found !== '["ok"]') this.#faults.push(`${device.name}: integrity: ${found}`)
  }

  #judgeServer(): void {
    const database = new DatabaseSync(join(this.#server.dataDir, 'sotto.db'), { readOnly: true })
    const found = database
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => Object.values(row)[0])
    database.close()
    if (found.join() !== 'ok') this.#faults.push(`server: integrity: ${found.join()}`)
  }

  async end(): Promise<void> {
    this.#stopped = true
    await Promise.all([this.#server.kill(), ...this.#devices.map((device) => device.kill())])
  }
}

function nameOf(device: MortalDevice): AccountName {
  const name = parseAccountName(device.name)
  if (name === undefined) throw new TypeError('a device is called like its account')
  return name
}

async function must(device: MortalDevice, ask: Parameters<MortalDevice['ask']>[0]): Promise<unknown> {
  const told = await device.ask(ask)
  if (told.kind !== 'answer') throw new Error(`${device.name}: ${ask.do}: ${told.why}`)
  return told.value
}

/** Looks until it is so; false when it never is. */
async function happens(look: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + convergence; Date.now() < end; await pause(100)) {
    if (await look()) return true
  }
  return false
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds))
}
