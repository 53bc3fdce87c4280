import { describe, expect, test } from 'vitest'
import { draftOf, insert, moveLine, press, textOf } from './line-editor.ts'

const key = (more: object) => ({ input: '', ...more })
const cursor = (draft: ReturnType<typeof draftOf>) => `${draft.before.join('')}|${draft.after.join('')}`

describe('the line editor', () => {
  test('writes at the cursor', () => {
    let draft = draftOf('helo')
    draft = press(draft, key({ leftArrow: true }))
    draft = press(draft, key({ input: 'l' }))
    expect(cursor(draft)).toBe('hell|o')
    expect(textOf(draft)).toBe('hello')
  })

  test.each([
    ['home', { home: true }, '|one two'],
    ['Ctrl-A', { ctrl: true, input: 'a' }, '|one two'],
    ['end', { end: true }, 'one two|'],
    ['backspace', { backspace: true }, 'one tw|'],
    ['delete at the end', { delete: true }, 'one two|'],
    ['Ctrl-W', { ctrl: true, input: 'w' }, 'one |'],
    ['Ctrl-U', { ctrl: true, input: 'u' }, '|'],
    ['right at the end', { rightArrow: true }, 'one two|'],
    ['Ctrl-B', { ctrl: true, input: 'b' }, 'one tw|o'],
    ['Alt-B', { meta: true, input: 'b' }, 'one |two'],
    ['Ctrl-left', { ctrl: true, leftArrow: true }, 'one |two'],
    ['Alt-backspace', { meta: true, backspace: true }, 'one |'],
    ['Ctrl-H', { ctrl: true, input: 'h' }, 'one tw|'],
    ['Ctrl-T', { ctrl: true, input: 't' }, 'one tow|'],
    ['a key that nobody here knows', { input: '[25~' }, 'one two|'],
    ['an unknown combination', { ctrl: true, input: 'x' }, 'one two|'],
  ])('%s', (_name, pressed, expected) => {
    expect(cursor(press(draftOf('one two'), key(pressed)))).toBe(expected)
  })

  test('cuts to the end with Ctrl-K', () => {
    const middle = press(press(draftOf('ab'), key({ leftArrow: true })), key({ ctrl: true, input: 'k' }))
    expect(cursor(middle)).toBe('a|')
  })

  test('moves by words, and cuts the next one', () => {
    const start = press(draftOf('one, two'), key({ home: true }))
    expect(cursor(press(start, key({ meta: true, input: 'f' })))).toBe('one|, two')
    expect(cursor(press(start, key({ ctrl: true, rightArrow: true })))).toBe('one|, two')
    expect(cursor(press(start, key({ meta: true, input: 'd' })))).toBe('|, two')
    expect(cursor(press(start, key({ ctrl: true, input: 'd' })))).toBe('|ne, two')
  })

  test('Ctrl-Y brings back what was cut', () => {
    const cut = press(draftOf('one two'), key({ ctrl: true, input: 'w' }))
    const start = press(cut, key({ ctrl: true, input: 'a' }))
    expect(cursor(press(start, key({ ctrl: true, input: 'y' })))).toBe('two|one ')
  })

  test('home, end and cutting keep to the line', () => {
    const draft = draftOf('one\ntwo')
    expect(cursor(press(draft, key({ home: true })))).toBe('one\n|two')
    expect(cursor(press(draft, key({ ctrl: true, input: 'u' })))).toBe('one\n|')
    const first = moveLine(draft, 20, -1) ?? draftOf('')
    expect(cursor(first)).toBe('one|\ntwo')
    expect(cursor(press(first, key({ ctrl: true, input: 'k' })))).toBe('one|two')
  })

  test('goes up and down lines as they are wrapped, by cells', () => {
    const draft = draftOf('日本語 ab')
    const up = moveLine(draft, 6, -1)
    expect(up === undefined ? '' : cursor(up)).toBe('日|本語 ab')
    expect(up === undefined ? up : moveLine(up, 6, -1)).toBeUndefined()
    expect(moveLine(draft, 6, 1)).toBeUndefined()
    expect(cursor(moveLine(up ?? draft, 6, 1) ?? draft)).toBe('日本語 ab|')
  })

  test('a family emoji is one character', () => {
    const family = '👩‍👩‍👧'
    expect(cursor(press(draftOf(`a${family}`), key({ backspace: true })))).toBe('a|')
    expect(cursor(press(draftOf(`a${family}`), key({ leftArrow: true })))).toBe(`a|${family}`)
  })

  test('pasted line ends are one kind', () => {
    expect(textOf(insert(draftOf(''), 'a\r\nb\rc'))).toBe('a\nb\nc')
  })

  test('a key that means nothing leaves the same draft', () => {
    const draft = draftOf('x')
    expect(press(draft, key({ meta: true, input: 'x' }))).toBe(draft)
  })
})
