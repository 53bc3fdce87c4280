import { expect, it } from 'vitest'
import { hueOf, initialsOf } from './names.ts'

it.each([
  ['bob', 'B'],
  ['anna.maria', 'AM'],
  ['Press team of spring', 'PT'],
  ['ünal', 'Ü'],
  ['', ''],
])('the initials of %j are %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

it('gives a name the same hue every time, and names different ones', () => {
  expect(hueOf('alice')).toBe(hueOf('alice'))
  expect(new Set(['alice', 'bob', 'carol', 'dora', 'erik', 'frank'].map(hueOf)).size).toBeGreaterThan(3)
})
