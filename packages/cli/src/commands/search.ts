// search: what messages on this device say, whose they are, where and when.

import { filterWord, searchFilters } from '@sotto/client/search'
import { ask, withDevice } from '../device.ts'
import { wholeNumber } from '../options.ts'
import type { CommandText, Run } from './command.ts'
import { refresh, tellProgress } from './conversations.ts'
import { messageLine, messageResult } from './message.ts'

const usualLimit = 50

export const searchText: CommandText = {
  name: 'search',
  synopsis: 'WORDS…',
  summary: 'find messages on this device, newest first',
  details:
    'The words are found by their beginnings, whatever their case or accents; "in quotes" they must follow each other.\nThese narrow it, in any order:\n\n  from:NAME      by this person: an account name, or what somebody calls themselves; from:me\n  in:NAME        in the conversation with this person, or this group; also an id\n  before:DAY, after:DAY, on:DAY\n                 DAY is 2026-03-09, a month (2026-03), a year (2026), today or yesterday\n  has:link       with an address of the web\n\nThe beginning of a name is enough; one with spaces is quoted, as in from:"Anna Lena". Several from: (or in:) are any of\nthem. Anything else is a word to look for.\n\n  --limit N   how many at most (default 50, up to 200)\n\nJSON, one a line: as in sotto history, with "in": what the conversation is called',
  examples: [
    'sotto search train tickets',
    'sotto search from:bob after:2026-03 has:link',
    `sotto search 'in:"Summer trip" on:yesterday' --json`,
  ],
  options: ['limit'],
  words: [1, 100],
}

export const search: Run = (call) => {
  const limit = wholeNumber(call.options, 'limit') ?? usualLimit
  return withDevice(call, async (engine) => {
    await refresh(call, engine)
    await tellProgress(call, engine)
    const text = call.words.map(asTyped).join(' ')
    const hits = await ask(engine, 'search', { text, limit })
    if (hits.length === 0) call.output.note('Nothing found on this device.')
    for (const { message, conversationName } of hits) {
      const result = { ...messageResult(message), in: conversationName }
      call.output.result(result, (style) => messageLine(message, style, conversationName))
    }
  })
}

/** A shell takes the quotes away: what it gives as one word was meant as one. */
function asTyped(word: string): string {
  const filter = searchFilters.find((one) => word.toLowerCase().startsWith(`${one}:`))
  if (filter === undefined || word.includes('"') || !/\s/.test(word)) return word
  return filterWord(filter, word.slice(filter.length + 1))
}
