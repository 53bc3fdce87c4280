import { describe, expect, test } from 'vitest'
import { placedAtTop, revealed, scrolledBy, viewOf } from './viewport.ts'

/** `a1 a2 b1 …`: one row each, of the items a, b, …. */
function rowsOf(text: string) {
  return text.split(' ').map((word, index, all) => {
    const key = word[0] ?? ''
    const fromEnd = all.slice(index + 1).filter((one) => one[0] === key).length
    return { key, fromEnd, body: true, row: [{ text: word, look: 'plain' as const }] }
  })
}

const rows = rowsOf('a1 b1 b2 c1 d1 d2 d3 e1')
const at = (place: Parameters<typeof viewOf>[0]['place'], all = rows, height = 3) => {
  const { first, end } = viewOf({ rows: all, height, place })
  return all
    .slice(first, end)
    .map(({ row }) => row[0]?.text)
    .join(' ')
}
const view = { rows, height: 3, place: undefined }

describe('what of a timeline is on the screen', () => {
  test('the newest, until somebody scrolls', () => {
    expect(at(undefined)).toBe('d2 d3 e1')
    expect(at(undefined, [...rows, ...rowsOf('f1')])).toBe('d3 e1 f1')
    expect(at(undefined, rows, 20)).toBe('a1 b1 b2 c1 d1 d2 d3 e1')
  })

  test('scrolling stops at the ends, and follows again at the newest', () => {
    const up = scrolledBy(view, -2)
    expect(at(up)).toBe('c1 d1 d2')
    expect(at(scrolledBy(view, -100))).toBe('a1 b1 b2')
    expect(scrolledBy({ ...view, place: up }, 2)).toBeUndefined()
    expect(scrolledBy({ ...view, height: 20 }, -5)).toBeUndefined()
  })

  test('a place is held while messages come at both ends', () => {
    const place = scrolledBy(view, -2)
    expect(at(place, [...rowsOf('y1 z1 z2'), ...rows, ...rowsOf('f1')])).toBe('c1 d1 d2')
  })

  test('a place is held when another width makes fewer rows of an item', () => {
    expect(at(scrolledBy(view, -2), rowsOf('a1 b1 c1 d1 e1'))).toBe('b1 c1 d1')
    expect(at({ key: 'd', fromEnd: 0 }, rowsOf('a1 b1 c1 d1 e1'))).toBe('b1 c1 d1')
  })

  test('the place of what is gone is the newest', () => {
    expect(at({ key: 'x', fromEnd: 0 })).toBe('d2 d3 e1')
  })

  test('shows an item with as little scrolling as may be', () => {
    expect(at(revealed(view, 'b'))).toBe('b1 b2 c1')
    expect(revealed(view, 'e')).toBeUndefined()
    const top = revealed(view, 'a')
    expect(at(revealed({ ...view, place: top }, 'c'))).toBe('b1 b2 c1')
    expect(at(revealed({ rows, height: 2, place: undefined }, 'd'), rows, 2)).toBe('d1 d2')
    expect(at(revealed(view, 'nothing'))).toBe('d2 d3 e1')
  })

  test('places an item at the top', () => {
    expect(at(placedAtTop(view, 'b'))).toBe('b1 b2 c1')
    expect(placedAtTop(view, 'e')).toBeUndefined()
  })
})
