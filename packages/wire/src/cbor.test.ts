import { decode, encode, rfc8949EncodeOptions } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cbor, CborOther, decodeCbor, encodeCbor } from './index.ts'

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const hex = (value: Uint8Array) => Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')

function decoded(text: string): Cbor {
  const result = decodeCbor(bytes(text))
  if (!result.ok) throw new Error(result.error.what)
  return result.value
}

/** RFC 8949, appendix A: everything in it that is in our profile. */
const appendixA: readonly (readonly [Cbor, string])[] = [
  [0, '00'],
  [1, '01'],
  [10, '0a'],
  [23, '17'],
  [24, '1818'],
  [25, '1819'],
  [100, '1864'],
  [1000, '1903e8'],
  [1000000, '1a000f4240'],
  [1000000000000, '1b000000e8d4a51000'],
  [18446744073709551615n, '1bffffffffffffffff'],
  [-18446744073709551616n, '3bffffffffffffffff'],
  [-1, '20'],
  [-10, '29'],
  [-100, '3863'],
  [-1000, '3903e7'],
  [false, 'f4'],
  [true, 'f5'],
  [null, 'f6'],
  [bytes(''), '40'],
  [bytes('01020304'), '4401020304'],
  ['', '60'],
  ['a', '6161'],
  ['IETF', '6449455446'],
  ['"\\', '62225c'],
  ['\u00fc', '62c3bc'],
  ['\u6c34', '63e6b0b4'],
  ['\ud800\udd51', '64f0908591'],
  [[], '80'],
  [[1, 2, 3], '83010203'],
  [[1, [2, 3], [4, 5]], '8301820203820405'],
  [Array.from({ length: 25 }, (_, i) => i + 1), '98190102030405060708090a0b0c0d0e0f101112131415161718181819'],
  [new Map(), 'a0'],
  [
    new Map([
      [1, 2],
      [3, 4],
    ]),
    'a201020304',
  ],
  [
    new Map<Cbor, Cbor>([
      ['a', 1],
      ['b', [2, 3]],
    ]),
    'a26161016162820203',
  ],
]

describe('encodeCbor and decodeCbor', () => {
  it.each(appendixA)('[CT-1] %s is %s both ways', (value, text) => {
    expect(hex(encodeCbor(value))).toBe(text)
    expect(decoded(text)).toEqual(value)
  })

  it('[CT-1] sorts map keys by the bytes of their encodings', () => {
    const keys: Cbor[] = ['aa', 'z', [100], false, 100, [-1], -1, 10]
    const map = new Map(keys.map((key) => [key, 0]))
    expect([...(decoded(hex(encodeCbor(map))) as Map<Cbor, Cbor>).keys()]).toEqual([
      10,
      100,
      -1,
      'z',
      'aa',
      [100],
      [-1],
      false,
    ])
  })

  it('turns a surrogate that stands alone into U+FFFD, as TextEncoder does', () => {
    expect(hex(encodeCbor('a\ud800b'))).toBe('6561efbfbd62')
    expect(hex(encodeCbor('\udc00'))).toBe('63efbfbd')
  })

  it('gives plain byte arrays of its own, in Node too', () => {
    const input = Buffer.from('8143010203', 'hex')
    const result = decodeCbor(input)
    if (!result.ok) throw new Error(result.error.what)
    const [inner] = result.value as [Uint8Array]
    expect(inner.constructor).toBe(Uint8Array)
    expect(encodeCbor([inner]).constructor).toBe(Uint8Array)
    input.fill(0)
    expect(inner).toEqual(bytes('010203'))
  })

  it('throws at what this profile cannot say', () => {
    for (const value of [1.5, Number.NaN, Infinity, 2 ** 53, 1n << 64n, -(1n << 64n) - 1n]) {
      expect(() => encodeCbor(value)).toThrow(TypeError)
    }
    expect(() =>
      encodeCbor(
        new Map<Cbor, Cbor>([
          [1, 0],
          [1n, 0],
        ]),
      ),
    ).toThrow(TypeError)
  })
})

describe('one value has one encoding', () => {
  const refused: readonly (readonly [string, string])[] = [
    ['a number in two bytes that fits one', '1817'],
    ['a number in three bytes that fits two', '1900ff'],
    ['a number in five bytes that fits three', '1a0000ffff'],
    ['a number in nine bytes that fits five', '1b00000000ffffffff'],
    ['a length in two bytes that fits one', '580100'],
    ['an array length that could be shorter', '980100'],
    ['an indefinite byte string', '5f4100ff'],
    ['an indefinite array', '9f00ff'],
    ['an indefinite map', 'bf0000ff'],
    ['a break alone', 'ff'],
    ['map keys out of order', 'a203000100'],
    ['a map key twice', 'a201000100'],
    ['keys by length before bytes (RFC 7049 order)', 'a22000186400'],
    ['text that is not UTF-8', '61ff'],
    ['text with an encoded surrogate', '63eda080'],
    ['long text that is not UTF-8', `7830${'61'.repeat(47)}ff`],
    ['a byte after the end', '0000'],
    ['nothing', ''],
    ['a byte string cut off', '43aabb'],
    ['an array cut off', '8201'],
    ['a head cut off', '19aa'],
    ['an array of more items than bytes', '9a7fffffff00'],
    ['a map of more entries than bytes', 'bb00000001000000000000'],
    ['a byte string of 2^64-1 bytes', '5bffffffffffffffff00'],
    ['a simple value in two bytes that fits one', 'f814'],
    ['a reserved minor', '1c'],
    ['a float that fits 16 bits', 'fa3fc00000'],
    ['a float that fits 32 bits', 'fb3ff8000000000000'],
    ['a NaN with a payload', 'f97e01'],
    ['a NaN of 32 bits', 'fa7fc00000'],
    ['an infinity of 64 bits', 'fb7ff0000000000000'],
  ]

  it.each(refused)('[CT-1] refuses %s', (_, text) => {
    expect(decodeCbor(bytes(text))).toMatchObject({ ok: false, error: { code: 'malformed' } })
  })

  it('[CT-1] refuses 33 levels and reads 32', () => {
    expect(decodeCbor(bytes(`${'81'.repeat(32)}00`))).toMatchObject({ ok: true })
    expect(decodeCbor(bytes(`${'81'.repeat(33)}00`))).toMatchObject({ ok: false })
    expect(decodeCbor(new Uint8Array(1_000_000).fill(0x81))).toMatchObject({ ok: false })
    expect(decodeCbor(new Uint8Array(1_000_000).fill(0xc1))).toMatchObject({ ok: false })
  })

  it('[CT-1] refuses more items than a small input should cost', () => {
    const many = new Uint8Array(1_000_005).fill(0x80)
    many.set(bytes('9a000f4240'))
    expect(decodeCbor(many)).toMatchObject({ ok: false })
  })

  it.each([
    ['a tag', 'd82076687474703a2f2f7777772e6578616d706c652e636f6d', 1],
    ['no tag of something cut off', 'c1a10182', undefined],
    ['a tag in a tag', 'c1c101', 2],
    ['a tagged array', 'c1820102', 2],
    ['a float of 16 bits', 'f93e00', 0],
    ['the smallest float of 16 bits', 'f90001', 0],
    ['a float of 32 bits', 'fa47c35000', 0],
    ['a float of 64 bits', 'fb3ff199999999999a', 0],
    ['infinity', 'f97c00', 0],
    ['NaN', 'f97e00', 0],
    ['undefined', 'f7', 0],
    ['a simple value', 'f8ff', 0],
  ])('[CT-4] carries %s unread', (_, text, depth) => {
    const result = decodeCbor(bytes(text))
    if (depth === undefined) return expect(result).toMatchObject({ ok: false })
    expect(result).toEqual({ ok: true, value: new CborOther(bytes(text), depth) })
    if (result.ok) expect(hex(encodeCbor([result.value]))).toBe(`81${text}`)
  })
})

const integer = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -300, max: 300 }))
const big = fc.oneof(
  fc.bigInt({ min: 1n << 53n, max: (1n << 64n) - 1n }),
  fc.bigInt({ min: -(1n << 64n), max: -(1n << 53n) }),
)
const leaf = fc.oneof(
  integer,
  big,
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array({ maxLength: 300 }),
)
const { value: anyValue } = fc.letrec<{ value: Cbor }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    leaf,
    fc.array(tie('value'), { maxLength: 30 }),
    fc
      .uniqueArray(fc.tuple(fc.oneof(integer, fc.string()), tie('value')), { selector: (entry) => entry[0] })
      .map((entries) => new Map<Cbor, Cbor>(entries)),
  ),
}))

describe('for every value', () => {
  it('[CT-1] decoding gives back what was encoded, and encodes to the same bytes', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const encoded = encodeCbor(value)
        const again = decodeCbor(encoded)
        if (!again.ok) throw new Error(again.error.what)
        expect(normal(again.value)).toEqual(normal(value))
        expect(hex(encodeCbor(again.value))).toBe(hex(encoded))
      }),
    )
  })

  it('[CT-1] an independent library writes and reads the same', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const encoded = encodeCbor(value)
        expect(hex(encode(value, rfc8949EncodeOptions))).toBe(hex(encoded))
        expect(hex(encode(decode(encoded, { useMaps: true, strict: true }), rfc8949EncodeOptions))).toBe(
          hex(encoded),
        )
      }),
    )
  })

  it('[CT-1] whatever decodes, encodes to exactly the bytes it came from', () => {
    const mutated = fc
      .tuple(anyValue, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }))
      .map(([value, changes]) => {
        const changed = encodeCbor(value)
        for (const [at, to] of changes) changed[at % changed.length] = to
        return changed
      })
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 40 })), (input) => {
        const result = decodeCbor(input)
        if (result.ok) expect(hex(encodeCbor(result.value))).toBe(hex(input))
      }),
      { numRuns: 2000 },
    )
  })
})

/** Maps in the order of their encoded keys, so that equality does not depend on insertion. */
function normal(value: Cbor): unknown {
  if (value instanceof Map) {
    const entries = Array.from(value, ([key, held]) => [hex(encodeCbor(key)), normal(held)] as const)
    return entries.sort(([a], [b]) => (a < b ? -1 : 1))
  }
  return Array.isArray(value) ? value.map(normal) : value
}
