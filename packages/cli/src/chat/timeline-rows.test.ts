import type { MessageSnapshot, TimelineItem } from '@sotto/client'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { message, messageId, name } from '../memory-engine.fixture.ts'
import { widthOf } from './cells.ts'
import { rowText } from './rows.ts'
import { timelineRows } from './timeline-rows.ts'

const noon = new Date(2026, 4, 4, 12, 0).getTime()
const minute = 60_000

function shown(
  items: readonly TimelineItem[],
  more: { width?: number; firstUnread?: number } = {},
): string[] {
  const { width = 40, firstUnread } = more
  const layout = { items, width, firstUnread: firstUnread === undefined ? undefined : messageId(firstUnread) }
  return timelineRows(layout).map(({ row }) => rowText(row))
}

function said(more: Partial<MessageSnapshot>): string[] {
  return shown([message(1, { at: noon, ...more })]).slice(2)
}

describe('a timeline as rows', () => {
  test('is grouped by day and author; a long pause names them again', () => {
    const rows = shown([
      message(1, { at: noon, text: 'one' }),
      message(2, { at: noon + minute, text: 'two' }),
      message(3, { at: noon + 2 * minute, from: name('alice'), mine: true, text: 'three', state: 'read' }),
      message(4, { at: noon + 9 * minute, from: name('alice'), mine: true, text: 'four', state: 'sent' }),
      message(5, {
        at: noon + 24 * 60 * minute,
        from: name('alice'),
        mine: true,
        text: 'five',
        state: 'pending',
      }),
    ])
    expect(rows).toEqual([
      '────────── Monday 4 May 2026 ──────────',
      'bob  12:00',
      '  one',
      '  two',
      'alice  12:02',
      '  three  ✓✓ read',
      'alice  12:09',
      '  four  ✓',
      '────────── Tuesday 5 May 2026 ──────────',
      'alice  12:00',
      '  five  …',
    ])
  })

  test('has a line above what is unread', () => {
    const items = [message(1, { at: noon }), message(2, { at: noon })]
    expect(shown(items, { width: 20, firstUnread: 2 }).slice(3)).toEqual([
      '─────── new ───────',
      'bob  12:00',
      '  message 2',
    ])
  })

  test.each<[string, Partial<MessageSnapshot>, string[]]>([
    ['edited', { edited: { at: noon, pending: false } }, ['  message 1  (edited)']],
    ['an edit on its way', { edited: { at: noon, pending: true } }, ['  message 1  (edited) …']],
    ['deleted', { text: '', deleted: { pending: false }, mine: true }, ['  (deleted)']],
    ['unsupported', { text: '', unsupported: 'a poll' }, ['  (a poll)']],
    [
      'reactions',
      {
        reactions: [
          { reaction: '👍', by: [name('bob'), name('carol')], mine: false, pending: false },
          { reaction: '❤️', by: [name('carol')], mine: false, pending: false },
          { reaction: '🎉', by: [name('alice'), name('bob')], mine: true, pending: true },
        ],
      },
      ['  message 1', '  👍 2   ❤️ carol   🎉 you +1 …'],
    ],
    [
      'a quote',
      { quote: { kind: 'message', id: messageId(2), from: name('bob'), mine: false, text: 'two\nlines' } },
      ['  ┃ bob: two lines', '  message 1'],
    ],
    [
      'a quote of what is missing',
      { quote: { kind: 'missing', id: messageId(2) } },
      ['  ┃ a message that is not here', '  message 1'],
    ],
    [
      'not sent',
      { mine: true, state: 'failed', failure: { code: 'not_accepting', message: 'bob takes none.' } },
      ['  message 1  ✗ not sent', '  bob takes none.'],
    ],
    [
      'a change that was refused',
      {
        refused: [
          { id: messageId(3), what: 'edit', text: 'x', failure: { code: 'offline', message: 'Too late.' } },
        ],
      },
      ['  message 1', '  Not changed: Too late.'],
    ],
  ])('%s', (_what, more, rows) => expect(said(more)).toEqual(rows))

  test('what is missing is told between the messages', () => {
    const what = { kind: 'missing', count: 3, state: 'asking' } as const
    const rows = shown([{ type: 'happening', key: 'k', at: noon, what }], { width: 60 })
    expect(rows.slice(1)).toEqual(['· 3 messages missing, asking your other devices …'])
  })

  test('an attacker’s texts and names command nothing, and every row fits', () => {
    const evil = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(evil, evil, fc.integer({ min: 12, max: 60 }), (text, reaction, width) => {
        const rows = timelineRows({
          width,
          items: [
            message(1, {
              text: `${text}\u001b]0;evil\u0007\u009b2J`,
              reactions: [{ reaction, by: [name('bob')], mine: false, pending: false }],
              quote: { kind: 'message', id: messageId(2), from: name('bob'), mine: false, text },
              failure: { code: 'offline', message: text },
            }),
            { type: 'happening', key: 'k', at: noon, what: { kind: 'warning', code: 'x', text } },
            { type: 'happening', key: 'l', at: noon, what: { kind: 'renamed', by: name('bob'), name: text } },
          ],
        })
        for (const { row } of rows) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the test
          expect(rowText(row)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
          expect(widthOf(rowText(row))).toBeLessThanOrEqual(width)
        }
      }),
    )
  })

  test('a thousand messages are laid out with one row known for each of their parts', () => {
    const items = Array.from({ length: 1000 }, (_, index) => message(index % 200, { at: noon + index }))
    const rows = timelineRows({ items, width: 60 })
    expect(rows).toHaveLength(1002)
    expect(rows[0]).toMatchObject({ body: false, fromEnd: 2 })
    expect(rows.at(-1)).toMatchObject({ body: true, fromEnd: 0 })
  })
})
