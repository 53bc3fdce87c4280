// Randomness that a seed repeats, for simulations only: xoshiro128** (Blackman and Vigna), seeded by splitmix32.

import type { Random } from '@sotto/client/ports'

export class SeededRandom implements Random {
  readonly #state: Uint32Array

  constructor(seed: number) {
    this.#state = new Uint32Array(4)
    let mix = seed >>> 0
    for (let word = 0; word < 4; word++) {
      mix = (mix + 0x9e3779b9) >>> 0
      let z = mix
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
      this.#state[word] = z ^ (z >>> 16)
    }
  }

  /** 0 to 2^32 - 1. */
  word(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#state
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const [c1, d1] = [c ^ a, d ^ b]
    this.#state.set([a ^ d1, b ^ c1, c1 ^ (b << 9), rotate(d1, 11)])
    return result
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.word() >>> 24)
  }

  /** 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.word() / 2 ** 32) * limit)
  }

  /** True in `share` of the cases, 0 to 1. */
  chance(share: number): boolean {
    return this.word() / 2 ** 32 < share
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)]
    if (picked === undefined) throw new RangeError('Nothing to pick from')
    return picked
  }

  /** Another source that goes on by itself, so that one actor's draws don't shift another's. */
  fork(): SeededRandom {
    return new SeededRandom(this.word())
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
