import { envelopeIdOf } from '@sotto/crypto/server'
import { limits } from '@sotto/wire'
import { expect, test } from 'vitest'
import { topics } from '../bus/topics.ts'
import { codeOf, deliveryScene, must } from '../testing/delivery-scene.ts'
import { envelope } from '../testing/envelopes.ts'
import { groupId } from '../testing/test-device.ts'
import { fastEnvelopeId } from './framing.ts'

const scene = deliveryScene({ messagesBeforeAccept: 3 })

test('[ID-4] the fast envelope id is the envelope id', () => {
  for (const size of [0, 1, 5000, ...Array.from({ length: 200 }, (_, i) => i)]) {
    const bytes = envelope({ conversation: groupId(), epoch: 1, size })
    expect(fastEnvelopeId(bytes)).toBe(envelopeIdOf(bytes))
  }
})

test('[D-4] a message may be sealed a few epochs behind, not more, and never ahead', async () => {
  const { people } = scene()
  const alice = people.add('alice')
  const conversation = await scene().group(alice, people.add('bob'))
  for (let epoch = 1; epoch <= 4; epoch += 1) must(await scene().commit(alice, conversation, epoch))
  const codes = []
  for (let epoch = 0; epoch <= 7; epoch += 1)
    codes.push(codeOf(await scene().send(alice, conversation, { epoch })))
  expect(limits.epochLag).toBe(2)
  expect(codes).toEqual([
    'stale_epoch',
    'stale_epoch',
    'stale_epoch',
    'ok',
    'ok',
    'ok',
    'epoch_conflict',
    'epoch_conflict',
  ])
})

test('[D-3] a message that the log knows is answered with its place, even when its epoch is long past', async () => {
  const { people, delivery } = scene()
  const alice = people.add('alice')
  const bob = people.add('bob')
  const conversation = await scene().group(alice, bob)
  const bytes = envelope({ conversation, epoch: 1 })
  const first = must(await delivery.send(alice, conversation, bytes))
  for (let epoch = 1; epoch <= 4; epoch += 1) must(await scene().commit(alice, conversation, epoch))
  expect(must(await delivery.send(alice, conversation, bytes))).toMatchObject({ seq: first.seq, known: true })
  expect(must(await delivery.info(alice, conversation)).lastSeq).toBe(first.seq + 4)
})

test('[C-12] a device is told how far the server takes it to have read', async () => {
  const { people, delivery } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const conversation = await scene().group(alice, bob)
  for (let i = 0; i < 3; i += 1) must(await scene().send(alice, conversation))
  const before = must(await delivery.info(bob, conversation)).acknowledged
  delivery.acknowledge(bob.device, [{ conversation, seq: 3 }])
  const now = await Promise.all([alice, bob].map((one) => delivery.info(one, conversation)))
  expect(before).toBeLessThan(3)
  expect(now.map((one) => must(one).acknowledged)).toEqual([0, 3])
})

test('[L-1] a message over the limit is refused with `too_large` and writes nothing', async () => {
  const alice = scene().people.add('alice')
  const conversation = await scene().group(alice)
  expect(codeOf(await scene().send(alice, conversation, { size: limits.messageBytes }))).toBe('too_large')
  expect(must(await scene().delivery.info(alice, conversation)).lastSeq).toBe(1)
})

test('[C-4] who is not on the roster cannot send, commit, read or see, nor learn whether there is anything', async () => {
  const { people, delivery } = scene()
  const alice = people.add('alice')
  const mallory = people.add('mallory')
  const page = { after: 0, page: { entries: 10, bytes: 1e6 } }
  for (const conversation of [await scene().group(alice), groupId()]) {
    expect(codeOf(await scene().send(mallory, conversation))).toBe('not_member')
    expect(codeOf(await scene().commit(mallory, conversation, 1))).toBe('not_member')
    expect(codeOf(await delivery.readLog(mallory, conversation, page))).toBe('not_member')
    expect(codeOf(await delivery.info(mallory, conversation))).toBe('not_member')
    expect(codeOf(await delivery.leave(mallory, conversation, { notice: 1 }))).toBe('not_member')
    expect(codeOf(await delivery.accept(mallory, conversation))).toBe('not_member')
    expect(codeOf(await delivery.decline(mallory, conversation))).toBe('not_member')
  }
})

test('[C-6] a stranger may send a few messages, then waits; sending accepts', async () => {
  const { people } = scene()
  const alice = people.add('alice')
  const bob = people.add('bob')
  const conversation = await scene().direct(alice, bob)
  const codes = []
  for (let i = 0; i < 5; i += 1) codes.push(codeOf(await scene().send(alice, conversation)))
  expect(codes).toEqual(['ok', 'ok', 'ok', 'request_pending', 'request_pending'])
  expect(must(await scene().delivery.info(bob, conversation)).state).toBe('request')
  must(await scene().send(bob, conversation))
  expect(must(await scene().delivery.info(bob, conversation)).state).toBe('active')
  for (let i = 0; i < 5; i += 1) must(await scene().send(alice, conversation))
})

test('[C-6] beginning the conversation anew gives a stranger no more messages', async () => {
  const { people, delivery } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const conversation = await scene().direct(alice, bob)
  for (let i = 0; i < 3; i += 1) must(await scene().send(alice, conversation))
  must(await scene().create(alice, 'direct', conversation, { generation: 1, added: [bob] }))
  expect(must(await delivery.info(bob, conversation)).state).toBe('request')
  expect(codeOf(await scene().send(alice, conversation, { generation: 1 }))).toBe('request_pending')
  must(await scene().create(bob, 'direct', conversation, { generation: 2, added: [alice] }))
  must(await scene().send(alice, conversation, { generation: 2 }))
})

test('[C-6] one member of a group who has not answered does not silence the others', async () => {
  const { people, delivery } = scene()
  const [alice, bob, carol] = [people.add('alice'), people.add('bob'), people.add('carol')]
  const conversation = groupId()
  must(await scene().create(alice, 'group', conversation, { added: [bob, carol] }))
  must(await delivery.accept(bob, conversation))
  for (let i = 0; i < 6; i += 1) must(await scene().send(alice, conversation))
  expect(must(await delivery.info(carol, conversation)).state).toBe('request')
})

test('[C-6] accepting is told to everybody, declining to nobody else', async () => {
  const { people, delivery, bus } = scene()
  const [alice, bob, carol] = [people.add('alice'), people.add('bob'), people.add('carol')]
  const toBob = await scene().direct(alice, bob)
  const toCarol = await scene().direct(alice, carol)
  const heard: string[] = []
  bus.subscribe(topics.account(alice.account), ({ subject }) => heard.push(subject))
  must(await delivery.accept(bob, toBob))
  must(await delivery.accept(bob, toBob))
  must(await delivery.decline(carol, toCarol))
  expect(heard).toContain(toBob)
  expect(heard).not.toContain(toCarol)
  expect(codeOf(await delivery.decline(bob, toBob))).toBe('not_found')
  expect(await delivery.list(carol.account)).toEqual({ conversations: [] })
  expect(codeOf(await scene().send(carol, toCarol))).toBe('not_member')
})

test('[C-7] a block ends sending into the direct conversation, and its end allows it again', async () => {
  const { people, bus } = scene()
  const alice = people.add('alice')
  const bob = people.add('bob')
  const conversation = await scene().direct(alice, bob)
  must(await scene().delivery.accept(bob, conversation))
  must(await scene().send(alice, conversation))
  people.block(bob.account, alice.account)
  bus.publish(topics.blocks, { account: bob.account })
  expect(codeOf(await scene().send(alice, conversation))).toBe('not_accepting')
  must(await scene().send(bob, conversation))
  people.unblock(bob.account, alice.account)
  bus.publish(topics.blocks, { account: bob.account })
  must(await scene().send(alice, conversation))
})

test('[D-12] [D-15] the log is read by range, by a device as it may see it, with who wrote it', async () => {
  const { people, delivery } = scene()
  const alice = people.add('alice')
  const bob = people.add('bob')
  const conversation = await scene().group(alice, bob)
  for (let i = 0; i < 5; i += 1) must(await scene().send(alice, conversation))
  const read = must(await delivery.readLog(bob, conversation, { after: 2, page: { entries: 2, bytes: 1e6 } }))
  expect(read.lastSeq).toBe(6)
  expect(read.entries.map(({ entry }) => entry.seq)).toEqual([3, 4])
  expect(read.entries.map(({ entry }) => entry.uploader)).toEqual([alice, alice])
  const own = must(
    await delivery.readLog(alice, conversation, { after: 5, page: { entries: 2, bytes: 1e6 } }),
  )
  expect(own.entries.map(({ entry }) => envelopeIdOf(entry.bytes) === entry.id)).toEqual([true])
  const carol = people.add('carol')
  must(await scene().commit(alice, conversation, 1, { added: [carol] }))
  const late = must(
    await delivery.readLog(carol, conversation, { after: 0, page: { entries: 9, bytes: 1e6 } }),
  )
  expect(late.entries.map(({ entry }) => [entry.seq, entry.kind])).toEqual([[7, 'welcome']])
  expect(late.entries[0]?.entry.uploader).toEqual(alice)
})

test('[D-15] who wrote an entry is told also when the device is on the roster no more, and nobody of a gap or a leaving', async () => {
  const { people, delivery, store } = scene()
  const [alice, bob, carol] = [people.add('alice'), people.add('bob'), people.add('carol')]
  const conversation = await scene().group(alice, bob, carol)
  must(await scene().send(carol, conversation))
  await delivery.forgetDevice(carol.device)
  must(await delivery.leave(alice, conversation, { notice: 2 }))
  const uploaders = (await scene().view(bob, conversation, 1)).map(({ entry }) => [
    entry.kind,
    entry.uploader,
  ])
  expect(uploaders).toEqual([
    ['message', carol],
    ['left', undefined],
  ])
  await store.settle(true)
  await store.expire(Number.MAX_SAFE_INTEGER)
  expect((await scene().view(bob, conversation)).map(({ entry }) => [entry.kind, entry.uploader])).toEqual([
    ['gap', undefined],
  ])
})
