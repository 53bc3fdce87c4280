import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { charactersOf, fitted, linesOf, padded, widthOf, wrapped } from './cells.ts'

const family = '👩‍👩‍👧'

describe('text in cells', () => {
  test.each([
    ['ASCII', 'abc', 3],
    ['wide characters', '日本', 4],
    ['a combining mark', 'e\u0301', 1],
    ['a family', family, 2],
    ['a flag', '🇫🇷', 2],
    ['Hebrew', 'שלום', 4],
    ['Arabic with marks', 'مَرْحَبًا', 5],
  ])('%s', (_what, text, width) => expect(widthOf(text)).toBe(width))

  test('breaks at spaces, else anywhere, and at line feeds', () => {
    expect(linesOf('one two three', 8)).toEqual(['one two', 'three'])
    expect(linesOf('abcdefgh', 3)).toEqual(['abc', 'def', 'gh'])
    expect(linesOf('a\n\nb', 9)).toEqual(['a', '', 'b'])
    expect(linesOf('日本語', 4)).toEqual(['日本', '語'])
    expect(linesOf('exactly ten', 7)).toEqual(['exactly', 'ten'])
  })

  test('keeps right-to-left text in the order in which it is written', () => {
    expect(linesOf('שלום עולם', 5)).toEqual(['שלום', 'עולם'])
  })

  test('cuts between characters, with a mark that something is missing', () => {
    expect(fitted('abcdef', 4)).toBe('abc…')
    expect(fitted(`a${family}b`, 3)).toBe('a…')
    expect(fitted('日本語', 4)).toBe('日…')
    expect(fitted('abc', 3)).toBe('abc')
    expect(fitted('abc', 0)).toBe('')
    expect(padded('日', 4)).toBe('日  ')
  })

  test('any text: nothing is lost, nothing is wider than it may be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const characters = charactersOf(text)
        const lines = wrapped(characters, width).map(({ from, to }) => characters.slice(from, to).join(''))
        expect(lines.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''))
        for (const line of linesOf(text, width)) expect(widthOf(line)).toBeLessThanOrEqual(width)
        expect(widthOf(padded(text.replaceAll('\n', ' '), width))).toBe(width)
      }),
    )
  })
})
