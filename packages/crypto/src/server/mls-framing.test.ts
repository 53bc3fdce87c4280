import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls'
import { describe, expect, it } from 'vitest'
import { expectOk, TestMember, teamOf, testSeconds, utf8 } from '../mls/testing.ts'
import { parseKeyPackage, peekPrivateMessage, peekWelcome, verifyKeyPackage } from '../server.ts'

/** Every truncation, one byte more, and every byte changed in turn. */
function* damaged(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length++) yield bytes.subarray(0, length)
  yield Uint8Array.from([...bytes, 0])
}

describe('[D-4] what a server reads of a PrivateMessage', () => {
  it('is group id, epoch and content type', async () => {
    const [alice] = (await teamOf('alice', 'bob')) as [TestMember]
    const peeked = expectOk(peekPrivateMessage(await alice.seal('hello')))
    expect(peeked).toEqual({ groupId: utf8('group'), epoch: 1n, contentType: 'application' })
    const draft = expectOk(await alice.mls.commit(alice.state, {}))
    expect(expectOk(peekPrivateMessage(draft.commit))).toMatchObject({ epoch: 1n, contentType: 'commit' })
  })

  it('refuses truncations, trailing bytes, other kinds and longer length encodings', async () => {
    const [alice] = (await teamOf('alice', 'bob')) as [TestMember]
    const bytes = await alice.seal('hello')
    for (const bad of damaged(bytes)) expect(peekPrivateMessage(bad).ok).toBe(false)
    // the group id's length, 5, written in two bytes
    const longer = Uint8Array.from([...bytes.subarray(0, 4), 0x40, 5, ...bytes.subarray(5)])
    expect(peekPrivateMessage(longer).ok).toBe(false)
    const draft = expectOk(await alice.mls.commit(alice.state, { add: [(await newcomer()).keyPackage] }))
    expect(peekPrivateMessage(draft.welcome ?? bytes).ok).toBe(false)
  })
})

function newcomer() {
  return new TestMember('carol').keyPackage()
}

describe('[D-9] what a server reads of a Welcome', () => {
  it('is the key packages it is for', async () => {
    const [alice] = (await teamOf('alice', 'bob')) as [TestMember]
    const own = await newcomer()
    const { welcome } = expectOk(await alice.mls.commit(alice.state, { add: [own.keyPackage] }))
    expect(expectOk(peekWelcome(welcome ?? utf8('')))).toEqual({ cipherSuite: 1, keyPackageRefs: [own.ref] })
    for (const bad of damaged(welcome ?? utf8(''))) expect(peekWelcome(bad).ok).toBe(false)
  })
})

describe('[K-2] what a server checks of a key package', () => {
  it('reads what the device wrote', async () => {
    const alice = new TestMember('alice')
    const own = await alice.keyPackage()
    expect(expectOk(parseKeyPackage(own.keyPackage))).toEqual({
      ref: own.ref,
      cipherSuite: 1,
      signatureKey: alice.device.signaturePublicKey,
      credential: utf8('alice'),
      notBefore: BigInt(testSeconds - 3600),
      notAfter: BigInt(testSeconds + 90 * 24 * 3600),
      lastResort: false,
    })
    expect(await verifyKeyPackage(own.keyPackage)).toBe(true)
    const lastResort = await alice.keyPackage(true)
    expect(expectOk(parseKeyPackage(lastResort.keyPackage)).lastResort).toBe(true)
    expect(await verifyKeyPackage(lastResort.keyPackage)).toBe(true)
  })

  it('refuses truncations and changed bytes', async () => {
    const { keyPackage } = await newcomer()
    for (const bad of damaged(keyPackage)) expect(parseKeyPackage(bad).ok).toBe(false)
    for (let at = 0; at < keyPackage.length; at += 7) {
      const changed = keyPackage.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await verifyKeyPackage(changed)).toBe(false)
    }
  })

  it('refuses a package whose leaf somebody else has signed', async () => {
    const { keyPackage } = await newcomer()
    const other = await new TestMember('mallory').keyPackage()
    const [mine, theirs] = [keyPackage, other.keyPackage].map((bytes) => decodeMlsMessage(bytes, 0)?.[0])
    if (mine?.wireformat !== 'mls_key_package' || theirs?.wireformat !== 'mls_key_package') throw new Error()
    const mixed = encodeMlsMessage({
      ...mine,
      keyPackage: { ...mine.keyPackage, leafNode: theirs.keyPackage.leafNode },
    })
    expect(parseKeyPackage(mixed).ok).toBe(true)
    expect(await verifyKeyPackage(mixed)).toBe(false)
  })
})
