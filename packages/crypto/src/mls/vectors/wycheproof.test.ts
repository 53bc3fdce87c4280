import { describe, expect, it } from 'vitest'
import { type Aead, platformAesGcm, portableAesGcm, webCryptoAesGcm } from '../suite/aes-gcm.ts'
import { type Curves, platformCurves, portableCurves, webCryptoCurves } from '../suite/curves.ts'
import { portableSha256 } from '../suite/sha256.ts'
import { webCryptoSubtle } from '../suite/web-crypto.ts'
import { hex, loadVectors, toHex } from './load.ts'

type Verdict = { tcId: number; result: 'valid' | 'invalid' | 'acceptable'; flags: string[] }
type File<G> = { testGroups: G[] }

const subtle = webCryptoSubtle()
if (subtle === undefined) throw new Error('this runtime has no Web Cryptography')

const aeads: [string, Aead][] = [
  ['JavaScript', portableAesGcm],
  ['Web Cryptography', webCryptoAesGcm(subtle)],
  ['the platform’s choice', platformAesGcm()],
]
const curves: [string, Curves][] = [
  ['JavaScript', portableCurves],
  ['Web Cryptography', webCryptoCurves(subtle)],
  ['the platform’s choice', platformCurves()],
]

const hexOrRefusal = (work: Promise<Uint8Array>) => work.then(toHex, () => 'refused')

type GcmTest = Verdict & Record<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag', string>
type GcmGroup = { keySize: number; ivSize: number; tagSize: number; tests: GcmTest[] }

describe('[M-1] Wycheproof AES-GCM', () => {
  const { testGroups } = loadVectors<File<GcmGroup>>('wycheproof/aes_gcm')
  const tests = testGroups
    .filter((group) => group.keySize === 128 && group.ivSize === 96 && group.tagSize === 128)
    .flatMap((group) => group.tests)

  it.each(aeads)('by %s', async (_name, aead) => {
    expect(tests.length).toBeGreaterThan(50)
    for (const one of tests) {
      const [key, iv, aad] = [hex(one.key), hex(one.iv), hex(one.aad)]
      const sealed = one.ct + one.tag
      const opened = await hexOrRefusal(aead.open(key, iv, aad, hex(sealed)))
      expect([one.tcId, opened]).toEqual([one.tcId, one.result === 'valid' ? one.msg : 'refused'])
      if (one.result === 'valid') expect(toHex(await aead.seal(key, iv, aad, hex(one.msg)))).toBe(sealed)
    }
  })
})

type Ed25519Group = { publicKey: { pk: string }; tests: (Verdict & { msg: string; sig: string })[] }

describe('[M-1] Wycheproof Ed25519', () => {
  const { testGroups } = loadVectors<File<Ed25519Group>>('wycheproof/ed25519')

  it.each(curves)('by %s', async (_name, { verify }) => {
    for (const { publicKey, tests } of testGroups) {
      for (const one of tests) {
        const isValid = await verify(hex(publicKey.pk), hex(one.msg), hex(one.sig))
        expect([one.tcId, isValid]).toEqual([one.tcId, one.result === 'valid'])
      }
    }
  })
})

type X25519Group = { tests: (Verdict & Record<'public' | 'private' | 'shared', string>)[] }

describe('[M-1] Wycheproof X25519', () => {
  const { testGroups } = loadVectors<File<X25519Group>>('wycheproof/x25519')

  it.each(curves)('by %s', async (_name, { x25519 }) => {
    for (const one of testGroups.flatMap((group) => group.tests)) {
      const shared = await hexOrRefusal(x25519(hex(one.private), hex(one.public)))
      const isZero = /^0+$/.test(one.shared)
      expect([one.tcId, shared]).toEqual([one.tcId, isZero ? 'refused' : one.shared])
    }
  })
})

type HkdfGroup = { tests: (Verdict & Record<'ikm' | 'salt' | 'info' | 'okm', string> & { size: number })[] }

describe('[M-1] Wycheproof HKDF-SHA-256', () => {
  it('by JavaScript', () => {
    const { testGroups } = loadVectors<File<HkdfGroup>>('wycheproof/hkdf_sha256')
    for (const one of testGroups.flatMap((group) => group.tests)) {
      const derive = () =>
        portableSha256.expand(portableSha256.extract(hex(one.salt), hex(one.ikm)), hex(one.info), one.size)
      if (one.result === 'valid') expect([one.tcId, toHex(derive())]).toEqual([one.tcId, one.okm])
      else expect(derive).toThrow()
    }
  })
})
