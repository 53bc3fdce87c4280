import { encodeCbor } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { deviceIdOf } from '../ids.ts'
import { openDeviceName, sealDeviceName } from './sealed-name.ts'

const rootKey = new Uint8Array(32).fill(1)
const device = deviceIdOf(new Uint8Array(32).fill(2))
const other = deviceIdOf(new Uint8Array(32).fill(3))

describe('[N-1] the name of a device', () => {
  it('opens for its account and device', () => {
    for (const name of ['Chromium on Linux', 'Büro, 2. Stock', '']) {
      expect(openDeviceName(rootKey, device, sealDeviceName(rootKey, device, name))).toEqual({
        ok: true,
        value: name,
      })
    }
  })

  it('is not in the bytes, and never sealed alike', () => {
    const [one, two] = [sealDeviceName(rootKey, device, 'office'), sealDeviceName(rootKey, device, 'office')]
    expect(Buffer.from(one).includes('office')).toBe(false)
    expect(one).not.toEqual(two)
  })

  it('opens for no other device and no other account, and not when it was altered', () => {
    const sealed = sealDeviceName(rootKey, device, 'office')
    const altered = sealed.slice()
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1
    const wrong = { ok: false, error: { code: 'wrong_key' } }
    expect(openDeviceName(rootKey, other, sealed)).toEqual(wrong)
    expect(openDeviceName(new Uint8Array(32), device, sealed)).toEqual(wrong)
    expect(openDeviceName(rootKey, device, altered)).toEqual(wrong)
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['another version', encodeCbor([2, new Uint8Array(12), new Uint8Array(20)])],
    ['a short nonce', encodeCbor([1, new Uint8Array(11), new Uint8Array(20)])],
    ['no ciphertext', encodeCbor([1, new Uint8Array(12), 'office'])],
    ['a field too many', encodeCbor([1, new Uint8Array(12), new Uint8Array(20), 1])],
  ])('is malformed: %s', (_name, bytes) => {
    expect(openDeviceName(rootKey, device, bytes)).toMatchObject({ error: { code: 'malformed' } })
  })
})
