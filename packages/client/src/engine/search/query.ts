// What somebody types to search, read as words to look for and as what narrows them: `from:bob`, `in:"the trip"`,
// `before:2026-03-01`, `after:yesterday`, `on:2026-03`, `has:link`. Any text is a search: what narrows nothing (`before:lunch`)
// is words like others, and what is not finished (`from:`) is nothing yet.

import { type DaySpan, daysNamed } from './dates.ts'

export const searchFilters = ['from', 'in', 'before', 'after', 'on', 'has'] as const
export type SearchFilter = (typeof searchFilters)[number]

export type SearchMeaning =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** These words, one after the other. */
  | { readonly kind: 'phrase'; readonly words: readonly string[] }
  | { readonly kind: 'from' | 'in'; readonly name: string }
  | { readonly kind: 'before' | 'after' | 'on'; readonly days: DaySpan }
  | { readonly kind: 'link' }
  /** The value is still to come. */
  | { readonly kind: 'nothing' }

/** A piece of what was typed, from `start` to before `end`; `filter` with its `value` as it stands there, whatever it means. */
export type SearchTerm = {
  readonly start: number
  readonly end: number
  readonly filter?: SearchFilter
  readonly value: string
  readonly meaning: SearchMeaning
}

const mostTerms = 40

/** In the order in which they stand. `now`: for the days that are named by it, milliseconds since 1970. */
export function searchTerms(text: string, now: number): readonly SearchTerm[] {
  const terms: SearchTerm[] = []
  for (let at = afterSpace(text, 0); at < text.length && terms.length < mostTerms; ) {
    const term = termAt(text, at, now)
    terms.push(term)
    at = afterSpace(text, term.end)
  }
  return terms
}

/** What is written so that it is read as this value of this filter. */
export function filterWord(filter: SearchFilter, value: string): string {
  const plain = value.replaceAll('"', ' ').trim()
  return /^\S+$/.test(plain) ? `${filter}:${plain}` : `${filter}:"${plain}"`
}

/** As the full text has them. */
export function wordsIn(text: string): readonly string[] {
  return text.normalize('NFC').match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []
}

function afterSpace(text: string, from: number): number {
  return from + (matchAt(/\s*/y, text, from)?.[0].length ?? 0)
}

function termAt(text: string, start: number, now: number): SearchTerm {
  const name = matchAt(/(\w+):/y, text, start)
  const filter = searchFilters.find((one) => one === name?.[1]?.toLowerCase())
  const from = filter === undefined ? start : start + filter.length + 1
  const quoted = matchAt(/"([^"]*)"?/y, text, from)
  const whole = quoted?.[0] ?? matchAt(/\S*/y, text, from)?.[0] ?? ''
  const value = quoted?.[1] ?? whole
  const end = from + whole.length
  if (filter !== undefined)
    return { start, end, filter, value, meaning: meaningOf(filter, value.trim(), now) }
  return {
    start,
    end,
    value,
    meaning: { kind: quoted === undefined ? 'words' : 'phrase', words: wordsIn(value) },
  }
}

function meaningOf(filter: SearchFilter, value: string, now: number): SearchMeaning {
  if (value === '') return { kind: 'nothing' }
  const words = { kind: 'words', words: wordsIn(`${filter} ${value}`) } as const
  switch (filter) {
    case 'from':
    case 'in':
      return { kind: filter, name: value }
    case 'has':
      return /^links?$/i.test(value) ? { kind: 'link' } : words
    default: {
      const days = daysNamed(value, now)
      return days === undefined ? words : { kind: filter, days }
    }
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
