import { generateKeyPairSync, sign } from 'node:crypto'
import { directConversationId } from '@sotto/crypto/server'
import { base64urlToBytes, type Cbor, type ConversationId, encodeCbor, idBytes, limits } from '@sotto/wire'
import { expect, test } from 'vitest'
import { codeOf, deliveryScene, must, sceneTime } from '../testing/delivery-scene.ts'
import { envelope } from './../testing/envelopes.ts'
import type { Person } from '../testing/people.ts'
import { groupId, upload } from '../testing/test-device.ts'
import { rejoinLabel } from './rejoin.ts'

const scene = deliveryScene({ openMessageRequests: 2, membersPerConversation: 5 })

const stateOf = async (by: Person, conversation: ConversationId, of: Person) =>
  must(await scene().delivery.info(by, conversation)).members.find((member) => member.account === of.account)
    ?.state

test('[D-5] of several commits for one epoch the first wins, and the roster is the winner’s', async () => {
  const { people } = scene()
  const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map((name) => people.add(name)) as [
    Person,
    Person,
    Person,
    Person,
  ]
  const conversation = await scene().group(alice, bob)
  const results = await Promise.all([
    scene().commit(alice, conversation, 1, { added: [carol] }),
    scene().commit(bob, conversation, 1, { added: [dave] }),
    scene().commit(bob, conversation, 1, { removed: [alice] }),
  ])
  expect(results.map(codeOf)).toEqual(['ok', 'epoch_conflict', 'epoch_conflict'])
  const info = must(await scene().delivery.info(alice, conversation))
  expect(info.epoch).toBe(2)
  expect(info.members.map((member) => member.account).toSorted()).toEqual(['alice', 'bob', 'carol'])
  expect(codeOf(await scene().commit(bob, conversation, 3))).toBe('epoch_conflict')
  expect(codeOf(await scene().commit(bob, conversation, 2))).toBe('ok')
})

test('[D-3] a commit and a create sent again are answered with their place', async () => {
  const { people, delivery } = scene()
  const alice = people.add('alice')
  const conversation = groupId()
  const creation = upload(conversation, 0)
  const commit = upload(conversation, 1)
  for (const known of [false, true]) {
    expect(must(await delivery.create(alice, 'group', creation))).toMatchObject({ seq: 1, known })
  }
  for (const known of [false, true])
    expect(must(await delivery.commit(alice, commit))).toMatchObject({ seq: 2, known })
})

test('[C-1] a second create of the same id is `already_exists`', async () => {
  const { people } = scene()
  const alice = people.add('alice')
  const conversation = await scene().group(alice)
  expect(codeOf(await scene().create(people.add('bob'), 'group', conversation))).toBe('already_exists')
  expect(codeOf(await scene().create(alice, 'group', conversation))).toBe('already_exists')
})

test('[C-2] both begin the direct conversation at once: one wins, the other is told', async () => {
  const { people } = scene()
  const alice = people.add('alice')
  const bob = people.add('bob')
  const conversation = directConversationId(alice.account, bob.account)
  const results = await Promise.all([
    scene().create(alice, 'direct', conversation, { added: [bob] }),
    scene().create(bob, 'direct', conversation, { added: [alice] }),
  ])
  expect(results.map(codeOf)).toEqual(['ok', 'already_exists'])
})

test('[C-2] a direct conversation has the id of its two accounts, and nobody can sit on it', async () => {
  const { people } = scene()
  const [alice, bob, mallory] = [people.add('alice'), people.add('bob'), people.add('mallory')]
  const conversation = directConversationId(alice.account, bob.account)
  expect(codeOf(await scene().create(mallory, 'direct', conversation, { added: [bob] }))).toBe('bad_request')
  expect(codeOf(await scene().create(alice, 'direct', groupId(), { added: [bob] }))).toBe('bad_request')
  must(await scene().create(mallory, 'group', conversation))
  must(await scene().create(alice, 'direct', conversation, { added: [bob] }))
  must(await scene().send(alice, conversation))
  expect(codeOf(await scene().send(mallory, conversation))).toBe('not_member')
  expect(must(await scene().delivery.info(alice, conversation))).toMatchObject({ kind: 'direct', epoch: 1 })
})

test('[C-3] the roster told must fit the devices and the conversation', async () => {
  const { people, delivery } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const carol = people.add('carol')
  const conversation = await scene().group(alice, bob)
  const unknown = { account: carol.account, device: bob.device }
  const commit = (fields: object) =>
    delivery.commit(alice, { ...upload(conversation, 1, { added: [carol] }), ...fields })
  expect(codeOf(await commit({ added: [bob] }))).toBe('roster_mismatch')
  expect(codeOf(await commit({ added: [carol, carol] }))).toBe('roster_mismatch')
  expect(codeOf(await commit({ added: [unknown] }))).toBe('roster_mismatch')
  expect(codeOf(await commit({ added: [carol], removed: [alice.device] }))).toBe('roster_mismatch')
  expect(codeOf(await commit({ added: [carol], welcome: new Uint8Array(0) }))).toBe('bad_request')
  expect(codeOf(await commit({ added: [] }))).toBe('bad_request')
  expect(codeOf(await commit({ welcome: new Uint8Array(limits.commitBytes) }))).toBe('too_large')
  must(await commit({}))
})

test('[C-4] a direct conversation takes devices of its two accounts only', async () => {
  const { people } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const conversation = await scene().direct(alice, bob)
  expect(codeOf(await scene().commit(alice, conversation, 1, { added: [people.add('carol')] }))).toBe(
    'forbidden',
  )
  must(await scene().commit(alice, conversation, 1, { added: [people.add('bob'), people.add('alice')] }))
})

test('[L-1] a conversation has a limit of devices', async () => {
  const { people } = scene()
  const alice = people.add('alice')
  const conversation = await scene().group(alice)
  const own = Array.from({ length: 4 }, () => people.add('alice'))
  must(await scene().commit(alice, conversation, 1, { added: own }))
  expect(codeOf(await scene().commit(alice, conversation, 2, { added: [people.add('alice')] }))).toBe(
    'too_many',
  )
  must(
    await scene().commit(alice, conversation, 2, { added: [people.add('alice')], removed: own.slice(0, 1) }),
  )
})

test('[C-6] an account has a limit of unanswered requests, and acquaintances are none', async () => {
  const { people } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const acquainted = await scene().group(alice, bob)
  expect(await stateOf(alice, acquainted, bob)).toBe('active')
  expect(await stateOf(alice, await scene().direct(alice, bob), bob)).toBe('active')
  await scene().direct(alice, people.add('carol'))
  await scene().direct(alice, people.add('dave'))
  const eve = people.add('eve')
  const group = { added: [eve] }
  expect(codeOf(await scene().create(alice, 'group', groupId(), group))).toBe('too_many')
  expect(codeOf(await scene().commit(alice, acquainted, 1, group))).toBe('too_many')
})

test('[C-7] who is blocked cannot start a direct conversation, nor add to a group', async () => {
  const { people } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const group = await scene().group(alice)
  people.block(bob.account, alice.account)
  const direct = directConversationId(alice.account, bob.account)
  expect(codeOf(await scene().create(alice, 'direct', direct, { added: [bob] }))).toBe('not_accepting')
  expect(codeOf(await scene().create(alice, 'group', groupId(), { added: [bob] }))).toBe('not_accepting')
  expect(codeOf(await scene().commit(alice, group, 1, { added: [bob] }))).toBe('not_accepting')
})

test('[C-5] who leaves is off the roster at once, and on the list as `left` until the removal', async () => {
  const { people, delivery } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const laptop = people.add('bob')
  const conversation = await scene().group(alice, bob, laptop)
  const { seq } = must(await delivery.leave(bob, conversation, { notice: 1 }))
  expect(codeOf(await scene().send(laptop, conversation))).toBe('not_member')
  expect(await stateOf(alice, conversation, bob)).toBe('left')
  const [left] = await scene().view(alice, conversation, seq - 1)
  expect(left?.entry).toMatchObject({ seq, kind: 'left' })
  expect(Buffer.from(left?.entry.bytes ?? []).toString()).toBe('bob')
  expect((await scene().view(laptop, conversation)).at(-1)?.entry.seq).toBe(seq)
  must(await scene().commit(alice, conversation, 1, { removed: [bob, laptop] }))
  expect(await stateOf(alice, conversation, bob)).toBeUndefined()
  expect((await scene().view(laptop, conversation, seq)).length).toBe(0)
})

test('[C-5] a request to leave that was overtaken by another stay is refused, and removes nobody', async () => {
  const { people, delivery } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const conversation = await scene().group(alice, bob)
  const { seq: notice } = must(await scene().send(bob, conversation))
  must(await scene().commit(alice, conversation, 1, { removed: [bob] }))
  must(await scene().commit(alice, conversation, 2, { added: [bob] }))
  expect(codeOf(await delivery.leave(bob, conversation, { notice }))).toBe('stale_epoch')
  expect(codeOf(await delivery.leave(bob, conversation, { notice: 99 }))).toBe('bad_request')
  const again = must(await scene().send(bob, conversation, { epoch: 3 }))
  must(await delivery.leave(bob, conversation, { notice: again.seq }))
  expect(await stateOf(alice, conversation, bob)).toBe('left')
})

test('[C-5] a request to leave that was overtaken by a newcomer is refused, because they have not heard the word', async () => {
  const { people, delivery } = scene()
  const [alice, bob, carol] = [people.add('alice'), people.add('bob'), people.add('carol')]
  const conversation = await scene().group(alice, bob)
  const { seq: notice } = must(await scene().send(bob, conversation))
  must(await scene().commit(alice, conversation, 1, { added: [carol] }))
  expect(codeOf(await delivery.leave(bob, conversation, { notice }))).toBe('stale_epoch')
  const again = must(await scene().send(bob, conversation, { epoch: 2 }))
  must(await delivery.leave(bob, conversation, { notice: again.seq }))
  expect(await stateOf(alice, conversation, bob)).toBe('left')
})

test('[C-5] [C-6] the word of who goes is taken with the leaving, however much was written unanswered', async () => {
  const { people, delivery } = scene()
  const [alice, bob, mallory] = [people.add('alice'), people.add('bob'), people.add('mallory')]
  const conversation = groupId()
  must(await scene().create(alice, 'group', conversation, { added: [bob] }))
  for (let count = 0; count < limit; count += 1) must(await scene().send(alice, conversation))
  const word = envelope({ conversation, epoch: 1 })
  const leaving = { notice: 1, word }
  expect(codeOf(await delivery.send(alice, conversation, word))).toBe('request_pending')
  expect(codeOf(await delivery.leave(mallory, conversation, leaving))).toBe('not_member')
  const { seq } = must(await delivery.leave(alice, conversation, leaving))
  must(await delivery.accept(bob, conversation))
  const last = (await scene().view(bob, conversation)).slice(-2)
  expect(last.map(({ entry }) => entry)).toMatchObject([
    { seq: seq - 1, kind: 'message', bytes: word },
    { seq, kind: 'left' },
  ])
  expect(codeOf(await delivery.leave(alice, conversation, leaving))).toBe('not_member')
})

test('[C-5] the removal of an account that has left works when its devices are long forgotten', async () => {
  const { people, delivery, store } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const conversation = await scene().group(alice, bob)
  const { seq } = must(await delivery.leave(bob, conversation, { notice: 1 }))
  delivery.acknowledge(bob.device, [{ conversation, seq }])
  await store.settle(true)
  must(await scene().commit(alice, conversation, 1, { removed: [bob] }))
  expect(await stateOf(alice, conversation, bob)).toBeUndefined()
})

test('[C-8] a device that is removed and added in one commit goes on from its Welcome', async () => {
  const { people, delivery } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const conversation = await scene().group(alice, bob)
  const { seq: read } = must(await scene().send(alice, conversation))
  delivery.acknowledge(bob.device, [{ conversation, seq: read }])
  const { seq } = must(await scene().commit(alice, conversation, 1, { added: [bob], removed: [bob] }))
  const seen = await scene().view(bob, conversation)
  expect(seen.map(({ entry }) => [entry.seq, entry.kind])).toEqual([[seq, 'welcome']])
  must(await scene().send(bob, conversation, { epoch: 2 }))
})

test('[D-9] a device that was added and removed again and again gets every stay, and nothing between', async () => {
  const { people, delivery, store } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const conversation = await scene().group(alice, bob)
  let epoch = 1
  const commit = async (fields: object) => must(await scene().commit(alice, conversation, epoch++, fields))
  const say = async () => must(await scene().send(alice, conversation, { epoch }))
  await say()
  await commit({ removed: [bob] })
  await say()
  await commit({ added: [bob] })
  await say()
  await commit({ removed: [bob] })
  await say()
  await commit({ added: [bob] })
  await say()
  await store.settle(true)
  const seen: unknown[] = []
  for (let after = 0; after < 10; ) {
    const [first, ...others] = await scene().view(bob, conversation, after)
    for (const { entry } of first === undefined ? [] : [first, ...others]) {
      seen.push([entry.seq, entry.kind])
      after = entry.seq
    }
    delivery.acknowledge(bob.device, [{ conversation, seq: after }])
    await store.settle(true)
  }
  expect(seen).toEqual([
    [1, 'welcome'],
    [2, 'message'],
    [3, 'commit'],
    [5, 'welcome'],
    [6, 'message'],
    [7, 'commit'],
    [9, 'welcome'],
    [10, 'message'],
  ])
})

test('[C-8] a member begins the next generation with the same people, who keep what they have not read', async () => {
  const { people, delivery } = scene()
  const [alice, bob, mallory] = [people.add('alice'), people.add('bob'), people.add('mallory')]
  const conversation = await scene().group(alice, bob)
  must(await scene().send(bob, conversation))
  const next = { generation: 1, added: [bob] }
  expect(codeOf(await scene().create(mallory, 'group', conversation, { ...next, added: [] }))).toBe(
    'already_exists',
  )
  expect(codeOf(await scene().create(alice, 'group', conversation, { ...next, generation: 2 }))).toBe(
    'already_exists',
  )
  expect(codeOf(await scene().create(alice, 'group', conversation, { ...next, added: [bob, mallory] }))).toBe(
    'already_exists',
  )
  const { seq } = must(await scene().create(alice, 'group', conversation, next))
  expect(seq).toBe(3)
  const seen = [...(await scene().view(bob, conversation, 1)), ...(await scene().view(bob, conversation, 2))]
  expect(seen.map(({ entry }) => [entry.seq, entry.kind])).toEqual([
    [2, 'message'],
    [3, 'welcome'],
  ])
  expect(codeOf(await scene().send(bob, conversation, { epoch: 1 }))).toBe('stale_epoch')
  must(await scene().send(bob, conversation, { epoch: 1, generation: 1 }))
  expect(must(await delivery.info(alice, conversation)).epoch).toBe(1)
})

test('[C-8] who left a direct conversation may begin it again', async () => {
  const { people, delivery } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const conversation = await scene().direct(alice, bob)
  must(await delivery.accept(bob, conversation))
  must(await delivery.leave(bob, conversation, { notice: 1 }))
  must(await scene().commit(alice, conversation, 1, { removed: [bob] }))
  must(await scene().create(bob, 'direct', conversation, { generation: 1, added: [alice] }))
  must(await scene().send(bob, conversation, { generation: 1 }))
})

test('[S-3] a signed-out device is off the roster, and can be removed by a commit', async () => {
  const { people, delivery } = scene()
  const [alice, bob] = [people.add('alice'), people.add('bob')]
  const conversation = await scene().group(alice, bob)
  await delivery.forgetDevice(bob.device)
  expect(codeOf(await scene().send(bob, conversation))).toBe('not_member')
  must(await scene().commit(alice, conversation, 1, { removed: [bob] }))
})

test('[RJ-1] [C-8] a signed request to join again is written once; a wrong one is not', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const key = base64urlToBytes(String(publicKey.export({ format: 'jwk' }).x)) ?? new Uint8Array(0)
  const bob = scene().people.add('bob', key)
  const alice = scene().people.add('alice')
  const conversation = await scene().group(alice, bob)
  const request = (by: Person, where: ConversationId, time: number) => {
    const fields: Cbor[] = [1, idBytes(where), 0, 1, idBytes(by.device), time]
    return encodeCbor([...fields, sign(null, encodeCbor([rejoinLabel, ...fields]), privateKey)])
  }
  const good = request(bob, conversation, sceneTime)
  const rejoin = (by: Person, bytes: Uint8Array) => scene().delivery.rejoin(by, conversation, bytes)
  const forged = Uint8Array.from(good)
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
  for (const bad of [
    forged,
    new Uint8Array(0),
    encodeCbor([1, 2]),
    request(bob, groupId(), sceneTime),
    request(alice, conversation, sceneTime),
    request(bob, conversation, 5),
  ]) {
    expect(codeOf(await rejoin(bob, bad))).toBe('bad_request')
  }
  expect(codeOf(await rejoin(alice, good))).toBe('bad_request')
  const { seq } = must(await rejoin(bob, good))
  expect(must(await rejoin(bob, good))).toMatchObject({ seq, known: true })
  const [seen] = await scene().view(alice, conversation, seq - 1)
  expect(seen?.entry).toMatchObject({ seq, kind: 'rejoin', bytes: good })
})

/** What somebody has been given of a conversation, by kind. */
const given = async (person: Person, conversation: ConversationId) =>
  (await scene().view(person, conversation)).map(({ entry }) => entry.kind)
const limit = limits.messagesBeforeAccept

test('[C-6] an attacker who floods with changes gets no more of them to whoever has not answered', async () => {
  const { people, delivery } = scene()
  const [mallory, bob] = [people.add('mallory'), people.add('bob')]
  const conversation = groupId()
  must(await scene().create(mallory, 'group', conversation, { added: [bob] }))
  for (let epoch = 1; epoch <= 2 * limit; epoch += 1) must(await scene().commit(mallory, conversation, epoch))
  expect(await given(bob, conversation)).toEqual(['welcome', ...Array(limit).fill('commit')])
  expect(codeOf(await scene().send(mallory, conversation, { epoch: 2 * limit + 1 }))).toBe('request_pending')
  must(await delivery.accept(bob, conversation))
  expect(await given(bob, conversation)).toHaveLength(1 + 2 * limit)
})

test('[C-6] a second account of the attacker that accepts lifts nothing for the one who was asked', async () => {
  const { people, delivery } = scene()
  const [mallory, puppet, bob] = [people.add('mallory'), people.add('puppet'), people.add('bob')]
  const conversation = groupId()
  must(await scene().create(mallory, 'group', conversation, { added: [puppet, bob] }))
  must(await delivery.accept(puppet, conversation))
  for (let count = 0; count < limit; count += 1) {
    for (const by of [mallory, puppet]) must(await scene().send(by, conversation))
  }
  expect(await given(bob, conversation)).toHaveLength(1 + limit)
  const rest = { after: 1 + limit, page: { entries: 100, bytes: 1e6 } }
  expect(must(await delivery.readLog(bob, conversation, rest)).entries).toEqual([])
  expect(must(await delivery.info(bob, conversation)).lastSeq).toBe(1 + limit)
})

test('[C-6] one who has not answered silences nobody, and misses nothing by answering late', async () => {
  const { people } = scene()
  const [alice, bob, carol] = [people.add('alice'), people.add('bob'), people.add('carol')]
  const conversation = await scene().group(alice, bob)
  must(await scene().commit(alice, conversation, 1, { added: [carol] }))
  for (let count = 0; count < 2 * limit; count += 1)
    must(await scene().send(alice, conversation, { epoch: 2 }))
  expect(await given(bob, conversation)).toHaveLength(2 + 2 * limit)
  expect(await given(carol, conversation)).toHaveLength(1 + limit)
  must(await scene().send(carol, conversation, { epoch: 2 }))
  expect(await given(carol, conversation)).toHaveLength(2 + 2 * limit)
})

test('[C-6] taking somebody out and asking again gives the attacker no second helping, nor what was held back', async () => {
  const { people, store } = scene()
  const [mallory, puppet, bob] = [people.add('mallory'), people.add('puppet'), people.add('bob')]
  const conversation = await scene().group(mallory, puppet)
  let epoch = 1
  for (let round = 0; round < 3; round += 1) {
    must(await scene().commit(mallory, conversation, epoch++, { added: [bob] }))
    for (let count = 0; count < limit; count += 1) must(await scene().send(mallory, conversation, { epoch }))
    must(await scene().commit(mallory, conversation, epoch++, { removed: [bob] }))
  }
  expect(await given(bob, conversation)).toHaveLength(1 + limit)
  const { cursor = 0, lastSeq = 0 } = (await store.position(bob.device, conversation)) ?? {}
  expect(lastSeq - cursor).toBe(1 + limit)
})
