import { describe, expect, it } from 'vitest'
import { expectOk, settle, TestMember, utf8 } from '../testing.ts'
import { portableAesGcm } from './aes-gcm.ts'
import { portableCurves, webCryptoCurves } from './curves.ts'
import { createSuite } from './suite.ts'
import { webCryptoSubtle } from './web-crypto.ts'

const portable = createSuite({ curves: portableCurves, aead: portableAesGcm })

describe('[M-1] the cipher suite', () => {
  it('is the same with the primitives of the platform and with those in JavaScript', async () => {
    const alice = new TestMember('alice')
    const bob = new TestMember('bob', portable)
    await alice.create()
    const own = await bob.keyPackage()
    const draft = expectOk(await alice.mls.commit(alice.state, { add: [own.keyPackage] }))
    alice.take(draft)
    await settle(alice, draft, [])
    await bob.join(draft.welcome ?? utf8(''), own)
    expect(await bob.open(await alice.seal('by the platform'))).toBe('by the platform')
    const update = expectOk(await bob.mls.commit(bob.state, {}))
    bob.take(update)
    await settle(bob, update, [alice])
    expect(await alice.open(await bob.seal('in JavaScript'))).toBe('in JavaScript')
  })

  it('seals large messages too, which another cipher implementation takes', async () => {
    const key = portable.rng.randomBytes(16)
    const nonce = portable.rng.randomBytes(12)
    const platform = createSuite()
    for (const length of [0, 1, 2047, 2048, 100_000]) {
      const plaintext = new Uint8Array(length).fill(length)
      const sealed = await platform.hpke.encryptAead(key, nonce, undefined, plaintext)
      expect(sealed).toEqual(await portable.hpke.encryptAead(key, nonce, undefined, plaintext))
      expect(await platform.hpke.decryptAead(key, nonce, undefined, sealed)).toEqual(plaintext)
    }
  })

  it('agrees by a key made for once as by one that is kept, and by another one each time', async () => {
    const subtle = webCryptoSubtle()
    if (subtle === undefined) throw new Error('this runtime has no Web Cryptography')
    const [js, platform] = [portableCurves, webCryptoCurves(subtle)]
    for (const [one, other] of [
      [js, platform],
      [platform, js],
    ] as const) {
      const kept = portable.rng.randomBytes(32)
      const publicKey = await one.x25519PublicKey(kept)
      const made = await one.x25519Once(publicKey)
      expect(await other.x25519(kept, made.ephemeral)).toEqual(made.secret)
      expect((await one.x25519Once(publicKey)).ephemeral).not.toEqual(made.ephemeral)
    }
  })

  it('refuses keys of a wrong length and of small order', async () => {
    const subtle = webCryptoSubtle()
    if (subtle === undefined) throw new Error('this runtime has no Web Cryptography')
    for (const curves of [portableCurves, webCryptoCurves(subtle)]) {
      const seed = portable.rng.randomBytes(32)
      await expect(curves.x25519(seed, new Uint8Array(32))).rejects.toThrow()
      await expect(curves.x25519Once(new Uint8Array(32))).rejects.toThrow()
      await expect(curves.x25519Once(new Uint8Array(31))).rejects.toThrow()
      expect(await curves.verify(seed.subarray(1), seed, new Uint8Array(64))).toBe(false)
      expect(await curves.verify(seed, seed, new Uint8Array(63))).toBe(false)
    }
    await expect(portable.hpke.importPublicKey(new Uint8Array(31))).rejects.toThrow(RangeError)
  })
})
