import { describe, expect, it } from 'vitest'
import { currentGroupData, epochAuthenticatorOf, epochOf, isActive, membersOf } from './state.ts'
import { addAll, expectOk, fromUtf8, settle, TestMember, teamOf, utf8 } from './testing.ts'

describe('a group', () => {
  it('carries messages both ways between two devices', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as [TestMember, TestMember]
    expect(await bob.open(await alice.seal('hello'))).toBe('hello')
    expect(await alice.open(await bob.seal('hello yourself'))).toBe('hello yourself')
    expect(epochAuthenticatorOf(alice.state)).toEqual(epochAuthenticatorOf(bob.state))
    await alice.reload()
    await bob.reload()
    expect(await bob.open(await alice.seal('again'))).toBe('again')
  })

  it('[M-10] takes Add, Remove and new group data in one commit', async () => {
    const [alice, bob, carol] = (await teamOf('alice', 'bob', 'carol')) as [
      TestMember,
      TestMember,
      TestMember,
    ]
    const dave = new TestMember('dave')
    const own = await dave.keyPackage()
    const bobLeaf = membersOf(alice.state).find((one) => fromUtf8(one.credential) === 'bob')?.leafIndex ?? -1
    const draft = expectOk(
      await alice.mls.commit(alice.state, {
        add: [own.keyPackage],
        remove: [bobLeaf],
        groupData: utf8('new'),
      }),
    )
    alice.take(draft)
    await settle(alice, draft, [carol])
    const seen = expectOk(await bob.mls.process(bob.state, draft.commit))
    expect(seen).toMatchObject({ kind: 'commit', selfRemoved: true })
    bob.take(seen)
    await dave.join(draft.welcome ?? new Uint8Array(), own)
    expect(isActive(bob.state)).toBe(false)
    expect(fromUtf8(currentGroupData(dave.state))).toBe('new')
    for (const one of [alice, carol, dave]) await one.reload()
    const bytes = await dave.seal('hi')
    expect(await alice.open(bytes)).toBe('hi')
    expect(await carol.open(bytes)).toBe('hi')
    expect(await bob.open(bytes)).toBe('removed')
    expect(epochOf(carol.state)).toBe(2n)
    await addAll(carol, [new TestMember('erin')], [alice, dave])
    expect(membersOf(alice.state)).toHaveLength(4)
  })
})
