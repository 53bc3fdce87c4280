// Takes a decoded CBOR array apart, field by field, for the decoders of content. What doesn't fit is
// an `Unfit`, which never leaves this folder: `readingFields` turns it into `malformed`.

import type { Cbor } from '../cbor.ts'
import { type Malformed, malformed, ok, type Result } from '../errors.ts'

/** No `Error`: nobody sees its stack, which costs more than the reading. */
class Unfit {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

/** Refuses what is being decoded; only inside `readingFields`. */
export function unfit(what: string): never {
  throw new Unfit(what)
}

export function readingFields<T>(read: () => T): Result<T, Malformed> {
  try {
    return ok(read())
  } catch (error) {
    if (error instanceof Unfit) return malformed(error.message)
    throw error
  }
}

export class Fields {
  readonly #fields: readonly Cbor[]
  readonly #what: string
  #next = 0

  /** `what` names the structure in the refusal. */
  constructor(value: Cbor, what: string) {
    if (!isArray(value)) unfit(`${what}: not an array`)
    this.#fields = value
    this.#what = what
  }

  take(): Cbor {
    const value = this.#fields[this.#next++]
    return value === undefined ? this.refuse('missing field') : value
  }

  uint(most: number): number {
    const value = this.take()
    const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most
    return fits ? value : this.refuse('number')
  }

  text(): string {
    const value = this.take()
    return typeof value === 'string' ? value : this.refuse('text')
  }

  boolean(): boolean {
    const value = this.take()
    return typeof value === 'boolean' ? value : this.refuse('boolean')
  }

  bytes(most: number, least = 0): Uint8Array {
    const value = this.take()
    const fits = value instanceof Uint8Array && value.length >= least && value.length <= most
    return fits ? value : this.refuse('bytes')
  }

  array(): readonly Cbor[] {
    const value = this.take()
    return isArray(value) ? value : this.refuse('array')
  }

  end(): void {
    if (this.#next !== this.#fields.length) this.refuse('extra fields')
  }

  refuse(what: string): never {
    return unfit(`${this.#what}: ${what}`)
  }
}

function isArray(value: Cbor): value is readonly Cbor[] {
  return Array.isArray(value)
}
