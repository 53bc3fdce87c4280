// A timeline as rows of a given width: days, who wrote, what they wrote, what became of it. Everything that others
// wrote has been made harmless here. Each row knows its item, and how far it is from the item's last row, by which a
// view holds its place when the rows above it change.

import type {
  HappeningSnapshot,
  MessageSnapshot,
  QuoteSnapshot,
  ReactionSnapshot,
  SendState,
  TimelineItem,
} from '@sotto/client'
import { type MessageId, plainMentions } from '@sotto/wire'
import { harmless, harmlessLine } from '../terminal/harmless.ts'
import { fitted, linesOf, widthOf } from './cells.ts'
import { happeningText } from './happening-text.ts'
import { type Part, part, type Row, rowWidth } from './rows.ts'

export type TimelineRow = {
  /** The item's id or key. */
  readonly key: string
  readonly fromEnd: number
  /** False for the day and the name above a message. */
  readonly body: boolean
  readonly row: Row
}

type Layout = {
  readonly items: readonly TimelineItem[]
  readonly width: number
  readonly firstUnread?: MessageId | undefined
}

/** How long somebody may pause until their name is said again. */
const pause = 5 * 60_000
const indent = '  '

export function keyOf(item: TimelineItem): string {
  return item.type === 'message' ? item.id : item.key
}

export function timelineRows({ items, width, firstUnread }: Layout): TimelineRow[] {
  return items.flatMap((item, index) => {
    const key = keyOf(item)
    const before = items[index - 1]
    const isFirstUnread = key === firstUnread
    const head: Row[] = [
      ...(before === undefined || dayOf(before.at) !== dayOf(item.at)
        ? [ruled(dayText(item.at), width, 'dim')]
        : []),
      ...(isFirstUnread ? [ruled('new', width, 'good')] : []),
      ...(item.type === 'message' && (isFirstUnread || !continues(item, before)) ? [headOf(item)] : []),
    ]
    const body = item.type === 'message' ? messageRows(item, width) : happeningRows(item, width)
    const rows = [...head, ...body]
    return rows.map((row, at) => ({ key, fromEnd: rows.length - 1 - at, body: at >= head.length, row }))
  })
}

function continues(item: MessageSnapshot, before: TimelineItem | undefined): boolean {
  return (
    before?.type === 'message' &&
    before.from === item.from &&
    dayOf(before.at) === dayOf(item.at) &&
    item.at - before.at < pause
  )
}

function headOf({ from, mine, at }: MessageSnapshot): Row {
  return [part(from, mine ? 'own' : 'name'), part(`  ${clockText(at)}`, 'dim')]
}

function ruled(text: string, width: number, look: 'dim' | 'good'): Row {
  const side = Math.max(1, Math.floor((width - widthOf(text) - 2) / 2))
  return [part(fitted(`${'─'.repeat(side)} ${text} ${'─'.repeat(side)}`, width), look)]
}

function happeningRows({ what }: HappeningSnapshot, width: number): Row[] {
  const look = what.kind === 'warning' || what.kind === 'missing' ? 'warn' : 'dim'
  return linesOf(happeningText(what), width - 2).map((line, index) => [
    part(`${index === 0 ? '·' : ' '} ${line}`, look),
  ])
}

function messageRows(message: MessageSnapshot, width: number): Row[] {
  const said = saidRows(message, width - indent.length)
  const rows = [
    ...quoteRows(message, width - indent.length),
    ...withMarks(said, marksOf(message), width - indent.length),
    ...reactionRows(message, width - indent.length),
    ...failureRows(message, width - indent.length),
  ]
  return rows.map((row) => [part(indent), ...row])
}

function saidRows({ text, unsupported, deleted }: MessageSnapshot, width: number): Row[] {
  if (deleted !== undefined) return [[part('(deleted)', 'dim')]]
  if (unsupported !== undefined) {
    return linesOf(`(${harmlessLine(unsupported)})`, width).map((line) => [part(line, 'warn')])
  }
  return linesOf(harmless(plainMentions(text)), width).map((line) => [part(line)])
}

const stateMarks: Record<SendState, Part> = {
  pending: part('…', 'dim'),
  sent: part('✓', 'dim'),
  delivered: part('✓✓', 'dim'),
  read: part('✓✓ read', 'dim'),
  failed: part('✗ not sent', 'warn'),
}

function marksOf({
  starred,
  pinned,
  forwarded,
  edited,
  deleted,
  expires,
  mine,
  state,
}: MessageSnapshot): Part[] {
  const isPending = edited?.pending === true || deleted?.pending === true
  return [
    ...(starred === true ? [part('★', 'dim')] : []),
    ...(pinned === true ? [part('(pinned)', 'dim')] : []),
    ...(forwarded === true ? [part('(forwarded)', 'dim')] : []),
    ...(edited !== undefined && deleted === undefined ? [part('(edited)', 'dim')] : []),
    ...(expires !== undefined && deleted === undefined ? [part('(disappears)', 'dim')] : []),
    ...(isPending ? [stateMarks.pending] : mine && deleted === undefined ? [stateMarks[state]] : []),
  ]
}

/** Behind the last line where there is room for them, else below it. */
function withMarks(rows: readonly Row[], marks: readonly Part[], width: number): Row[] {
  if (marks.length === 0) return [...rows]
  const last = rows.at(-1) ?? []
  const row = marks.flatMap((mark, index) => (index === 0 ? [mark] : [part(' '), mark]))
  const wide = [...last, part('  '), ...row]
  return rowWidth(wide) <= width ? [...rows.slice(0, -1), wide] : [...rows, row]
}

function quoteRows({ quote, deleted }: MessageSnapshot, width: number): Row[] {
  if (quote === undefined || deleted !== undefined) return []
  return [[part(fitted(`┃ ${quoteText(quote)}`, width), 'dim')]]
}

function quoteText(quote: QuoteSnapshot): string {
  switch (quote.kind) {
    case 'missing':
      return 'a message that is not here'
    case 'deleted':
      return `${quote.from}: (deleted)`
    case 'message':
      return `${quote.from}: ${harmlessLine(quote.unsupported ?? plainMentions(quote.text))}`
  }
}

function reactionRows({ reactions }: MessageSnapshot, width: number): Row[] {
  if (reactions.length === 0) return []
  const said = reactions.map(
    (one) => `${harmlessLine(one.reaction)} ${giversOf(one)}${one.pending ? ' …' : ''}`,
  )
  return linesOf(said.join('   '), width).map((line) => [part(line, 'dim')])
}

/** One by name, more by their number. */
function giversOf({ by, mine }: ReactionSnapshot): string {
  if (mine) return by.length > 1 ? `you +${by.length - 1}` : 'you'
  return by.length === 1 ? `${by[0]}` : `${by.length}`
}

const refusedWords = {
  edit: 'Not changed',
  deletion: 'Not deleted',
  reaction: 'No reaction',
  pin: 'Neither pinned nor unpinned',
} as const

function failureRows({ failure, refused }: MessageSnapshot, width: number): Row[] {
  const said = [
    ...(failure === undefined ? [] : [failure.message]),
    ...(refused ?? []).map((one) => `${refusedWords[one.what]}: ${one.failure.message}`),
  ]
  return said.flatMap((text) => linesOf(harmlessLine(text), width).map((line) => [part(line, 'warn')]))
}

function clockText(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `Monday 4 May 2026` in the machine's own time zone. */
function dayText(at: number): string {
  const date = new Date(at)
  return `${weekdays[date.getDay()]} ${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`
}

/** The clock of today, the day of this year, the date before. */
export function shortTime(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) return clockText(at)
  const date = new Date(at)
  const day = `${date.getDate()} ${months[date.getMonth()]?.slice(0, 3)}`
  return date.getFullYear() === new Date(now).getFullYear() ? day : `${day} ${date.getFullYear()}`
}

function dayOf(at: number): string {
  return new Date(at).toDateString()
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]

function two(value: number): string {
  return String(value).padStart(2, '0')
}
