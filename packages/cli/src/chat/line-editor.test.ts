import { describe, expect, test } from 'vitest'
import { draftOf, insert, press, textOf } from './line-editor.ts'

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
    ['an unknown combination', { ctrl: true, input: 'x' }, 'one two|'],
  ])('%s', (_name, pressed, expected) => {
    expect(cursor(press(draftOf('one two'), key(pressed)))).toBe(expected)
  })

  test('cuts to the end with Ctrl-K', () => {
    const middle = press(press(draftOf('ab'), key({ leftArrow: true })), key({ ctrl: true, input: 'k' }))
    expect(cursor(middle)).toBe('a|')
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
