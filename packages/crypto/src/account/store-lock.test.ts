import { decodeCbor, encodeCbor, err, ok } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { lockStoreKey, unlockStoreKey } from '../index.ts'
import { flipped, value } from './testing.ts'

const quick = { memory: 8, passes: 1, lanes: 1 }
const key = Uint8Array.from({ length: 32 }, (_, at) => at)

describe('the lock of a store', () => {
  it('[AL-1] opens with its passphrase, however it was typed, and with no other', async () => {
    const lock = await lockStoreKey(key, 'grüne Tür', quick)
    expect(await unlockStoreKey(lock, 'gru\u0308ne T\u00fcr')).toEqual(ok(key))
    for (const other of ['grune Tür', 'grüne tür', ' grüne Tür', ''])
      expect(await unlockStoreKey(lock, other)).toEqual(err({ code: 'wrong_key' }))
    expect(await lockStoreKey(key, 'grüne Tür', quick)).not.toEqual(lock)
  })

  it('[AL-1] opens unchanged only, and asks for no more than anybody can give', async () => {
    const lock = await lockStoreKey(key, 'a passphrase', quick)
    for (let at = 0; at < lock.length * 8; at += 7)
      expect((await unlockStoreKey(flipped(lock, at), 'a passphrase')).ok, `bit ${at}`).toBe(false)
    const parts = value(decodeCbor(lock)) as [number, number[], Uint8Array, Uint8Array, Uint8Array]
    const withTerms = (...terms: readonly number[]) => encodeCbor([parts[0], [...terms], ...parts.slice(2)])
    expect(await unlockStoreKey(withTerms(8, 2, 1), 'a passphrase')).toEqual(err({ code: 'wrong_key' }))
    const greedy = [withTerms(1 << 20, 1, 1), withTerms(8, 99, 1), withTerms(8, 1, 1, 1), withTerms(4, 1, 1)]
    for (const lockOf of [...greedy, encodeCbor([2, ...parts.slice(1)]), encodeCbor(7), new Uint8Array()])
      expect(await unlockStoreKey(lockOf, 'a passphrase')).toMatchObject({ error: { code: 'malformed' } })
  })
})
