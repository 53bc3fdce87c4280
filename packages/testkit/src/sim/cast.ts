// Signs up everybody that the simulated worlds begin with, once for a process: each world starts from copies.
// All but the stranger have met in one group.

import { rmSync } from 'node:fs'
import { createEngine } from '@sotto/client'
import { unsafeStretchQuickly } from '@sotto/crypto/testing'
import { FakeClock } from '../fake-clock.ts'
import { must } from '../harness-entry.ts'
import { MemoryDisk } from '../memory-disk.ts'
import { memoryPlatform } from '../memory-platform.ts'
import { SeededRandom } from '../seeded-random.ts'
import { Ledger } from './ledger.ts'
import { LifeClock } from './life-clock.ts'
import { Link } from './link.ts'
import { Quiet } from './quiet.ts'
import { simulatedServer } from './sim-device.ts'
import { SimServer } from './sim-server.ts'
import { calm } from './weather.ts'
import { Witness } from './witness.ts'
import { type Cast, passing, World } from './world.ts'

/** Accounts with their devices; the last one is a stranger to all others. */
const people: Readonly<Record<string, readonly string[]>> = {
  alice: ['alice-desk', 'alice-phone'],
  bob: ['bob-desk', 'bob-phone'],
  carol: ['carol'],
  dave: ['dave'],
  erin: ['erin'],
  frank: ['frank'],
}

export const acquaintances = ['alice', 'bob', 'carol', 'dave', 'erin']
export const stranger = 'frank'

export const password = 'correct horse battery'
const begin = Date.UTC(2030, 0, 1)

export type StandingCast = Cast & { discard(): Promise<void> }

export async function makeCast(): Promise<StandingCast> {
  unsafeStretchQuickly()
  const quiet = new Quiet()
  const signedUp = await signEverybodyUp(quiet)
  const world = new World(signedUp, { seed: 0, who: () => true })
  rmSync(signedUp.folder, { recursive: true, force: true })
  await world.start()
  await meet(world)
  for (const device of world.devices) await world.passing(device.close())
  await world.server.stop()
  const members = world.devices.map(({ name, account, device, parts }) => ({
    ...{ name, account, device },
    disk: parts.disk,
  }))
  const { ledger, server } = world
  const at = world.clock.now()
  return { quiet, at, folder: server.folder, ledger, members, discard: () => world.discard() }
}

async function signEverybodyUp(quiet: Quiet): Promise<Cast> {
  const clock = new FakeClock(begin, quiet.settle)
  const random = new SeededRandom(0)
  const server = new SimServer({
    clock,
    quiet,
    random: random.fork(),
    onWritten: () => {},
    onDeath: () => {},
  })
  await server.start()
  const members = []
  for (const [account, devices] of Object.entries(people)) {
    for (const name of devices) {
      const disk = new MemoryDisk()
      const witness = new Witness({ name, disk, ledger: new Ledger() })
      const link = new Link({ clock, server, random: random.fork(), witness, weather: calm })
      const life = new LifeClock(clock)
      const transport = link.transport(() => true)
      const engine = await createEngine(memoryPlatform({ disk, transport, clock: life, random }))
      const entrance = { server: simulatedServer, account, password }
      const isFirst = name === devices[0]
      const made = engine.call(isFirst ? 'signUp' : 'signIn', entrance)
      const identity = must(await passing(clock, made))
      await passing(clock, engine.close())
      life.stop()
      members.push({ name, disk, account: identity.account, device: identity.device })
    }
  }
  await server.stop()
  return { quiet, at: clock.now(), folder: server.folder, ledger: new Ledger(), members }
}

/** After this nobody but the stranger is a stranger (C-6). */
async function meet(world: World): Promise<void> {
  const [first, ...others] = world.devices.filter((one) => one.account !== stranger)
  if (first === undefined) throw new Error('A cast has people')
  const members = [...new Set(others.map((one) => one.account))]
  const made = await world.passing(first.engine.call('createGroup', { name: 'Everybody', members }))
  const { conversation } = must(made)
  await world.clock.advance(60_000)
  for (const device of [first, ...others]) {
    const text = `${device.name} is here`
    must(await world.passing(device.engine.call('send', { conversation, text, until: 'sent' })))
  }
  await world.clock.advance(60_000)
}
