// Turns a timeline's items into what is drawn, row by row: day separators, the line before the first
// unread message, and which messages sit together in one group. The order of the items is kept, also where
// a clock was wrong and times go back: a day is named once.

import type { HappeningSnapshot, MessageSnapshot, TimelineItem } from '@sotto/client'
import type { MessageId } from '@sotto/wire'
import { dayOf } from '../text/times.ts'

export type Row =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'unread'; readonly key: 'unread' }
  | {
      readonly type: 'message'
      readonly key: MessageId
      readonly message: MessageSnapshot
      /** Begins and ends a run of one sender's messages. */
      readonly first: boolean
      readonly last: boolean
    }
  | { readonly type: 'happening'; readonly key: string; readonly happening: HappeningSnapshot }

/** Messages of one sender this close together form one group. */
const groupGap = 5 * 60_000

export function rowsOf(items: readonly TimelineItem[], firstUnread: MessageId | undefined): readonly Row[] {
  const rows: Row[] = []
  let day = Number.NEGATIVE_INFINITY
  for (const [index, item] of items.entries()) {
    const itemDay = dayOf(item.at)
    if (itemDay > day) {
      rows.push({ type: 'day', key: `day ${itemDay}`, at: item.at })
      day = itemDay
    }
    if (item.type === 'happening') {
      rows.push({ type: 'happening', key: item.key, happening: item })
      continue
    }
    if (item.id === firstUnread) rows.push({ type: 'unread', key: 'unread' })
    rows.push({
      type: 'message',
      key: item.id,
      message: item,
      first: !together(items[index - 1], item) || item.id === firstUnread,
      last: !together(item, items[index + 1]) || isUnread(items[index + 1], firstUnread),
    })
  }
  return rows
}

function isUnread(item: TimelineItem | undefined, firstUnread: MessageId | undefined): boolean {
  return item?.type === 'message' && item.id === firstUnread
}

function together(before: TimelineItem | undefined, after: TimelineItem | undefined): boolean {
  if (before?.type !== 'message' || after?.type !== 'message') return false
  if (before.from !== after.from || before.mine !== after.mine) return false
  return Math.abs(after.at - before.at) < groupGap && dayOf(before.at) === dayOf(after.at)
}
