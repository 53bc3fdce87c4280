// Reading the fields of a decoded CBOR array one after the other, each exactly once and of the form asked
// for: what the frames' decoders are made of. What does not fit is thrown as `Unfit`, and caught by the decoder.

import type { Cbor } from './cbor.ts'
import { type AccountName, parseAccountName } from './ids.ts'

/** A field that does not fit. */
export class Unfit extends Error {}

/** Reads a CBOR array from the front. */
export class Fields {
  readonly #fields: readonly Cbor[]
  #next = 0

  constructor(value: Cbor) {
    if (!Array.isArray(value)) throw new Unfit('not an array')
    this.#fields = value
  }

  get isEmpty(): boolean {
    return this.#fields.length === 0
  }

  end(): void {
    if (this.#next !== this.#fields.length) throw new Unfit('extra fields')
  }

  uint(): number {
    const value = this.#take()
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Unfit('number')
    return value
  }

  text(most: number): string {
    const value = this.#take()
    if (typeof value !== 'string' || value.length > most) throw new Unfit('text')
    return value
  }

  bytes(most: number): Uint8Array {
    const value = this.#take()
    if (!(value instanceof Uint8Array) || value.length > most) throw new Unfit('bytes')
    return value
  }

  id<T>(parse: (bytes: Uint8Array) => T | undefined): T {
    const value = this.#take()
    const id = value instanceof Uint8Array ? parse(value) : undefined
    if (id === undefined) throw new Unfit('id')
    return id
  }

  account(): AccountName {
    const name = parseAccountName(this.#take())
    if (name === undefined) throw new Unfit('account')
    return name
  }

  one<T>(choices: readonly T[]): T {
    const choice = choices[this.uint()]
    if (choice === undefined) throw new Unfit('choice')
    return choice
  }

  /** A field that is an array of its own. */
  array<T>(read: (fields: Fields) => T): T {
    const fields = new Fields(this.#take())
    const value = read(fields)
    fields.end()
    return value
  }

  list<T>(most: number, read: (fields: Fields) => T): T[] {
    return this.values(most, (value) => {
      const fields = new Fields(value)
      const item = read(fields)
      fields.end()
      return item
    })
  }

  values<T>(most: number, read: (value: Cbor) => T | undefined): T[] {
    const value = this.#take()
    if (!Array.isArray(value) || value.length > most) throw new Unfit('list')
    return value.map((one: Cbor) => {
      const item = read(one)
      if (item === undefined) throw new Unfit('list item')
      return item
    })
  }

  #take(): Cbor {
    const value = this.#fields[this.#next++]
    if (value === undefined) throw new Unfit('missing field')
    return value
  }
}
