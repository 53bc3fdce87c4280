import { expect, it } from 'vitest'
import { conversationsOf } from '../testing/snapshots.ts'
import { addRoom, emptyWorld, say } from '../testing/world.ts'
import { listRows, matching, unreadTotal } from './list-rows.ts'

function world() {
  const made = emptyWorld()
  const bob = addRoom(made, { members: ['bob'], readUpTo: 0 })
  say(made, bob, 'bob', { at: 10, text: 'hi' })
  const team = addRoom(made, { kind: 'group', name: 'Press team', members: ['bob', 'carol'] })
  say(made, team, 'carol', { at: 20, text: 'hi' })
  return made
}

it('shows no heading while there is no request', () => {
  expect(listRows(conversationsOf(world())).map(({ type }) => type)).toEqual(['conversation', 'conversation'])
})

it('puts requests first, under a heading of their own', () => {
  const made = world()
  const request = addRoom(made, { members: ['frank'], state: 'request', readUpTo: 0 })
  say(made, request, 'frank', { at: 5, text: 'hello' })
  const rows = listRows(conversationsOf(made))
  expect(rows.map(({ key }) => key).slice(0, 3)).toEqual(['requests', request.conversation, 'all'])
})

it('finds by name and by member, whatever the case and order of the words', () => {
  const all = conversationsOf(world())
  expect(matching(all, 'PRESS').map(({ name }) => name)).toEqual(['Press team'])
  expect(matching(all, 'carol press').map(({ name }) => name)).toEqual(['Press team'])
  expect(matching(all, 'nobody')).toEqual([])
})

it('counts unread messages, but not those of requests', () => {
  const made = world()
  const request = addRoom(made, { members: ['frank'], state: 'request', readUpTo: 0 })
  say(made, request, 'frank', { at: 5, text: 'hello' })
  expect(unreadTotal(conversationsOf(made))).toBe(1)
})
