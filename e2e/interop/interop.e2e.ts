// Our MLS against an independent implementation, core-crypto (OpenMLS underneath), in a real page: groups made
// by either side, both ways. Sotto's own rules leave core-crypto no place in a Sotto group: it sends handshakes
// as PublicMessage only, its leaves do not name the group data extension (which RFC 9420 §7.2 then forbids in
// a group with them), and its groups require X.509 credentials of every leaf. So handshakes here go through our
// suite and library directly, application messages through our own seal and open. The tests after them hold
// that border from both sides.

import { expect, type Page, test } from '@playwright/test'
import { createMls, createSuite, epochOf, membersOf, type Suite } from '@sotto/crypto'
import { type ServedPages, servePages } from '../serve-pages.ts'
import { OurPeer } from './our-peer.ts'
import { TheirPeer } from './their-peer.ts'

let pages: ServedPages
let page: Page

test.beforeAll(async ({ browser }) => {
  pages = await servePages('interop')
  page = await browser.newPage()
  await page.goto(pages.url)
  await page.waitForFunction(() => window.other !== undefined)
})
test.afterAll(async () => {
  await page.close()
  await pages.close()
})

const newGroupId = () => crypto.getRandomValues(new Uint8Array(17))
const welcomeOf = ({ welcome }: { readonly welcome: Uint8Array | undefined }) => {
  if (welcome === undefined) throw new Error('No welcome')
  return welcome
}

/** Same epoch, same members, same exported secret, and a message in each direction. */
async function expectOneGroup(ours: OurPeer, theirs: TheirPeer, members: number) {
  expect(await theirs.epoch()).toBe(epochOf(ours.state))
  expect(await theirs.memberCount()).toBe(members)
  expect(membersOf(ours.state)).toHaveLength(members)
  expect(await theirs.exportSecret(32)).toEqual(await ours.exportSecret(32))
  expect(await theirs.receive(await ours.seal('from us'))).toMatchObject({ text: 'from us' })
  expect(await ours.open(await theirs.seal('from them'))).toBe('from them')
}

/** Puts everybody on the lists of ours. */
function introduce(ours: readonly OurPeer[], theirs: readonly TheirPeer[]) {
  const credentials = [...ours.map((one) => one.device.credential), ...theirs.map((one) => one.credential)]
  for (const one of ours) for (const credential of credentials) one.believe(credential)
}

async function aliceAndBob() {
  const alice = new OurPeer()
  const bob = await TheirPeer.start(page, 'bob')
  introduce([alice], [bob])
  return { alice, bob }
}

async function groupOfOurs() {
  const { alice, bob } = await aliceAndBob()
  await alice.create(newGroupId())
  await bob.join(welcomeOf(await alice.add([await bob.keyPackage()])))
  return { alice, bob }
}

async function groupOfTheirs() {
  const { alice, bob } = await aliceAndBob()
  await bob.create(newGroupId())
  await alice.join(welcomeOf(await bob.add([await alice.keyPackage()])))
  return { alice, bob }
}

async function carolAndDave(alice: OurPeer, bob: TheirPeer) {
  const carol = new OurPeer()
  const dave = await TheirPeer.start(page, 'dave')
  introduce([alice, carol], [bob, dave])
  return { carol, dave }
}

for (const [made, makeGroup] of [
  ['ours', groupOfOurs],
  ['theirs', groupOfTheirs],
] as const) {
  test(`a group of ${made}: joined by Welcome, messages both ways`, async () => {
    const { alice, bob } = await makeGroup()
    await expectOneGroup(alice, bob, 2)
    const [first, second, third] = [await bob.seal('1'), await bob.seal('2'), await bob.seal('3')]
    for (const [bytes, text] of [
      [third, '3'],
      [first, '1'],
      [second, '2'],
    ] as const) {
      expect(await alice.open(bytes)).toBe(text)
    }
    const long = 'long '.repeat(2_000)
    expect(await bob.receive(await alice.seal(long))).toMatchObject({ text: long })
    expect(await alice.open(await bob.seal(long))).toBe(long)
  })

  test(`a group of ${made}: both sides renew their keys, in turn`, async () => {
    const { alice, bob } = await makeGroup()
    for (let turn = 0; turn < 3; turn++) {
      expect(await bob.receive((await alice.update()).commit)).toMatchObject({ stillMember: true })
      await expectOneGroup(alice, bob, 2)
      await alice.takeCommit((await bob.update()).commit)
      await expectOneGroup(alice, bob, 2)
    }
  })

  test(`a group of ${made}: both sides add, and newcomers of both kinds join`, async () => {
    const { alice, bob } = await makeGroup()
    const { carol, dave } = await carolAndDave(alice, bob)
    const addCarol = await bob.add([await carol.keyPackage()])
    await alice.takeCommit(addCarol.commit)
    await carol.join(welcomeOf(addCarol))
    await expectOneGroup(carol, bob, 3)
    const addDave = await alice.add([await dave.keyPackage()])
    await bob.receive(addDave.commit)
    await carol.takeCommit(addDave.commit)
    await dave.join(welcomeOf(addDave))
    for (const one of [alice, carol]) await expectOneGroup(one, dave, 4)
  })

  test(`a group of ${made}: both sides remove, and the removed reads nothing after`, async () => {
    const { alice, bob } = await makeGroup()
    const { carol, dave } = await carolAndDave(alice, bob)
    const added = await alice.add([await carol.keyPackage(), await dave.keyPackage()])
    await bob.receive(added.commit)
    await carol.join(welcomeOf(added))
    await dave.join(welcomeOf(added))
    const removeDave = await alice.remove(dave.credential)
    await bob.receive(removeDave.commit)
    await carol.takeCommit(removeDave.commit)
    expect(await dave.receive(removeDave.commit)).toMatchObject({ stillMember: false })
    await expectOneGroup(alice, bob, 3)
    await expect(dave.receive(await alice.seal('not for dave'))).rejects.toThrow()
    const removeCarol = await bob.remove(carol.device.credential)
    await alice.takeCommit(removeCarol.commit)
    await carol.takeCommit(removeCarol.commit)
    expect(carol.isMember).toBe(false)
    await expectOneGroup(alice, bob, 2)
    expect(await carol.open(await bob.seal('not for carol'))).toBe('removed')
  })
}

test.describe('where Sotto is stricter, or the other', () => {
  const everybody = {
    validate: async () => ({ ok: true }) as const,
    identity: (one: Uint8Array) => one.join(),
  }
  const mls = createMls({ auth: everybody, now: () => Date.now() })

  async function sottoGroup() {
    const { device } = new OurPeer()
    const { state } = await mls.createGroup({ device, groupId: newGroupId(), groupData: new Uint8Array([1]) })
    return { device, state }
  }

  test('[M-6] a leaf that does not name the group data extension is not added', async () => {
    const { state } = await sottoGroup()
    const bob = await TheirPeer.start(page, 'bob')
    const drafted = await mls.commit(state, { add: [await bob.keyPackage()] })
    expect(drafted).toMatchObject({ ok: false, error: { code: 'invalid_commit' } })
  })

  test('a Sotto key package is read by core-crypto, and not added: it does not offer X.509', async () => {
    const { device } = await sottoGroup()
    const now = Math.floor(Date.now() / 1000)
    const lifetime = { notBefore: now - 3600, notAfter: now + 3600 }
    const { keyPackage } = await mls.generateKeyPackage({ device, ...lifetime })
    const bob = await TheirPeer.start(page, 'bob')
    await bob.create(newGroupId())
    await expect(bob.add([keyPackage])).rejects.toThrow(/Credentials are not acceptable/)
  })

  test('[M-3] a handshake as PublicMessage is refused', async () => {
    const { state } = await sottoGroup()
    const { alice } = await groupOfOurs()
    expect(await mls.process(state, (await alice.update()).commit)).toMatchObject({
      ok: false,
      error: { code: 'malformed' },
    })
  })
})

test('one wrong bit in our key derivation, and nobody can join', async () => {
  const right = createSuite()
  const wrong: Suite = {
    ...right,
    kdf: {
      ...right.kdf,
      async expand(secret, info, length) {
        const derived = await right.kdf.expand(secret, info, length)
        return derived.map((byte, at) => (at === 0 ? byte ^ 1 : byte))
      },
    },
  }
  const alice = new OurPeer(wrong)
  const bob = await TheirPeer.start(page, 'bob')
  introduce([alice], [bob])
  await alice.create(newGroupId())
  const added = await alice.add([await bob.keyPackage()])
  await expect(bob.join(welcomeOf(added))).rejects.toThrow(/Decryption failed/)
})
