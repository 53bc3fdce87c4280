import { describe, expect, it } from 'vitest'
import { epochAuthenticatorOf, isActive, retainedEpochs } from './state.ts'
import { errorCode, expectOk, fromUtf8, settle, TestMember, teamOf, utf8 } from './testing.ts'

async function written(member: TestMember, work: () => Promise<unknown>): Promise<number> {
  const before = member.bytesWritten
  await work()
  return member.bytesWritten - before
}

describe('[M-17] what is stored of a group of a thousand', () => {
  it('is the tree once, and with each message only the sender’s ratchet', async () => {
    const alice = new TestMember('alice')
    await alice.create()
    const others = Array.from({ length: 999 }, (_, i) => new TestMember(`member ${i}`))
    const packages = await Promise.all(others.map((one) => one.keyPackage()))
    const draft = expectOk(
      await alice.mls.commit(alice.state, { add: packages.map((one) => one.keyPackage) }),
    )
    alice.take(draft)
    await settle(alice, draft, [])
    const [bob] = others as [TestMember]
    await bob.join(draft.welcome ?? utf8(''), packages[0] as (typeof packages)[0])

    const tree = bob.stored.get('tree')?.length ?? 0
    const stored = () => [...bob.stored.values()].reduce((sum, bytes) => sum + bytes.length, 0)
    expect(stored() - tree).toBeLessThan(2_000)

    const messages = [await alice.seal('one'), await alice.seal('two'), await alice.seal('three')] as const
    // the first message of a sender in an epoch also opens its path in the secret tree
    expect(await written(bob, () => bob.open(messages[0]))).toBeLessThan(700)
    expect(await written(bob, () => bob.open(messages[1]))).toBeLessThan(120)
    expect(await written(alice, () => alice.seal('four'))).toBeLessThan(120)

    for (let i = 0; i <= retainedEpochs; i++) {
      const update = expectOk(await alice.mls.commit(alice.state, {}))
      alice.take(update)
      const cost = await written(bob, () => settle(alice, update, [bob]))
      expect(cost - (bob.stored.get('tree')?.length ?? 0)).toBeLessThan(4_000)
    }
    expect(stored() - (bob.stored.get('tree')?.length ?? 0)).toBeLessThan(6_000)
    await bob.reload()
    expect(await bob.open(await alice.seal('five'))).toBe('five')
  }, 120_000)
})

describe('[M-18] stored parts', () => {
  it('make up the same state again, past epochs and skipped keys included', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as [TestMember, TestMember]
    const [skipped, opened] = [await alice.seal('skipped'), await alice.seal('opened')]
    expect(await bob.open(opened)).toBe('opened')
    const draft = expectOk(await alice.mls.commit(alice.state, {}))
    alice.take(draft)
    await settle(alice, draft, [bob])
    const authenticator = epochAuthenticatorOf(bob.state)
    await bob.reload()
    expect(epochAuthenticatorOf(bob.state)).toEqual(authenticator)
    expect(await bob.open(skipped)).toBe('skipped')
  })

  it('that are damaged or missing are a refusal, never an exception', async () => {
    const [, bob] = (await teamOf('alice', 'bob')) as [TestMember, TestMember]
    const restore = (parts: ReturnType<TestMember['parts']>) => bob.mls.restore(parts, bob.device)
    const parts = bob.parts()
    expect(errorCode(await restore(parts))).toBe('ok')
    for (const { name } of parts) {
      expect(errorCode(await restore(parts.filter((one) => one.name !== name)))).toBe('corrupt_state')
      const cut = parts.map((one) => (one.name === name ? { name, bytes: one.bytes?.slice(1) ?? null } : one))
      expect(errorCode(await restore(cut))).toBe('corrupt_state')
    }
    expect(errorCode(await restore([]))).toBe('corrupt_state')
    const [carol] = (await teamOf('carol', 'dave')) as [TestMember]
    for (let i = 0; i < 3; i++) {
      const draft = expectOk(await carol.mls.commit(carol.state, {}))
      carol.take(draft)
      await settle(carol, draft, [])
    }
    const stale = carol.parts().filter((one) => one.name !== 'epoch/3')
    expect(errorCode(await carol.mls.restore(carol.parts(), carol.device))).toBe('ok')
    expect(errorCode(await carol.mls.restore(stale, carol.device))).toBe('corrupt_state')
    const stranger = new TestMember('stranger')
    expect(errorCode(await stranger.mls.restore(parts, stranger.device))).toBe('corrupt_state')
  })

  it('of somebody removed still open what came before', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as [TestMember, TestMember]
    const before = await alice.seal('before')
    const draft = expectOk(await alice.mls.commit(alice.state, { remove: [1] }))
    alice.take(draft)
    await settle(alice, draft, [bob])
    await bob.reload()
    expect(isActive(bob.state)).toBe(false)
    expect(await bob.open(before)).toBe('before')
    expect(await bob.open(await alice.seal('after'))).toBe('removed')
    expect(errorCode(await bob.mls.seal(bob.state, { plaintext: utf8('hello?') }))).toBe('removed')
    expect(errorCode(await bob.mls.commit(bob.state, {}))).toBe('removed')
  })
})

describe('[M-19] erasure', () => {
  it('leaves no secret of a retired epoch in memory or in the store', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as [TestMember, TestMember]
    await bob.open(await alice.seal('hello'))
    const { keySchedule } = bob.state.current
    const secrets = Object.entries(keySchedule).map(([name, bytes]) => [name, bytes.slice()] as const)
    for (let i = 0; i <= retainedEpochs; i++) {
      const draft = expectOk(await alice.mls.commit(alice.state, {}))
      alice.take(draft)
      await settle(alice, draft, [bob])
    }
    for (const bytes of Object.values({ ...keySchedule }))
      expect(bytes.every((byte) => byte === 0)).toBe(true)
    const store = [...bob.stored.values()].map((bytes) => Buffer.from(bytes).toString('hex')).join(' ')
    for (const [name, bytes] of secrets) {
      expect([name, store.includes(Buffer.from(bytes).toString('hex'))]).toEqual([name, false])
    }
  })
})

describe('[M-13] the length of a message', () => {
  it('is hidden in buckets', async () => {
    const [alice] = (await teamOf('alice', 'bob')) as [TestMember]
    const lengths = new Set<number>()
    for (let length = 0; length < 180; length += 20)
      lengths.add((await alice.seal('x'.repeat(length))).length)
    expect(lengths.size).toBe(1)
    const long = await alice.seal('x'.repeat(32 * 1024))
    expect(long.length).toBeLessThan(32 * 1024 * 1.13)
  })

  it('does not hide the exporter: both ends derive the same', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as [TestMember, TestMember]
    const request = { label: 'test', context: utf8('context'), length: 48 }
    const secret = await alice.mls.exportSecret(alice.state, request)
    expect(secret).toHaveLength(48)
    expect(await bob.mls.exportSecret(bob.state, request)).toEqual(secret)
    const other = await bob.mls.exportSecret(bob.state, { ...request, context: utf8('other') })
    expect(other).not.toEqual(secret)
    expect(fromUtf8(bob.device.credential)).toBe('bob')
  })
})
