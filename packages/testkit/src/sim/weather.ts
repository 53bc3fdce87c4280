// How bad a network is, drawn from the seed: shares are of frames or requests, times in milliseconds.

import type { SeededRandom } from '../seeded-random.ts'

export type Weather = {
  readonly delay: { readonly least: number; readonly most: number }
  /** Now and then something takes this much longer. */
  readonly hiccup: { readonly share: number; readonly most: number }
  /** Requests that never arrive, and answers that never come back. */
  readonly lost: number
  /** Requests that arrive twice, and deliveries that are made twice. */
  readonly twice: number
  /** Frames at which the connection breaks, with what is on its way. */
  readonly breaks: number
  /** Of breaks and partitions, those that nobody is told of. */
  readonly silent: number
}

export const calm: Weather = {
  delay: { least: 1, most: 20 },
  hiccup: { share: 0, most: 0 },
  lost: 0,
  twice: 0,
  breaks: 0,
  silent: 0,
}

export function drawWeather(random: SeededRandom): Weather {
  const some = (most: number) => (random.chance(0.4) ? 0 : (random.below(1000) / 1000) * most)
  return {
    delay: { least: 1, most: random.pick([10, 60, 300, 1500]) },
    hiccup: { share: some(0.1), most: 8_000 },
    lost: some(0.08),
    twice: some(0.1),
    breaks: some(0.04),
    silent: random.pick([0, 0.3, 1]),
  }
}

export function drawDelay(random: SeededRandom, { delay, hiccup }: Weather): number {
  const usual = delay.least + random.below(Math.max(1, delay.most - delay.least))
  return random.chance(hiccup.share) ? usual + random.below(Math.max(1, hiccup.most)) : usual
}
