import { expect, test } from 'vitest'
import { excerpt } from './excerpt.ts'

const shown = (text: string, ...words: string[]) =>
  excerpt(text, words)
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join('')

test('a short text is shown whole, without its marks', () => {
  expect(shown('**so** it `is`', 'so', 'i')).toBe('[so] [i]t [i]s')
  expect(shown('nothing of it', 'zebra')).toBe('nothing of it')
  expect(shown('', 'a')).toBe('')
})

test('of a long one the part is shown in which it was found', () => {
  const long = `${'word '.repeat(400)}needle ${'more '.repeat(400)}`
  const part = shown(long, 'needl')
  expect(part).toMatch(/^…word .*\[needl\]e more .*…$/)
  expect(part.length).toBeLessThan(200)
  expect(shown('a'.repeat(500), 'a')).toMatch(/^\[a\]a+…$/)
})

test('what was concealed is not shown, also where a part begins in it', () => {
  const secret = `||${'hidden '.repeat(60)}needle||`
  expect(shown(`${'word '.repeat(20)}${secret}`, 'needle')).not.toMatch(/hidden|needle/)
})
