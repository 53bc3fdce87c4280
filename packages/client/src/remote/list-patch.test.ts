import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applied, parseSnapshotPatch, patchBetween, patched, patchOf } from './list-patch.ts'

const rows = (...names: readonly string[]) => names.map((name) => ({ name }))

test('a row that changed and moved costs itself alone', () => {
  const before = rows('a', 'b', 'c', 'd')
  const [a, b, , d] = before
  const c = { name: 'c, with news' }
  expect(patchBetween(before, [c, a, b, d])).toEqual({ gone: [2], come: [{ at: 0, element: c }] })
})

test('a list that is mostly new, or in another order, is said whole', () => {
  const before = rows('a', 'b', 'c')
  expect(patchBetween(before, rows('a', 'b', 'c'))).toBeUndefined()
  expect(patchBetween(before, before.toReversed())).toBeUndefined()
  expect(patchBetween(['x', 'x'], ['x'])).toBeUndefined()
})

test('whatever becomes of a list, a patch makes it, with the very rows that stayed', () => {
  const lists = fc
    .uniqueArray(fc.nat(30), { maxLength: 12 })
    .chain((before) => fc.tuple(fc.constant(before), fc.shuffledSubarray(before), fc.uniqueArray(fc.nat(60))))
  fc.assert(
    fc.property(lists, ([before, kept, added]) => {
      const after = [...new Set([...kept, ...added])]
      const patch = patchBetween(before, after)
      if (patch !== undefined) expect(patched(before, patch)).toEqual(after)
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 4 }), fc.nat(), fc.nat(), (numbers, from, to) => {
      const before = numbers.map((number) => ({ number }))
      const after = [...before]
      const [moved] = after.splice(from % before.length, 1)
      after.splice(to % before.length, 0, { number: (moved?.number ?? 0) + 1 })
      const patch = patchBetween(before, after)
      expect(patch?.come).toHaveLength(1)
      const made = patch === undefined ? [] : patched(before, patch)
      expect(made?.every((row, at) => row === after[at])).toBe(true)
    }),
  )
})

test('a patch for another list is noticed', () => {
  const element = 'new'
  expect(patched(['a'], { gone: [1], come: [] })).toBeUndefined()
  expect(patched(['a'], { gone: [], come: [{ at: 2, element }] })).toBeUndefined()
  const twice = { at: 0, element }
  expect(patched(['a'], { gone: [], come: [twice, twice] })).toBeUndefined()
})

test('of a snapshot that has a list the rest is told as it is, and only where both have one', () => {
  const [a, b, c, d] = rows('a', 'b', 'c', 'd')
  const before = { name: 'x', items: [a, b, c], hasOlder: false }
  const after = { name: 'x', items: [b, c, d] }
  const patch = patchOf(before, after)
  expect(patch).toEqual({ items: { gone: [0], come: [{ at: 2, element: d }] }, rest: { name: 'x' } })
  expect(patch && applied(before, patch)).toEqual(after)
  for (const one of [undefined, null, 1, { items: 1 }, {}]) {
    expect(patchOf(one, after)).toBeUndefined()
    expect(patchOf(before, one)).toBeUndefined()
    expect(patch && applied(one, patch)).toBeUndefined()
  }
})

test('what is no patch is refused', () => {
  const items = { gone: [], come: [] }
  const lists = [
    1,
    null,
    {},
    { gone: [], come: 1 },
    { gone: [0.5], come: [] },
    { gone: [], come: [{ at: 0 }] },
  ]
  const bad = [
    1,
    null,
    {},
    { items, rest: null },
    { items, rest: 1 },
    ...lists.map((one) => ({ items: one })),
  ]
  expect(bad.map(parseSnapshotPatch)).toEqual(bad.map(() => undefined))
  expect(parseSnapshotPatch({ items })).toEqual({ items, rest: undefined })
})
