// How long messages stay: what is offered, and the words for any length. Seconds; 0 for good.

import { inUnit } from '../text/units.ts'

export const lengths = [30, 300, 3600, 8 * 3600, 86_400, 7 * 86_400, 28 * 86_400] as const

/** 52 weeks. */
export const longest = 364 * 86_400

export const units = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 } as const
export type Unit = keyof typeof units

const largestFirst = ['week', 'day', 'hour', 'minute', 'second'] as const satisfies readonly Unit[]

/** As it is said with one unit: `[3, 'hour']`. */
export function inUnits(seconds: number): readonly [number, Unit] {
  const unit = largestFirst.find((one) => seconds % units[one] === 0) ?? 'second'
  return [seconds / units[unit], unit]
}

/** `8 hours`, or, where there is little room, `8h`. */
export function lengthWords(seconds: number, language: string, display: 'long' | 'narrow' = 'long'): string {
  const [count, unit] = inUnits(seconds)
  return inUnit(count, { unit, display }, language)
}
