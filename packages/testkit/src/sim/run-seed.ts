// One seed from its first moment to its verdict: a troubled time, then all troubles end, everything comes to
// rest, everybody says a last word everywhere, and what must hold is checked.
//
// The seed decides who takes part, what they do and when, and what the network and the processes suffer. Not
// decided by it are keys, nonces and the ids of groups, which come from the system's randomness, and in what
// order things end that take no simulated time: a seed repeats its story, not each of its bytes.

import { SeededRandom } from '../seeded-random.ts'
import { acquaintances, stranger } from './cast.ts'
import { Driver } from './driver.ts'
import { Fleeting } from './fleeting.ts'
import { breaches, restless } from './invariants.ts'
import { Openings } from './openings.ts'
import { outcomeBreaches } from './outcomes.ts'
import { SecondThoughts } from './second-thoughts.ts'
import { longestAgony, Strikes } from './strikes.ts'
import { calm } from './weather.ts'
import { type Cast, World } from './world.ts'

export type Verdict = {
  readonly seed: number
  /** Empty when all is well. */
  readonly breaches: readonly string[]
  readonly log: readonly string[]
  readonly entries: number
}

const usualLength = 80
const round = 5_000
const mostRounds = 300
export const shownBreaches = 40
const night = 31 * 60_000
/** Nights take long to tell: every so many-th world has one. */
const nights = 8

export type Told = {
  /** How many things happen in the longest of worlds. */
  readonly longest?: number
  /** Whether machines fail too (strikes.ts). */
  readonly isStruck?: boolean
  /** Whether groups let newcomers see what was written before (openings.ts). */
  readonly isOpen?: boolean
  /** Whether people change what they have written (second-thoughts.ts). */
  readonly hasChanges?: boolean
  /** Whether they write messages that disappear (fleeting.ts). */
  readonly isFleeting?: boolean
}

/** The same seed told otherwise is another story. */
export async function runSeed(cast: Cast, seed: number, told: Told = {}): Promise<Verdict> {
  const {
    longest = usualLength,
    isStruck = false,
    isOpen = false,
    hasChanges = false,
    isFleeting = false,
  } = told
  const world = new World(cast, { seed, who: drawPeople(seed), isStruck })
  const driver = new Driver(world)
  const strikes = new Strikes(world, driver)
  const openings = new Openings(world, driver)
  const thoughts = new SecondThoughts(world)
  const fleeting = new Fleeting(world, driver)
  const escaped: string[] = []
  const onEscape = (error: unknown) =>
    void escaped.push(`escaped: ${error instanceof Error ? error.stack : error}`)
  process.on('unhandledRejection', onEscape)
  try {
    await world.start()
    const steps = longest / 4 + world.random.below(longest - longest / 4)
    await driver.run(steps, () => {
      if (isStruck) strikes.strike()
      if (isOpen) openings.strike()
      if (hasChanges) thoughts.strike()
      if (isFleeting) fleeting.strike()
    })
    const found = await conclude(world, driver, { isStruck, ...(isFleeting && { fleeting }) })
    const entries = [...world.ledger.logs.values()].reduce((sum, log) => sum + log.entries.length, 0)
    const witnessed = world.devices.flatMap(({ parts }) => parts.link.parts.witness.breaches)
    const all = [...escaped, ...driver.thrown, ...thoughts.thrown, ...witnessed, ...found]
    return { seed, breaches: all.slice(0, shownBreaches), log: world.lines, entries }
  } finally {
    await world.discard()
    process.off('unhandledRejection', onEscape)
  }
}

type Ending = { readonly isStruck: boolean; readonly fleeting?: Fleeting }

async function conclude(
  world: World,
  driver: Driver,
  { isStruck, fleeting }: Ending,
): Promise<readonly string[]> {
  await endTroubles(world, isStruck)
  const stuck = await untilAtRest(world, driver)
  if (stuck.length > 0) return stuck.map((one) => `no rest: ${one}`)
  if (isStruck && world.seed % nights === 0) {
    world.log('all are silent until every access token has expired (S-1)')
    await world.clock.advance(night)
  }
  world.log('the last words')
  let isSaid = false
  void driver.probe('last word').then(() => {
    isSaid = true
  })
  const stuckAfter = await untilAtRest(world, driver)
  await fleeting?.pass()
  return [
    ...(isSaid ? [] : ['somebody waits for the answer to a last word']),
    ...stuckAfter.map((one) => `no rest after the last words: ${one}`),
    ...breaches(world, driver.promised),
    ...outcomeBreaches(world),
    ...(fleeting?.breaches() ?? []),
  ]
}

/** Three or four people who know each other; in every fifth world the stranger too. */
function drawPeople(seed: number): (name: string) => boolean {
  const random = new SeededRandom(seed)
  const count = 3 + random.below(2)
  const left = [...acquaintances]
  const drawn = new Set<string>(random.chance(0.2) ? [stranger] : [])
  while (drawn.size < count) drawn.add(random.pick(left))
  return (name) => drawn.has(name)
}

export async function endTroubles(world: World, isStruck: boolean): Promise<void> {
  world.log('all troubles end')
  world.setWeather(calm)
  world.server.dieAtCommit(0)
  Object.assign(world.server.disk, { slowness: 0, fullUntil: 0 })
  for (const device of world.devices) device.dieAtBatch(Number.POSITIVE_INFINITY, 'before')
  // who is dying already does so first
  if (isStruck) await world.clock.advance(longestAgony)
  await world.startServer()
  for (const device of world.devices) {
    device.parts.link.heal()
    device.parts.slowness.most = 0
    if (!device.isAlive) await world.passing(device.start())
  }
}

export async function untilAtRest(world: World, driver: Driver): Promise<readonly string[]> {
  let left: readonly string[] = []
  for (let calmRounds = 0, n = 0; n < mostRounds && calmRounds < 2; n++) {
    driver.answerRequests(true)
    await world.clock.advance(round)
    left = restless(world)
    calmRounds = left.length === 0 ? calmRounds + 1 : 0
  }
  if (left.length > 0)
    for (const line of world.devices.flatMap((one) => one.describeUnfinished())) world.log(line)
  return left
}
