import { describe, expect, test } from 'vitest'
import { composerRows } from './composer-rows.ts'
import { draftOf, press } from './line-editor.ts'

const left = { input: '', leftArrow: true }

describe('what is being written, as rows', () => {
  test('wraps, with the cursor where the next character comes', () => {
    expect(composerRows(draftOf('one two three'), 8, 5)).toEqual({
      rows: ['one two ', 'three'],
      cursor: { x: 5, y: 1 },
    })
    expect(composerRows(draftOf('a\n'), 8, 5)).toEqual({ rows: ['a', ''], cursor: { x: 0, y: 1 } })
    expect(composerRows(draftOf(''), 8, 5)).toEqual({ rows: [''], cursor: { x: 0, y: 0 } })
  })

  test('the cursor counts cells', () => {
    expect(composerRows(press(draftOf('日本語'), left), 20, 5).cursor).toEqual({ x: 4, y: 0 })
    expect(composerRows(draftOf('e\u0301👩‍👩‍👧'), 20, 5).cursor).toEqual({ x: 3, y: 0 })
  })

  test('of a long text the rows around the cursor', () => {
    const text = draftOf('1\n2\n3\n4\n5')
    expect(composerRows(text, 20, 3)).toEqual({ rows: ['3', '4', '5'], cursor: { x: 1, y: 2 } })
    const first = press(press(text, { input: '', ctrl: true, leftArrow: true }), { input: '', home: true })
    expect(composerRows(first, 20, 3).cursor.y).toBe(2)
  })

  test('a pasted control character commands nothing', () => {
    expect(composerRows(draftOf('a\u001b[2Jb'), 20, 5).rows).toEqual(['a␛[2Jb'])
  })
})
