// Clock, randomness and waking as browsers and Node both have them.

import type { Clock, Random } from '../../ports.ts'

/** The longest delay that timers take; longer ones are cut to it. */
const longestDelay = 2 ** 31 - 1
/** What one call of the random source gives at most. */
const randomChunk = 65_536

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delay), longestDelay))
    return () => clearTimeout(timer)
  },
}

export function fillRandom(into: Uint8Array<ArrayBuffer>): void {
  for (let at = 0; at < into.length; at += randomChunk) {
    crypto.getRandomValues(into.subarray(at, at + randomChunk))
  }
}

export const systemRandom: Random = {
  bytes(length) {
    const bytes = new Uint8Array(length)
    fillRandom(bytes)
    return bytes
  },
}

const pulse = 5_000
const slept = 20_000

/**
 * Calls when the clock jumped ahead of the timers, as it does when a machine slept. `keep` gets the timer,
 * for platforms where it must not hold up the end of the process.
 */
export function onClockJump(
  listener: () => void,
  keep: (timer: ReturnType<typeof setInterval>) => void = () => {},
): () => void {
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    const jumped = now - last > slept
    last = now
    if (jumped) listener()
  }, pulse)
  keep(timer)
  return () => clearInterval(timer)
}
