import { parseAccountName } from '@sotto/wire'
import { expect, it } from 'vitest'
import { People } from './people.ts'

const alice = parseAccountName('alice')
const bob = parseAccountName('bob')
const keyOf = (byte: number) => new Uint8Array(32).fill(byte)

it('[P-3] takes the second of two keys that came at once for a changed one, never for the pin', () => {
  if (alice === undefined || bob === undefined) throw new Error('names')
  const people = new People({ account: alice, key: keyOf(1) })
  const first = people.sight(bob, keyOf(2))
  const second = people.sight(bob, keyOf(3))
  if (first.kind === 'known' || second.kind === 'known') throw new Error('nobody was met before')
  first.apply()
  expect(people.isChanged(bob)).toBe(false)
  second.apply()
  expect(people.keyOf(bob)).toEqual(keyOf(2))
  expect(people.isChanged(bob)).toBe(true)
  first.apply()
  expect(people.isChanged(bob)).toBe(true)
  expect(people.sight(bob, keyOf(3)).kind).toBe('known')
})
