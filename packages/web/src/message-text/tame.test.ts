import { describe, expect, it } from 'vitest'
import { isTame } from './tame.ts'

describe('what the renderer is given', () => {
  it.each([
    ['a quote of a quote', '> > words\n\n- one\n  - two\n    - [x] three'],
    ['a long list', '- **one** item\n'.repeat(150)],
    ['a long quote', '> words\n'.repeat(1000)],
    ['a rule', `words\n\n${'-'.repeat(80)}\n\n${'* '.repeat(40)}\n\nwords`],
    ['a table', '| a | b |\n|---|---|\n'.concat('| 1 | 2 |\n'.repeat(150))],
    ['a long text', 'words and (words), 3 - 2 = 1. '.repeat(1000)],
  ])('is %s', (_what, text) => {
    expect(isTame(text)).toBe(true)
  })

  it.each([
    ['quotes without end', `${'>'.repeat(20_000)}x`],
    ['lists without end', `${'- '.repeat(15_000)}x`],
    ['numbers without end', `${'1. '.repeat(10_000)}x`],
    ['many lists in lists', `${'- '.repeat(12)}x\n`.repeat(100)],
    ['stars without end', `${'*'.repeat(8000)}a${'*'.repeat(8000)}`],
    ['emphasis in emphasis', `${'*a '.repeat(2000)}${' a*'.repeat(2000)}`],
    ['pictures in pictures', `${'!['.repeat(2000)}a${'](x)'.repeat(2000)}`],
    ['a table without end', `${'|a'.repeat(5000)}\n${'|-'.repeat(5000)}`],
  ])('is not %s', (_what, text) => {
    expect(isTame(text)).toBe(false)
  })
})
