import { describe, expect, it } from 'vitest'
import { looksPlain, plainPreview } from './plain-preview.ts'

describe('a message as one line', () => {
  it.each([
    ['**bold** and _soft_', 'bold and soft'],
    ['# Title\n\n- one\n- two', 'Title one two'],
    ['see [the page](https://a.example)', 'see the page'],
    ['so [@x](sotto:user/alice), @bob', 'so @alice, @bob'],
    ['![cat](https://a.example/c.png)', 'cat'],
    ['`code` stays', 'code stays'],
    ['> quoted\n\nanswer', 'quoted answer'],
    ['- [x] done', 'done'],
    ['it was ||the butler||, said ||she||', 'it was ▒▒▒▒, said ▒▒▒▒'],
    ['||a secret that is cut', '▒▒▒▒'],
    ['a || b || c and `x||y||z`', 'a || b || c and x||y||z'],
    ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
  ])('%j reads %j', (markdown, words) => {
    expect(plainPreview(markdown)).toBe(words)
  })

  it('cuts long texts by characters, not halves of them', () => {
    const cut = plainPreview('🙏'.repeat(300), 10)
    expect(Array.from(cut)).toHaveLength(10)
    expect(cut.endsWith('🙏…')).toBe(true)
  })
})

describe('plain text', () => {
  it.each(['hello', 'two\nlines', 'It’s 5 o’clock: (really)?', 'a - b'])('%j needs no renderer', (text) => {
    expect(looksPlain(text)).toBe(true)
  })

  it.each([
    '**b**',
    '- item',
    '1. item',
    'https://a.example',
    'me@a.example',
    'hi @alice',
    '&amp;',
    '    code',
    'Title\n=====',
    'a\n\nb',
  ])('%j needs the renderer', (text) => {
    expect(looksPlain(text)).toBe(false)
  })
})
