// Deterministic CBOR (RFC 8949 §4.2.1), the one encoding of binary structures in Sotto: shortest
// lengths and numbers, definite lengths, map keys in the order of their encodings. One value has one
// encoding, and cbor-decode.ts accepts no other. Written here because the libraries take several
// (docs/adr/0003-content-format.md).

/** Integers are numbers where those are exact, else bigints. There are no floats; see `CborOther`. */
export type Cbor =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Cbor[]
  | ReadonlyMap<Cbor, Cbor>
  | CborOther

/** A tagged value, a float, or a simple value: kept as its encoding, for what we carry and don't read. */
export class CborOther {
  readonly bytes: Uint8Array
  /** Levels of tags, arrays and maps in it. */
  readonly depth: number

  /** Only for the decoder: `bytes` must be one deterministic item. */
  constructor(bytes: Uint8Array, depth: number) {
    this.bytes = bytes
    this.depth = depth
  }
}

/** Throws a `TypeError` for what CBOR of this profile can't say: fractions, equal map keys, huge bigints. */
export function encodeCbor(value: Cbor): Uint8Array<ArrayBuffer> {
  const writer = new Writer(sizeOf(value))
  write(writer, value)
  return writer.buffer
}

const major = { uint: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5 } as const
const simple = { false: 0xf4, true: 0xf5, null: 0xf6 } as const
const most = 1n << 64n

function write(to: Writer, value: Cbor): void {
  if (typeof value === 'number') writeNumber(to, value)
  else if (typeof value === 'string') writeText(to, value)
  else if (value instanceof Uint8Array) writeBytes(to, major.bytes, value)
  else if (isArray(value)) writeArray(to, value)
  else if (typeof value === 'boolean') to.byte(value ? simple.true : simple.false)
  else if (value === null) to.byte(simple.null)
  else if (typeof value === 'bigint') writeBigint(to, value)
  else if (value instanceof Map) writeMap(to, value)
  else if (value instanceof CborOther) to.bytes(value.bytes)
  else throw new TypeError('not a CBOR value')
}

function writeArray(to: Writer, value: readonly Cbor[]): void {
  to.head(major.array, value.length)
  for (const item of value) write(to, item)
}

function writeText(to: Writer, value: string): void {
  const length = utf8Length(value)
  to.head(major.text, length)
  if (length === value.length) to.ascii(value)
  else to.bytes(utf8.encode(value))
}

function isArray(value: Cbor): value is readonly Cbor[] {
  return Array.isArray(value)
}

function writeNumber(to: Writer, value: number): void {
  if (!Number.isSafeInteger(value)) throw new TypeError('a number that is no exact integer')
  if (value >= 0) to.head(major.uint, value)
  else to.head(major.negative, -1 - value)
}

function writeBigint(to: Writer, value: bigint): void {
  const magnitude = value >= 0n ? value : -1n - value
  if (magnitude >= most) throw new TypeError('a bigint over 64 bits')
  to.head(value >= 0n ? major.uint : major.negative, magnitude)
}

function writeBytes(to: Writer, type: number, value: Uint8Array): void {
  to.head(type, value.length)
  to.bytes(value)
}

function writeMap(to: Writer, map: ReadonlyMap<Cbor, Cbor>): void {
  const entries = Array.from(map, ([key, value]) => ({ key: encodeCbor(key), value }))
  entries.sort((a, b) => compareBytes(a.key, b.key))
  to.head(major.map, entries.length)
  entries.forEach(({ key, value }, at) => {
    const before = entries[at - 1]
    if (before !== undefined && compareBytes(before.key, key) === 0) throw new TypeError('equal map keys')
    to.bytes(key)
    write(to, value)
  })
}

/** Bytewise, the shorter first where one begins the other (RFC 8949 §4.2.1). */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

const utf8 = new TextEncoder()

/** The exact length of the encoding: one allocation of the right size is what makes encoding fast. */
function sizeOf(value: Cbor): number {
  if (typeof value === 'number') return headSize(value < 0 ? -1 - value : value)
  if (typeof value === 'bigint') return headSize(value < 0n ? -1n - value : value)
  if (typeof value === 'string') return sizedBy(utf8Length(value))
  if (value instanceof Uint8Array) return sizedBy(value.length)
  if (value instanceof CborOther) return value.bytes.length
  if (isArray(value)) return value.reduce<number>((sum, item) => sum + sizeOf(item), headSize(value.length))
  if (!(value instanceof Map)) return 1
  let size = headSize(value.size)
  for (const [key, held] of value) size += sizeOf(key) + sizeOf(held)
  return size
}

function sizedBy(length: number): number {
  return headSize(length) + length
}

function headSize(argument: number | bigint): number {
  if (argument < 24) return 1
  if (argument < 0x100) return 2
  return argument < 0x1_0000 ? 3 : argument < 0x1_0000_0000 ? 5 : 9
}

/** As `TextEncoder` encodes it: a surrogate alone becomes U+FFFD, three bytes. */
function utf8Length(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x80) length += code < 0x800 ? 1 : 2
    if (isHigh(code) && isLow(text.charCodeAt(i + 1))) i++
  }
  return length
}

const isHigh = (code: number) => code >= 0xd800 && code < 0xdc00
const isLow = (code: number) => code >= 0xdc00 && code < 0xe000

class Writer {
  readonly buffer: Uint8Array<ArrayBuffer>
  #length = 0

  constructor(size: number) {
    this.buffer = new Uint8Array(size)
  }

  byte(value: number): void {
    this.buffer[this.#length++] = value
  }

  bytes(value: Uint8Array): void {
    this.buffer.set(value, this.#length)
    this.#length += value.length
  }

  /** The first byte of an item and its argument in the fewest bytes (RFC 8949 §3). */
  head(type: number, argument: number | bigint): void {
    const first = type << 5
    if (argument < 24) this.byte(first | Number(argument))
    else if (argument < 0x100) this.#argument(first | 24, Number(argument), 1)
    else if (argument < 0x1_0000) this.#argument(first | 25, Number(argument), 2)
    else if (argument < 0x1_0000_0000) this.#argument(first | 26, Number(argument), 4)
    else {
      const wide = BigInt(argument)
      this.#argument(first | 27, Number(wide >> 32n), 4)
      this.#uint(Number(wide & 0xffff_ffffn), 4)
    }
  }

  ascii(text: string): void {
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i))
  }

  #argument(first: number, value: number, bytes: number): void {
    this.byte(first)
    this.#uint(value, bytes)
  }

  #uint(value: number, bytes: number): void {
    for (let shift = 8 * (bytes - 1); shift >= 0; shift -= 8) this.byte((value >>> shift) & 255)
  }
}
