import { ed25519 } from '@noble/curves/ed25519.js'
import { type Cbor, decodeCbor, encodeCbor } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import {
  accountSigningKey,
  deviceIdOf,
  generateRootKey,
  issueDeviceCredential,
  issueDeviceRevocation,
  verifyDeviceCredential,
  verifyDeviceRevocation,
} from '../index.ts'
import { flipped, name, value } from './testing.ts'

const alice = name('alice')
const accountKey = accountSigningKey(generateRootKey())
const device = deviceIdOf(ed25519.keygen().publicKey)
const issue = { account: alice, accountKey, device, revokedAt: 1_790_000_000 }
const revocation = issueDeviceRevocation(issue)
const label = 'Sotto 1 device revocation'
const refused = (code: string) => ({ ok: false, error: { code } })

/** The revocation with fields replaced, and signed anew by whoever holds `secretKey`. */
function forged(changes: Record<number, Cbor>, secretKey?: Uint8Array, under: readonly Cbor[] = [label]) {
  const fields = [...(value(decodeCbor(revocation)) as readonly Cbor[])]
  for (const [at, field] of Object.entries(changes)) fields[Number(at)] = field
  if (secretKey === undefined) return encodeCbor(fields)
  const signed = fields.slice(0, 5)
  return encodeCbor([...signed, ed25519.sign(encodeCbor([...under, ...signed]), secretKey)])
}

describe('a device revocation', () => {
  it('[A-16] says which device is no longer one of the account, by whose word and since when', async () => {
    const said = { account: alice, device, accountKey: accountKey.publicKey, revokedAt: 1_790_000_000 }
    const expected = { account: alice, accountKey: accountKey.publicKey }
    expect(await verifyDeviceRevocation(revocation)).toEqual({ ok: true, value: said })
    expect(await verifyDeviceRevocation(revocation, expected)).toEqual({ ok: true, value: said })
    expect(issueDeviceRevocation(issue)).toEqual(revocation)
  })

  it('[A-17] of another account or account key is named as such', async () => {
    const other = accountSigningKey(generateRootKey())
    expect(await verifyDeviceRevocation(revocation, { account: name('bob') })).toEqual(
      refused('other_account'),
    )
    expect(await verifyDeviceRevocation(revocation, { accountKey: other.publicKey })).toEqual(
      refused('other_account_key'),
    )
    const byAnother = forged({ 3: other.publicKey }, other.secretKey)
    expect(await verifyDeviceRevocation(byAnother, { accountKey: accountKey.publicKey })).toEqual(
      refused('other_account_key'),
    )
  })

  it('[A-17] that the account key did not sign is refused', async () => {
    const mallory = accountSigningKey(generateRootKey())
    const attempts = [
      forged({}, mallory.secretKey),
      forged({ 2: new Uint8Array(16).fill(1) }),
      forged({ 4: 0 }),
      forged({ 5: new Uint8Array(64) }),
      forged({}, accountKey.secretKey, []),
      forged({}, accountKey.secretKey, ['Sotto 1 device credential']),
    ]
    for (const attempt of attempts) {
      expect(await verifyDeviceRevocation(attempt)).toEqual(refused('bad_signature'))
    }
  })

  it('[A-17] under an account key of small order, which signs anything, is refused', async () => {
    const identity = Uint8Array.of(1, ...new Uint8Array(31))
    const signature = Uint8Array.of(1, ...new Uint8Array(63))
    expect(await verifyDeviceRevocation(forged({ 3: identity, 5: signature }))).toEqual(
      refused('bad_signature'),
    )
  })

  it('[A-18] is no credential, nor is a credential a revocation', async () => {
    const { publicKey: signatureKey } = ed25519.keygen()
    const credential = issueDeviceCredential({ account: alice, accountKey, signatureKey, issuedAt: 1 })
    expect(await verifyDeviceRevocation(credential)).toMatchObject(refused('malformed'))
    expect(await verifyDeviceCredential(revocation)).toMatchObject(refused('malformed'))
  })

  it.each([
    ['another version', { 0: 2 }],
    ['a name that is none', { 1: 'Alice' }],
    ['a device id of 15 bytes', { 2: new Uint8Array(15) }],
    ['an account key of 31 bytes', { 3: new Uint8Array(31) }],
    ['a negative time', { 4: -1 }],
    ['a time of 64 bits', { 4: 1n << 60n }],
    ['a signature of 63 bytes', { 5: new Uint8Array(63) }],
    ['a field too many', { 6: null }],
  ])('[A-18] with %s is malformed', async (_, changes) => {
    expect(await verifyDeviceRevocation(forged(changes))).toMatchObject(refused('malformed'))
  })

  it('[A-18] is refused with any bit flipped, cut anywhere, or longer', async () => {
    for (let bit = 0; bit < revocation.length * 8; bit += 7) {
      expect((await verifyDeviceRevocation(flipped(revocation, bit))).ok).toBe(false)
    }
    for (let length = 0; length < revocation.length; length++) {
      expect(await verifyDeviceRevocation(revocation.subarray(0, length))).toMatchObject(refused('malformed'))
    }
    expect(await verifyDeviceRevocation(Uint8Array.of(...revocation, 0))).toMatchObject(refused('malformed'))
    expect(await verifyDeviceRevocation(new Uint8Array(10_000))).toMatchObject(refused('malformed'))
  })

  it('throws when it is issued for no time', () => {
    for (const wrong of [-1, 1.5, Number.NaN]) {
      expect(() => issueDeviceRevocation({ ...issue, revokedAt: wrong })).toThrow(RangeError)
    }
  })
})
