import type { AccountName, Presence } from '@sotto/wire'
import { expect, test } from 'vitest'
import { topics } from '../bus/topics.ts'
import { gatewayScene } from '../testing/gateway-scene.ts'
import { type TestDevice, upload } from '../testing/test-device.ts'

const scene = gatewayScene()

async function watch(device: TestDevice, ...accounts: AccountName[]): Promise<void> {
  const answer = await device.ask({ kind: 'watch', ref: device.nextRef(), accounts })
  expect(answer).toMatchObject({ kind: 'accepted', seq: 0, at: 0 })
}

function told(device: TestDevice): Presence[] {
  return device.framesOf('presence').flatMap((frame) => frame.changes)
}

/** A pong says that everything before it was done. */
async function settled(device: TestDevice): Promise<void> {
  const before = device.framesOf('pong').length
  device.send({ kind: 'ping', nonce: before })
  await device.until(() => device.framesOf('pong').length > before)
}

test('[P-1] online while one device says so, away while all do, then offline with the time', async () => {
  const alice = await scene().online('alice')
  const phone = await scene().online('bob')
  const { account } = phone.person
  await watch(alice, account)
  expect(told(alice)).toEqual([{ account, status: 'online', lastSeen: 0 }])
  const laptop = await scene().online('bob')
  phone.send({ kind: 'status', status: 'away' })
  await settled(phone)
  laptop.send({ kind: 'status', status: 'away' })
  await alice.until(() => told(alice).length === 2)
  expect(told(alice)[1]).toEqual({ account, status: 'away', lastSeen: 0 })
  await phone.close()
  await laptop.close()
  await alice.until(() => told(alice).length === 3)
  const last = told(alice)[2]
  expect(last?.status).toBe('offline')
  expect(last?.lastSeen).toBeGreaterThan(0)
})

test('[P-2] only who is watched is told of, and a new list replaces the old', async () => {
  const alice = await scene().online('alice')
  const bob = scene().server.people.add('bob')
  const carol = scene().server.people.add('carol')
  await watch(alice, bob.account)
  await watch(alice, carol.account)
  const before = told(alice).length
  await scene().connect(bob)
  await scene().connect(carol)
  await alice.until(() => told(alice).length > before)
  expect(told(alice).slice(before)).toEqual([{ account: carol.account, status: 'online', lastSeen: 0 }])
})

test('[P-2] [C-7] who is blocked learns nothing, from the moment of the block', async () => {
  const { people, bus } = scene().server
  const alice = await scene().online('alice')
  const bob = await scene().online('bob')
  await watch(alice, bob.person.account)
  expect(told(alice)).toHaveLength(1)
  const { account } = bob.person
  people.block(account, alice.person.account)
  bus.publish(topics.blocks, { account })
  bob.send({ kind: 'status', status: 'away' })
  await settled(bob)
  await settled(alice)
  expect(told(alice).slice(1)).toEqual([{ account, status: 'offline', lastSeen: 0 }])
  await watch(alice, account)
  expect(told(alice)).toHaveLength(2)
  people.unblock(account, alice.person.account)
  bus.publish(topics.blocks, { account })
  await alice.until(() => told(alice).length === 3)
  expect(told(alice)[2]).toEqual({ account, status: 'away', lastSeen: 0 })
})

test.each(['create', 'commit'] as const)(
  '[P-2] [C-6] whoever saw somebody online sees them offline once they were asked, by a %s',
  async (how) => {
    const alice = await scene().online('alice')
    const bob = await scene().online('bob')
    const { account } = bob.person
    await watch(alice, account)
    expect(told(alice)).toEqual([{ account, status: 'online', lastSeen: 0 }])
    const conversation = await alice.createGroup(how === 'create' ? [bob.person] : [])
    if (how === 'commit') {
      const change = upload(conversation, 1, { added: [bob.person] })
      expect(await alice.ask({ kind: 'commit', ref: alice.nextRef(), ...change })).toMatchObject({
        kind: 'accepted',
      })
    }
    await alice.until(() => told(alice).length === 2)
    bob.send({ kind: 'status', status: 'away' })
    await settled(bob)
    await settled(alice)
    expect(told(alice).slice(1)).toEqual([{ account, status: 'offline', lastSeen: 0 }])
    await scene().server.delivery.accept(bob.person, conversation)
    await alice.until(() => told(alice).length === 3)
    expect(told(alice)[2]).toEqual({ account, status: 'away', lastSeen: 0 })
  },
)

test('[P-2] [C-6] an unanswered request learns nothing until it is accepted', async () => {
  const alice = await scene().online('alice')
  const bob = await scene().online('bob')
  const conversation = await alice.createGroup([bob.person])
  await watch(alice, bob.person.account)
  bob.send({ kind: 'status', status: 'away' })
  await settled(bob)
  await settled(alice)
  expect(told(alice)).toEqual([])
  await scene().server.delivery.accept(bob.person, conversation)
  await alice.until(() => told(alice).length === 1)
  expect(told(alice)).toEqual([{ account: bob.person.account, status: 'away', lastSeen: 0 }])
  expect(alice.framesOf('notice')).toContainEqual({
    kind: 'notice',
    notice: 'conversation',
    subject: conversation,
  })
})

const notices = (device: TestDevice) =>
  device.framesOf('notice').filter(({ notice }) => notice !== 'caught-up')

test('a notice reaches every device of the account', async () => {
  const [one, two, other] = [
    await scene().online('alice'),
    await scene().online('alice'),
    await scene().online('bob'),
  ]
  const { account } = one.person
  scene().server.bus.publish(topics.account(account), { notice: 'devices', subject: account })
  for (const device of [one, two]) {
    await device.until(() => notices(device).length === 1)
    expect(notices(device)).toEqual([{ kind: 'notice', notice: 'devices', subject: account }])
  }
  await settled(other)
  expect(notices(other)).toEqual([])
})
