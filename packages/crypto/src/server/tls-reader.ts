// Reads the TLS presentation language as RFC 9420 §2.1 uses it: big-endian integers, and vectors whose
// length comes before them in the shortest of its encodings. Reading past the end or a longer encoding
// makes the reader fail for good; whoever reads asks once, at the end.

export class TlsReader {
  readonly #bytes: Uint8Array
  #at = 0
  #failed = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get offset(): number {
    return this.#at
  }

  /** True when everything was there, well formed, and nothing is left. */
  get isComplete(): boolean {
    return !this.#failed && this.#at === this.#bytes.length
  }

  /** True while there is more, so that a list can be read to its end. */
  get hasMore(): boolean {
    return !this.#failed && this.#at < this.#bytes.length
  }

  uint8(): number {
    return this.#integer(1)
  }

  uint16(): number {
    return this.#integer(2)
  }

  uint64(): bigint {
    const high = this.#integer(4)
    return (BigInt(high) << 32n) | BigInt(this.#integer(4))
  }

  /** `opaque value<V>`; shares memory with the input. */
  vector(): Uint8Array {
    return this.#take(this.#length())
  }

  /** What was read since an offset. */
  since(offset: number): Uint8Array {
    return this.#bytes.subarray(offset, this.#at)
  }

  fail(): void {
    this.#failed = true
  }

  #length(): number {
    const first = this.uint8()
    const sizes = [1, 2, 4] as const
    const size = sizes[first >> 6]
    if (size === undefined) {
      this.fail()
      return 0
    }
    const length = (first & 0x3f) * 256 ** (size - 1) + this.#integer(size - 1)
    if (size !== shortestLengthSize(length)) this.fail()
    return length
  }

  /** Of at most four bytes. */
  #integer(size: number): number {
    if (!this.#skip(size)) return 0
    let value = 0
    for (let at = this.#at - size; at < this.#at; at++) value = value * 256 + (this.#bytes[at] ?? 0)
    return value
  }

  #take(length: number): Uint8Array {
    return this.#skip(length) ? this.#bytes.subarray(this.#at - length, this.#at) : new Uint8Array()
  }

  #skip(length: number): boolean {
    if (this.#at + length > this.#bytes.length) this.fail()
    if (!this.#failed) this.#at += length
    return !this.#failed
  }
}

function shortestLengthSize(length: number): 1 | 2 | 4 {
  if (length < 64) return 1
  return length < 16_384 ? 2 : 4
}

/** `opaque value<V>` as bytes. */
export function tlsVector(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  const size = shortestLengthSize(length)
  const out = new Uint8Array(size + length)
  const marks = { 1: 0, 2: 0x40, 4: 0x80 }
  for (let at = 0; at < size; at++) out[at] = (length / 256 ** (size - 1 - at)) & 0xff
  out[0] = (out[0] ?? 0) | marks[size]
  out.set(bytes, size)
  return out
}
