import { readFileSync } from 'node:fs'
import { decodeCbor, encodeCbor, err, ok } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { lockByPasskey, lockPrfInput, passkeyOfLock, passkeyPrfInput, unlockByPasskey } from '../index.ts'
import { bytes, flipped, value } from './testing.ts'

type Vector = Record<'id' | 'prf' | 'storeKey' | 'lock', string>

const url = new URL('../../../../spec/vectors/account/valid.json', import.meta.url)
const { passkeyLocks } = JSON.parse(readFileSync(url, 'utf8')) as { passkeyLocks: Vector[] }

const key = Uint8Array.from({ length: 32 }, (_, at) => at)
const passkey = { id: new Uint8Array(16).fill(7), prf: new Uint8Array(32).fill(9) }

describe('the lock of a store under a passkey', () => {
  it.each(passkeyLocks)('[AL-5] by its vector: $id', ({ id, prf, storeKey, lock }) => {
    expect(value(unlockByPasskey(bytes(lock), { id: bytes(id), prf: bytes(prf) }))).toEqual(bytes(storeKey))
    expect(value(passkeyOfLock(bytes(lock)))).toEqual(bytes(id))
  })

  it('[AL-5] has a text of its own for the PRF, so that what opens the vault opens no lock', () => {
    expect(Buffer.from(lockPrfInput).toString()).toBe('Sotto 1 store lock')
    expect(lockPrfInput).not.toEqual(passkeyPrfInput)
  })

  it('[AL-5] opens by its passkey alone, and unchanged', () => {
    const lock = lockByPasskey(key, passkey)
    expect(unlockByPasskey(lock, passkey)).toEqual(ok(key))
    expect(lockByPasskey(key, passkey)).not.toEqual(lock)
    const wrong = err({ code: 'wrong_key' })
    expect(unlockByPasskey(lock, { ...passkey, prf: flipped(passkey.prf, 3) })).toEqual(wrong)
    expect(unlockByPasskey(lock, { ...passkey, id: flipped(passkey.id, 3) })).toEqual(wrong)
    expect(unlockByPasskey(lock, { ...passkey, prf: new Uint8Array(31) })).toEqual(wrong)
    for (let at = 0; at < lock.length * 8; at++)
      expect(unlockByPasskey(flipped(lock, at), passkey).ok, `bit ${at}`).toBe(false)
  })

  it('[AL-5] another form is malformed', () => {
    const parts = value(decodeCbor(lockByPasskey(key, passkey))) as [
      number,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    const [, id, nonce, sealed] = parts
    const others = [
      encodeCbor([2, id, nonce, sealed]),
      encodeCbor([1, new Uint8Array(), nonce, sealed]),
      encodeCbor([1, new Uint8Array(1024), nonce, sealed]),
      encodeCbor([1, id, nonce.subarray(1), sealed]),
      encodeCbor([1, id, nonce]),
      encodeCbor('lock'),
      new Uint8Array(),
    ]
    for (const lock of others) {
      expect(unlockByPasskey(lock, passkey)).toMatchObject({ error: { code: 'malformed' } })
      expect(passkeyOfLock(lock)).toMatchObject({ error: { code: 'malformed' } })
    }
  })
})
