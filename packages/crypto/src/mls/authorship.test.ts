import { describe, expect, it } from 'vitest'
import { contextOf, signAuthored, verifyAuthored } from './authorship.ts'
import { currentGroupData, epochOf, groupIdOf } from './state.ts'
import { expectOk, type TestMember, teamOf, utf8 } from './testing.ts'

async function authoredBy(from: TestMember, to: TestMember, text: string) {
  const processed = expectOk(await to.mls.process(to.state, await from.seal(text)))
  if (processed.kind !== 'application') throw new Error('an application message')
  to.take(processed)
  return { ...processed.authorship, content: processed.plaintext }
}

describe('who wrote a message, shown to somebody who was not there', () => {
  it('[NH-2] [NH-8] by its signature, over the group, the epoch and the group’s data', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as [TestMember, TestMember]
    const authored = await authoredBy(alice, bob, 'hello')
    const shown = await verifyAuthored(authored, alice.device.signaturePublicKey)
    expect(shown).toEqual({
      groupId: groupIdOf(alice.state),
      epoch: epochOf(alice.state),
      groupData: currentGroupData(alice.state),
    })
  })

  it('[NH-2] an author signs its own again, the same', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as [TestMember, TestMember]
    const authored = await authoredBy(alice, bob, 'hello')
    const own = { ...contextOf(alice.state), content: utf8('hello') }
    expect(own.context).toEqual(authored.context)
    const { signaturePrivateKey } = alice.device
    expect(await signAuthored(own, signaturePrivateKey)).toEqual(authored.signature)
    expect(await signAuthored({ ...own, context: utf8('nothing') }, signaturePrivateKey)).toBeUndefined()
  })

  it('[NH-8] of nobody else, nothing else, and nowhere else', async () => {
    const [alice, bob, carol] = (await teamOf('alice', 'bob', 'carol')) as [
      TestMember,
      TestMember,
      TestMember,
    ]
    const [dave, erin] = (await teamOf('dave', 'erin')) as [TestMember, TestMember]
    const authored = await authoredBy(alice, bob, 'hello')
    const elsewhere = await authoredBy(dave, erin, 'hello')
    const key = alice.device.signaturePublicKey
    const wrong = [
      { ...authored, content: utf8('hallo') },
      { ...authored, leaf: authored.leaf + 1 },
      { ...authored, leaf: -1 },
      { ...authored, leaf: 0.5 },
      { ...authored, context: elsewhere.context },
      { ...authored, context: authored.context.slice(0, -1) },
      { ...authored, context: new Uint8Array() },
      { ...authored, signature: elsewhere.signature },
      { ...authored, signature: new Uint8Array(3) },
    ]
    for (const one of wrong) expect(await verifyAuthored(one, key)).toBeUndefined()
    expect(await verifyAuthored(authored, carol.device.signaturePublicKey)).toBeUndefined()
    expect(await verifyAuthored(authored, new Uint8Array(5))).toBeUndefined()
  })
})
