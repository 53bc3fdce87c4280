// What a link and its connections have in common: whom they join, and how bad the way between is.

import type { FakeClock } from '../fake-clock.ts'
import type { SeededRandom } from '../seeded-random.ts'
import type { SimServer } from './sim-server.ts'
import type { Weather } from './weather.ts'
import type { Witness } from './witness.ts'

export type LinkParts = {
  readonly clock: FakeClock
  readonly server: SimServer
  readonly random: SeededRandom
  readonly witness: Witness
  weather: Weather
}
