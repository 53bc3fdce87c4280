import { ed25519 } from '@noble/curves/ed25519.js'
import { type Cbor, decodeCbor, encodeCbor } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import {
  accountSigningKey,
  deviceIdOf,
  generateRootKey,
  issueDeviceCredential,
  verifyDeviceCredential,
} from '../index.ts'
import { flipped, name, value } from './testing.ts'

const alice = name('alice')
const accountKey = accountSigningKey(generateRootKey())
const { publicKey: signatureKey } = ed25519.keygen()
const issuedAt = 1_790_000_000
const credential = issueDeviceCredential({ account: alice, accountKey, signatureKey, issuedAt })
const refused = (code: string) => ({ ok: false, error: { code } })

/** The credential with fields replaced, and signed anew by whoever holds `secretKey`. */
function forged(changes: Record<number, Cbor>, secretKey?: Uint8Array): Uint8Array {
  const fields = [...(value(decodeCbor(credential)) as readonly Cbor[])]
  for (const [at, field] of Object.entries(changes)) fields[Number(at)] = field
  if (secretKey === undefined) return encodeCbor(fields)
  const signed = fields.slice(0, 6)
  const signature = ed25519.sign(encodeCbor(['Sotto 1 device credential', ...signed]), secretKey)
  return encodeCbor([...signed, signature])
}

describe('a device credential', () => {
  it('[A-6] says whose the device is and under which key it signs', async () => {
    const claims = {
      account: alice,
      device: deviceIdOf(signatureKey),
      signatureKey,
      accountKey: accountKey.publicKey,
      issuedAt,
    }
    expect(await verifyDeviceCredential(credential)).toEqual({ ok: true, value: claims })
    const expected = { account: alice, accountKey: accountKey.publicKey, signatureKey }
    expect(await verifyDeviceCredential(credential, expected)).toEqual({ ok: true, value: claims })
    expect(issueDeviceCredential({ account: alice, accountKey, signatureKey, issuedAt })).toEqual(credential)
  })

  it('[A-7] of another account, account key or device key is named as such', async () => {
    const { publicKey: other } = ed25519.keygen()
    expect(await verifyDeviceCredential(credential, { account: name('bob') })).toEqual(
      refused('other_account'),
    )
    expect(await verifyDeviceCredential(credential, { accountKey: other })).toEqual(
      refused('other_account_key'),
    )
    expect(await verifyDeviceCredential(credential, { signatureKey: other })).toEqual(
      refused('other_signature_key'),
    )
    const cut = { signatureKey: signatureKey.subarray(0, 31) }
    expect(await verifyDeviceCredential(credential, cut)).toEqual(refused('other_signature_key'))
  })

  it('[A-7] that somebody else signed for the account key is refused', async () => {
    const mallory = accountSigningKey(generateRootKey())
    expect(await verifyDeviceCredential(forged({}, mallory.secretKey))).toEqual(refused('bad_signature'))
    const ownKey = forged({ 4: mallory.publicKey }, mallory.secretKey)
    expect((await verifyDeviceCredential(ownKey)).ok).toBe(true)
    expect(await verifyDeviceCredential(ownKey, { accountKey: accountKey.publicKey })).toEqual(
      refused('other_account_key'),
    )
  })

  it('[A-7] [ID-2] whose device id is not that of its key is refused, even when signed', async () => {
    const stolen = forged({ 2: new Uint8Array(16).fill(1) }, accountKey.secretKey)
    expect(await verifyDeviceCredential(stolen)).toEqual(refused('wrong_device_id'))
    const swapped = forged({ 3: ed25519.keygen().publicKey }, accountKey.secretKey)
    expect(await verifyDeviceCredential(swapped)).toEqual(refused('wrong_device_id'))
  })

  it('[A-7] with any field changed is refused', async () => {
    expect(await verifyDeviceCredential(forged({ 1: 'bob' }))).toEqual(refused('bad_signature'))
    expect(await verifyDeviceCredential(forged({ 5: issuedAt + 1 }))).toEqual(refused('bad_signature'))
    expect(await verifyDeviceCredential(forged({ 6: new Uint8Array(64) }))).toEqual(refused('bad_signature'))
  })

  it('[A-7] under an account key of small order, which signs anything, is refused', async () => {
    const identity = new Uint8Array(32)
    identity[0] = 1
    const signature = new Uint8Array(64)
    signature[0] = 1
    expect(await verifyDeviceCredential(forged({ 4: identity, 6: signature }))).toEqual(
      refused('bad_signature'),
    )
  })

  it('[A-7] signed without the label is refused', async () => {
    const fields = (value(decodeCbor(credential)) as readonly Cbor[]).slice(0, 6)
    const bare = encodeCbor([...fields, ed25519.sign(encodeCbor(fields), accountKey.secretKey)])
    expect(await verifyDeviceCredential(bare)).toEqual(refused('bad_signature'))
  })

  it.each([
    ['another version', { 0: 2 }],
    ['a name that is none', { 1: 'Alice' }],
    ['a name of bytes', { 1: new Uint8Array(3) }],
    ['a device id of 15 bytes', { 2: new Uint8Array(15) }],
    ['a key of 31 bytes', { 3: new Uint8Array(31) }],
    ['an account key of text', { 4: 'key' }],
    ['a negative time', { 5: -1 }],
    ['a time of 64 bits', { 5: 1n << 60n }],
    ['a signature of 63 bytes', { 6: new Uint8Array(63) }],
    ['a field too many', { 7: null }],
  ])('[A-8] with %s is malformed', async (_, changes) => {
    expect(await verifyDeviceCredential(forged(changes))).toMatchObject(refused('malformed'))
  })

  it('[A-8] is refused with any bit flipped, cut anywhere, or longer', async () => {
    for (let bit = 0; bit < credential.length * 8; bit += 7) {
      expect((await verifyDeviceCredential(flipped(credential, bit))).ok).toBe(false)
    }
    for (let length = 0; length < credential.length; length++) {
      expect(await verifyDeviceCredential(credential.subarray(0, length))).toMatchObject(refused('malformed'))
    }
    expect(await verifyDeviceCredential(Uint8Array.of(...credential, 0))).toMatchObject(refused('malformed'))
    expect(await verifyDeviceCredential(new Uint8Array(10_000))).toMatchObject(refused('malformed'))
  })

  it('throws when it is issued for what is no key or no time', () => {
    const issue = { account: alice, accountKey, signatureKey, issuedAt }
    expect(() => issueDeviceCredential({ ...issue, signatureKey: new Uint8Array(31) })).toThrow(RangeError)
    for (const wrong of [-1, 1.5, Number.NaN, Infinity]) {
      expect(() => issueDeviceCredential({ ...issue, issuedAt: wrong })).toThrow(RangeError)
    }
  })
})
