// Remembers signed bytes that were found genuine. A device's credential stands in every group the
// device is in and is looked at with every commit; checking its signature once is enough, because the
// same bytes are always as genuine as they were. Bounded: the oldest is forgotten first.

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToBase64url } from '@sotto/wire'

export class GenuineMemo {
  readonly #most: number
  /** By SHA-256, in the order in which they were added. */
  readonly #known = new Set<string>()

  constructor(most: number) {
    this.#most = most
  }

  /** Whether `check` holds for these bytes, asked only when it isn't remembered that it did. */
  async isGenuine(bytes: Uint8Array, check: () => Promise<boolean>): Promise<boolean> {
    const key = bytesToBase64url(sha256(bytes))
    if (this.#known.has(key)) return true
    if (!(await check())) return false
    this.#known.add(key)
    const [oldest] = this.#known
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest)
    return true
  }
}
