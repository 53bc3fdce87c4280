import { describe, expect, it } from 'vitest'
import { daysNamed } from './dates.ts'
import { piecesFound, wantedWords } from './highlight.ts'
import { filterWord, searchTerms } from './query.ts'

const now = new Date(2026, 2, 1, 15).getTime()
const meant = (text: string) => searchTerms(text, now).map(({ meaning }) => meaning)

describe('what is typed to search', () => {
  it('is words, and what narrows them, in any order', () => {
    expect(meant('so  from:bob IN:"the trip" Has:link "good by')).toEqual([
      { kind: 'words', words: ['so'] },
      { kind: 'from', name: 'bob' },
      { kind: 'in', name: 'the trip' },
      { kind: 'link' },
      { kind: 'phrase', words: ['good', 'by'] },
    ])
  })

  it('narrows nothing where it can mean nothing: it is words then', () => {
    for (const text of ['before:lunch', 'on:2026-13', 'has:cake', 'after:1969']) {
      expect(meant(text)).toEqual([{ kind: 'words', words: text.split(/[:-]/) }])
    }
    expect(meant('https://example.org re:from a:b')).toEqual([
      { kind: 'words', words: ['https', 'example', 'org'] },
      { kind: 'words', words: ['re', 'from'] },
      { kind: 'words', words: ['a', 'b'] },
    ])
  })

  it('is nothing yet where a value is still to come', () => {
    expect(meant('from: on:"" in:"')).toEqual(Array(3).fill({ kind: 'nothing' }))
    expect(meant(' \n ')).toEqual([])
  })

  it('tells where each piece stands, all of it, whatever is typed', () => {
    const signs = [
      '"',
      ':',
      'from:',
      'in:"',
      'on:',
      '@',
      ' ',
      '\n',
      'é',
      '😀',
      'x',
      '2026',
      '\u0000',
      '\ud800',
    ]
    for (const a of signs) {
      for (const b of signs) {
        for (const c of signs) {
          const text = `${a}${b}${c}`
          const terms = searchTerms(text, now)
          const gaps = [...terms, { start: text.length }].map(({ start }, at) =>
            text.slice(terms[at - 1]?.end ?? 0, start),
          )
          expect(
            gaps.every((gap) => gap.trim() === ''),
            JSON.stringify(text),
          ).toBe(true)
          expect(
            terms.every(({ start, end }) => end > start),
            JSON.stringify(text),
          ).toBe(true)
        }
      }
    }
    expect(searchTerms('a '.repeat(10_000), now).length).toBeLessThan(100)
  })

  it('is written so that it is read again as it was meant', () => {
    for (const name of ['bob', 'the trip', 'a "b" c', ' x ']) {
      const read = name.replaceAll('"', ' ').trim()
      expect(meant(filterWord('from', name))).toEqual([{ kind: 'from', name: read }])
    }
  })
})

describe('days', () => {
  const day = (year: number, month: number, date: number) => new Date(year, month - 1, date).getTime()

  it.each([
    ['2026-03-29', day(2026, 3, 29), day(2026, 3, 30)],
    ['2024-2', day(2024, 2, 1), day(2024, 3, 1)],
    ['2024-02-29', day(2024, 2, 29), day(2024, 3, 1)],
    ['2025', day(2025, 1, 1), day(2026, 1, 1)],
    ['today', day(2026, 3, 1), day(2026, 3, 2)],
    ['Yesterday', day(2026, 2, 28), day(2026, 3, 1)],
  ])('%s', (text, from, to) => {
    expect(daysNamed(text, now)).toEqual({ from, to })
  })

  it.each(['2025-02-29', '2025-00-01', '2025-1-0', '25', '2025-', '1.1.2025', '', 'tomorrow', '20255'])(
    'and none: %s',
    (text) => {
      expect(daysNamed(text, now)).toBeUndefined()
    },
  )
})

describe('what was found is marked', () => {
  const marked = (text: string, query: string) =>
    piecesFound(text, wantedWords(searchTerms(query, now)))
      .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
      .join('')

  it.each([
    ['Zürich and the zoo', 'zu', '[Zü]rich and the zoo'],
    ['e\u0301tat', 'et', '[e\u0301t]at'],
    ['no, nothing', 'no', '[no], [no]thing'],
    ['unknown', 'know', 'unknown'],
    ['nothing', 'from:nothing', 'nothing'],
    ['one oneness', 'o one', '[one] [one]ness'],
    ['😀 day😀', 'day', '😀 [day]😀'],
    ['', 'x', ''],
  ])('%s for %s', (text, query, shown) => {
    expect(marked(text, query)).toBe(shown)
  })

  it('nothing is lost of a text', () => {
    for (const text of ['a "b" ~~c', 'İstanbul ß straße', '\ud800a\u0301\u0301b', 'ﬁn ﬁ']) {
      for (const query of ['i', 's', 'a', 'f', 'fi', 'b']) {
        const pieces = piecesFound(text, wantedWords(searchTerms(query, now)))
        expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      }
    }
  })
})
