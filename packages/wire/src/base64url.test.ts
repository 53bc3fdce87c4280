import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64urlToBytes, bytesToBase64url } from './index.ts'

describe('base64url', () => {
  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('writes %j as RFC 4648 §10 has it, without padding', (plain, text) => {
    const bytes = new TextEncoder().encode(plain)
    expect(bytesToBase64url(bytes)).toBe(text)
    expect(base64urlToBytes(text)).toEqual(bytes)
  })

  it('uses the alphabet that is safe in addresses and file names', () => {
    expect(bytesToBase64url(Uint8Array.of(0xfb, 0xff, 0xbf))).toBe('-_-_')
  })

  it.each(['A', 'AAAAA', 'Zg==', 'Zg=', 'Zm9v\n', ' Zm9v', 'Zm+v', 'Zm/v', 'Zm9v\u0142', 'Zm9\ud83d\ude00'])(
    '[ID-6] refuses %j',
    (text) => {
      expect(base64urlToBytes(text)).toBeUndefined()
    },
  )

  it('[ID-6] refuses a second text for the same bytes: left-over bits must be zero', () => {
    expect(base64urlToBytes('Zg')).toEqual(Uint8Array.of(0x66))
    for (const twin of ['Zh', 'Zv', 'Zm9', 'Zm-']) expect(base64urlToBytes(twin)).toBeUndefined()
  })

  it('gives back any bytes, and agrees with the platform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = bytesToBase64url(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
        expect(base64urlToBytes(text)).toEqual(bytes)
      }),
    )
  })

  it('[ID-6] what it reads at all, it writes the same way', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'AQgwZ_-019+/= ') }), (text) => {
        const bytes = base64urlToBytes(text)
        if (bytes !== undefined) expect(bytesToBase64url(bytes)).toBe(text)
      }),
    )
  })
})
