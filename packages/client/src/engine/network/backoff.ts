// Waiting times between tries: doubling, with full jitter in the upper half, so that a thousand clients
// don't come back at once.

import type { Random } from '../../ports.ts'

export type BackoffRange = { readonly least: number; readonly most: number }

export const connectionBackoff: BackoffRange = { least: 500, most: 30_000 }

/** Milliseconds before try number `attempt` (0 for the first repetition). */
export function backoffDelay(random: Random, attempt: number, range: BackoffRange): number {
  const ceiling = Math.min(range.most, range.least * 2 ** Math.min(attempt, 20))
  return Math.round(ceiling / 2 + (ceiling / 2) * fraction(random))
}

/** A number from 0 up to 1. */
export function fraction(random: Random): number {
  const bytes = random.bytes(4)
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  return number / 2 ** 32
}
