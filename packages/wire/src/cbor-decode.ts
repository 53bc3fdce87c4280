// Reads deterministic CBOR (RFC 8949 §4.2.1) and nothing else: a length, a number or a float that
// could be shorter, map keys out of order or twice, text that is not UTF-8, an indefinite length or a
// byte too many make the whole `malformed`. Depth and number of items are bounded before anything is
// allocated for them, so that a small input never costs much.

import { type Cbor, CborOther } from './cbor.ts'
import { type Malformed, malformed, ok, type Result } from './errors.ts'

const deepest = 32
const mostItems = 1 << 18

/** Byte strings are copies; the input is not kept. */
export function decodeCbor(bytes: Uint8Array): Result<Cbor, Malformed> {
  const reader = new Reader(bytes)
  try {
    const value = reader.item(0)
    return reader.atEnd() ? ok(value) : malformed('CBOR: bytes after the end')
  } catch (error) {
    if (error instanceof Refused) return malformed(`CBOR: ${error.message}`)
    throw error
  }
}

/** No `Error`: gathering a stack costs more than reading, and whoever sends nonsense sends a lot of it. */
class Refused {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

function refuse(what: string): never {
  throw new Refused(what)
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0
  #items = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  item(depth: number): Cbor {
    if (depth > deepest) refuse('nested too deeply')
    if (++this.#items > mostItems) refuse('too many items')
    const start = this.#at
    const first = this.#take(1)
    const minor = first & 31
    switch (first >> 5) {
      case 0:
        return this.#argument(minor)
      case 1:
        return negative(this.#argument(minor))
      case 2:
        return copy(this.#span(minor))
      case 3:
        return text(this.#span(minor))
      case 4:
        return this.#array(minor, depth)
      case 5:
        return this.#map(minor, depth)
      case 6:
        return this.#tag(minor, { start, depth })
      default:
        return this.#simple(minor, start)
    }
  }

  #array(minor: number, depth: number): readonly Cbor[] {
    const count = this.#count(minor, 1)
    const items: Cbor[] = []
    for (let i = 0; i < count; i++) items.push(this.item(depth + 1))
    return items
  }

  #map(minor: number, depth: number): ReadonlyMap<Cbor, Cbor> {
    const count = this.#count(minor, 2)
    const map = new Map<Cbor, Cbor>()
    let before = this.#bytes.subarray(0, 0)
    for (let i = 0; i < count; i++) {
      const start = this.#at
      const key = this.item(depth + 1)
      const encoded = this.#bytes.subarray(start, this.#at)
      if (i > 0 && !isAfter(encoded, before)) refuse('map keys out of order')
      before = encoded
      map.set(key, this.item(depth + 1))
    }
    return map
  }

  #tag(minor: number, at: { start: number; depth: number }): CborOther {
    this.#argument(minor)
    const value = this.item(at.depth + 1)
    return new CborOther(copy(this.#bytes.subarray(at.start, this.#at)), 1 + depthOf(value))
  }

  #simple(minor: number, start: number): Cbor {
    switch (minor) {
      case 20:
        return false
      case 21:
        return true
      case 22:
        return null
      case 24:
        if (this.#take(1) < 32) refuse('simple value')
        break
      case 25:
      case 26:
      case 27:
        this.#float(minor)
        break
      default:
        if (minor > 23) refuse('simple value')
    }
    return new CborOther(copy(this.#bytes.subarray(start, this.#at)), 0)
  }

  /** A float must be in the shortest of the three widths that hold it, and the only NaN is f97e00. */
  #float(minor: number): void {
    const start = this.#at
    const first = this.#take(1 << (minor - 24))
    if (minor === 25) {
      if ((first & 0x7c00) === 0x7c00 && (first & 0x3ff) !== 0 && first !== 0x7e00) refuse('NaN')
      return
    }
    const value = minor === 26 ? this.#view.getFloat32(start) : this.#view.getFloat64(start)
    if (Number.isNaN(value)) refuse('NaN')
    if (minor === 27 ? Math.fround(value) === value : isHalf(value)) refuse('a float that could be shorter')
  }

  /** How many items follow, at most as many as bytes are left for them. */
  #count(minor: number, bytesEach: number): number {
    const count = this.#argument(minor)
    const left = this.#bytes.length - this.#at
    return typeof count === 'number' && count * bytesEach <= left ? count : refuse('cut off')
  }

  #span(minor: number): Uint8Array {
    const length = this.#count(minor, 1)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  #argument(minor: number): number | bigint {
    if (minor < 24) return minor
    if (minor > 27) return refuse('indefinite length')
    if (minor === 27) return this.#argument8()
    const value = this.#take(1 << (minor - 24))
    const least = minor === 24 ? 24 : minor === 25 ? 0x100 : 0x1_0000
    return value >= least ? value : refuse('a number that could be shorter')
  }

  #argument8(): number | bigint {
    const high = this.#take(4)
    const low = this.#take(4)
    if (high === 0) return refuse('a number that could be shorter')
    const value = high * 0x1_0000_0000 + low
    return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low)
  }

  /** The next 1, 2, 4 or 8 bytes as an unsigned number (of 8, only the last four count). */
  #take(length: number): number {
    if (this.#at + length > this.#bytes.length) refuse('cut off')
    let value = 0
    for (let i = 0; i < length; i++) value = ((value << 8) | (this.#bytes[this.#at++] ?? 0)) >>> 0
    return value
  }
}

function negative(argument: number | bigint): number | bigint {
  const value = typeof argument === 'number' ? -1 - argument : -1n - argument
  return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value)
}

/** Names and ids are short and ASCII, for which calling the decoder costs more than a loop. */
function shortAscii(bytes: Uint8Array): string | undefined {
  if (bytes.length > 32) return undefined
  let text = ''
  for (const byte of bytes) {
    if (byte >= 0x80) return undefined
    text += String.fromCharCode(byte)
  }
  return text
}

function text(bytes: Uint8Array): string {
  const short = shortAscii(bytes)
  if (short !== undefined) return short
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return refuse('text that is not UTF-8')
  }
}

/** Not `slice`, which in Node may give a Buffer back and share memory. */
function copy(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}

function isAfter(a: Uint8Array, b: Uint8Array): boolean {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return (a[i] ?? 0) > (b[i] ?? 0)
  return a.length > b.length
}

/** Whether a 32-bit float fits 16 bits: zero, infinity, 11 bits of precision from 2^-24 up to 65504. */
function isHalf(value: number): boolean {
  const size = Math.abs(value)
  if (size === 0 || size === Infinity) return true
  if (size > 65504) return false
  const step = size < 2 ** -14 ? 2 ** -24 : 2 ** (Math.floor(Math.log2(size)) - 10)
  return Number.isInteger(size / step)
}

function depthOf(value: Cbor): number {
  if (value instanceof CborOther) return value.depth
  const within = value instanceof Map ? [...value].flat() : Array.isArray(value) ? value : undefined
  if (within === undefined) return 0
  return 1 + within.reduce<number>((most, one) => Math.max(most, depthOf(one)), 0)
}
