// One seed of a world of accounts: as a world usually goes, and meanwhile people sign in on more devices, lose some for
// good, and bring stores back from backups. In the end everybody signs in once more, and has everything.

import { accountBreaches } from './account-invariants.ts'
import { password } from './cast.ts'
import { ComingsAndGoings } from './comings-and-goings.ts'
import { Driver } from './driver.ts'
import { Fleeting } from './fleeting.ts'
import { restless } from './invariants.ts'
import { Openings } from './openings.ts'
import { endTroubles, shownBreaches, type Told, untilAtRest, type Verdict } from './run-seed.ts'
import { SecondThoughts } from './second-thoughts.ts'
import type { SimDevice } from './sim-device.ts'
import { type Cast, World } from './world.ts'

/** What devices still have for the archive, and for each other, has gone through it by then. */
const exchange = 5 * 60_000

export async function runAccounts(
  cast: Cast,
  seed: number,
  { longest = 40, isOpen = false, hasChanges = false, isFleeting = false }: Told = {},
): Promise<Verdict> {
  const world = new World(cast, { seed, who: (name) => people.includes(name) })
  const driver = new Driver(world)
  const goings = new ComingsAndGoings(world, driver)
  const openings = new Openings(world, driver)
  const thoughts = new SecondThoughts(world)
  const fleeting = new Fleeting(world, driver)
  try {
    await world.start()
    const steps = longest / 2 + world.random.below(longest / 2)
    await driver.run(steps, async () => {
      if (hasChanges) thoughts.strike()
      if (isFleeting) fleeting.strike()
      await goings.strike()
      if (isOpen) openings.strike()
    })
    const found = await conclude(world, driver, { goings, ...(isFleeting && { fleeting }) })
    const breaches = [...driver.thrown, ...thoughts.thrown, ...found]
    const entries = [...world.ledger.logs.values()].reduce((sum, log) => sum + log.entries.length, 0)
    return { seed, breaches: breaches.slice(0, shownBreaches), log: world.lines, entries }
  } finally {
    goings.discard()
    await world.discard()
  }
}

/** Two with several devices, and one who has a single one to begin with. */
const people: readonly string[] = ['alice', 'bob', 'carol']

type Ending = { readonly goings: ComingsAndGoings; readonly fleeting?: Fleeting }

async function conclude(
  world: World,
  driver: Driver,
  { goings, fleeting }: Ending,
): Promise<readonly string[]> {
  await endTroubles(world, false)
  const stuck = await untilAtRest(world, driver)
  if (stuck.length > 0) return stuck.map((one) => `no rest: ${one}`)
  await fleeting?.pass()
  await world.clock.advance(exchange)
  const fresh: SimDevice[] = []
  for (const account of new Set(world.devices.map((one) => one.account))) {
    const device = await world.welcome(account, password)
    if (device === undefined) return [`${account} could not sign in`]
    fresh.push(device)
  }
  const stuckAfter = await untilAtRest(world, driver)
  await world.clock.advance(exchange)
  return [
    ...stuckAfter.map((one) => `no rest with the fresh devices: ${one}`),
    ...restless(world),
    ...accountBreaches(world, driver, { goings, fresh }),
    ...(fleeting?.breaches() ?? []),
  ]
}
