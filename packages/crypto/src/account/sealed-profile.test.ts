import { encodeProfile } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { accountSigningKey, generateRootKey } from './root-key.ts'
import {
  newProfileKey,
  openProfileKey,
  openProfilePart,
  sealProfileKey,
  sealProfilePart,
} from './sealed-profile.ts'
import { name, value } from './testing.ts'

const alice = name('alice')
const rootKey = generateRootKey()
const accountKey = accountSigningKey(rootKey)
const key = newProfileKey()
const place = { account: alice, part: 'profile', version: 3 } as const
const facts = { name: 'Alice Liddell', title: '', about: '', location: '', pronouns: '' }
const body = encodeProfile({ ...facts, picture: new Uint8Array(), audience: 'people' })
const opening = { key, accountKey: accountKey.publicKey }

describe('a sealed profile', () => {
  it('[PR-1] [PR-2] opens for who has the key, and says nothing to who has not', async () => {
    const bytes = await sealProfilePart(place, { body, key, accountKey })
    expect(Buffer.from(bytes).includes('Liddell')).toBe(false)
    expect(value(await openProfilePart(place, { bytes, ...opening }))).toEqual(body)
    const wrong = { ok: false, error: { code: 'wrong_key' } }
    expect(await openProfilePart(place, { bytes, ...opening, key: newProfileKey() })).toEqual(wrong)
  })

  it('[PR-2] opens in no other version, as no other part and for no other account', async () => {
    const bytes = await sealProfilePart(place, { body, key, accountKey })
    const wrong = { ok: false, error: { code: 'wrong_key' } }
    for (const other of [{ version: 4 }, { part: 'status' as const }, { account: name('bob') }]) {
      expect(await openProfilePart({ ...place, ...other }, { bytes, ...opening })).toEqual(wrong)
    }
  })

  it('[PR-2] one that somebody with the key has made, a friend or the server, is not the account\u2019s', async () => {
    const mallory = accountSigningKey(generateRootKey())
    const bytes = await sealProfilePart(place, { body, key, accountKey: mallory })
    const forged = { ok: false, error: { code: 'bad_signature' } }
    expect(await openProfilePart(place, { bytes, ...opening })).toEqual(forged)
    const altered = bytes.slice()
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1
    expect((await openProfilePart(place, { bytes: altered, ...opening })).ok).toBe(false)
  })

  it('[PR-4] the key is sealed for the account\u2019s own devices, in its version', async () => {
    const own = { account: alice, rootKey, version: 3 }
    const sealed = await sealProfileKey(own, key)
    expect(value(await openProfileKey(own, sealed))).toEqual(key)
    expect((await openProfileKey({ ...own, version: 2 }, sealed)).ok).toBe(false)
    expect((await openProfileKey({ ...own, rootKey: generateRootKey() }, sealed)).ok).toBe(false)
  })
})
