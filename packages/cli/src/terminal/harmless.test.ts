import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { harmless, harmlessJson, harmlessLine } from './harmless.ts'

const dangerous =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

describe('what others wrote cannot command a terminal', () => {
  test.each([
    ['moves the cursor', '\u001b[2J\u001b[H'],
    ['sets the title', '\u001b]0;root@host\u0007'],
    ['writes to the clipboard', '\u001b]52;c;ZXZpbA==\u001b\\'],
    ['uses the one-byte form', '\u009b31m'],
    ['overwrites its line', 'safe\rdangerous'],
    ['rings and deletes', '\u0007\u0008\u007f'],
    ['turns the reading direction', 'txt.\u202eexe'],
    ['hides words in tags', `a${String.fromCodePoint(0xe0041)}b`],
  ])('%s', (_what, text) => {
    expect(harmless(text)).not.toMatch(dangerous)
    expect(harmless(text)).not.toBe(text)
    expect(harmlessJson({ text })).not.toMatch(dangerous)
    expect(JSON.parse(harmlessJson({ text }))).toEqual({ text })
  })

  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(harmless(text)).not.toMatch(dangerous)
        expect(harmlessLine(text)).not.toMatch(/[\n\t]/)
        expect(harmlessJson(text)).not.toMatch(dangerous)
        expect(JSON.parse(harmlessJson(text))).toBe(text)
      }),
    )
  })

  test('ordinary text stays as it is', () => {
    const text = 'Grüße 👩‍👩‍👧 こんにちは שלום\n\ttabbed'
    expect(harmless(text)).toBe(text)
    expect(harmlessLine('two\n lines')).toBe('two lines')
  })
})
