import type { ConversationSummary } from '@sotto/client'
import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, expect, it } from 'vitest'

type List = readonly ConversationSummary[]

let harness: Harness
let alice: Person
let bob: Person
let carol: Person
let withBob: ConversationId
let withCarol: ConversationId
beforeAll(async () => {
  harness = await startHarness()
  alice = await harness.newPerson('alice')
  bob = await harness.newPerson('bob')
  carol = await harness.newPerson('carol')
  withBob = await befriend(alice, bob)
  withCarol = await befriend(alice, carol)
})
afterAll(() => harness.close())

function watched(person: Person): { readonly lists: List[]; readonly stop: () => void } {
  const lists: List[] = []
  const stop = person.engine.watch('conversations', undefined, (list) => lists.push(list))
  return { lists, stop }
}

const rowOf = (list: List | undefined, id: ConversationId) => list?.find((one) => one.conversation === id)

it('a change makes one new row at its place; the others stay the very same, for everybody who watches', async () => {
  const [one, other] = [watched(alice), watched(alice)]
  await until(async () => one.lists.length > 0 && other.lists.length > 0, 'the first lists')
  expect(one.lists.at(-1)).toBe(other.lists.at(-1))
  await bob.send(withBob, 'news')
  await until(async () => rowOf(one.lists.at(-1), withBob)?.last?.text === 'news', 'the news')
  must(await alice.engine.call('saveDraft', { conversation: withBob, text: 'well' }))
  await until(async () => rowOf(one.lists.at(-1), withBob)?.draft === 'well', 'the draft')
  expect(one.lists.at(-1)?.map((row) => row.conversation)).toEqual([withBob, withCarol])
  await carol.send(withCarol, 'more news')
  await until(async () => one.lists.at(-1)?.[0]?.last?.text === 'more news', 'the order')
  one.stop()
  other.stop()
  const pairs = one.lists.flatMap((list, at) => pairsOf(one.lists[at - 1], list))
  for (const [before, after] of pairs)
    if (JSON.stringify(before) === JSON.stringify(after)) expect(after).toBe(before)
})

/** Each row of a list beside what it was in the list before. */
function pairsOf(before: List | undefined, list: List) {
  return list.map((row) => [rowOf(before, row.conversation), row] as const)
}

it('who looks right after a change sees it, and after another start the same list', async () => {
  must(await alice.engine.call('saveDraft', { conversation: withBob, text: 'at once' }))
  const seen = watched(alice)
  await until(async () => seen.lists.length > 0, 'the list')
  expect(rowOf(seen.lists[0], withBob)?.draft).toBe('at once')
  await alice.restart()
  const anew = watched(alice)
  await until(async () => anew.lists.length > 0, 'the list of the next life')
  expect(rowOf(anew.lists[0], withBob)).toEqual(rowOf(seen.lists[0], withBob))
})

it('a conversation that is no longer shown leaves the list', async () => {
  const dave = await harness.newPerson('dave')
  const request = await dave.direct(alice)
  await dave.send(request, 'buy this')
  const { lists, stop } = watched(alice)
  await until(async () => rowOf(lists.at(-1), request) !== undefined, 'the request')
  must(await alice.engine.call('deleteRequest', { conversation: request }))
  await until(async () => rowOf(lists.at(-1), request) === undefined, 'the request gone')
  stop()
})
