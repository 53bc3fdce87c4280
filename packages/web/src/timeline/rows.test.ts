import { describe, expect, it } from 'vitest'
import { happening } from '../testing/memory-commands.ts'
import { addRoom, emptyWorld, say } from '../testing/world.ts'
import { rowsOf } from './rows.ts'

const noon = new Date(2026, 4, 12, 12).getTime()
const minute = 60_000
const day = 24 * 60 * minute

function room() {
  const world = emptyWorld()
  const bob = addRoom(world, { members: ['bob'] })
  return { bob, say: (from: string, at: number) => say(world, bob, from, { at, text: 'hello' }) }
}

const shapeOf = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => (row.type === 'message' ? `${row.first ? '[' : ''}m${row.last ? ']' : ''}` : row.type))

describe('rows of a timeline', () => {
  it('groups one sender’s messages that follow each other closely', () => {
    const { bob, say } = room()
    say('bob', noon)
    say('bob', noon + minute)
    say('bob', noon + 2 * minute)
    say('alice', noon + 3 * minute)
    expect(shapeOf(rowsOf(bob.items, undefined))).toEqual(['day', '[m', 'm', 'm]', '[m]'])
  })

  it('begins a new group after a pause', () => {
    const { bob, say } = room()
    say('bob', noon)
    say('bob', noon + 6 * minute)
    expect(shapeOf(rowsOf(bob.items, undefined))).toEqual(['day', '[m]', '[m]'])
  })

  it('separates days, and groups with them', () => {
    const { bob, say } = room()
    say('bob', new Date(2026, 4, 12, 23, 59).getTime())
    say('bob', new Date(2026, 4, 13, 0, 1).getTime())
    expect(shapeOf(rowsOf(bob.items, undefined))).toEqual(['day', '[m]', 'day', '[m]'])
  })

  it('draws the line before the first unread message and breaks the group there', () => {
    const { bob, say } = room()
    say('bob', noon)
    const unread = say('bob', noon + minute)
    expect(shapeOf(rowsOf(bob.items, unread.id))).toEqual(['day', '[m]', 'unread', '[m]'])
  })

  it('lets a happening end a group', () => {
    const { bob, say } = room()
    say('bob', noon)
    bob.items.push(happening({ kind: 'missing', count: 2, state: 'asking' }, noon + 1))
    say('bob', noon + minute)
    expect(shapeOf(rowsOf(bob.items, undefined))).toEqual(['day', '[m]', 'happening', '[m]'])
  })

  it('gives every row its own key, the same when older items come in above', () => {
    const { bob, say } = room()
    for (let index = 0; index < 40; index += 1)
      say(index % 3 === 0 ? 'alice' : 'bob', noon + index * 0.4 * day)
    const all = rowsOf(bob.items, undefined).map(({ key }) => key)
    const late = rowsOf(bob.items.slice(20), undefined).map(({ key }) => key)
    expect(new Set(all).size).toBe(all.length)
    expect(all.filter((key) => late.includes(key))).toEqual(late)
  })

  it('names a day once, also when a clock was wrong and times go back', () => {
    const { bob, say } = room()
    say('bob', noon)
    say('carol', noon - day)
    say('bob', noon + 1)
    expect(shapeOf(rowsOf(bob.items, undefined))).toEqual(['day', '[m]', '[m]', '[m]'])
  })

  it('of nothing is nothing', () => {
    expect(rowsOf([], undefined)).toEqual([])
  })
})
