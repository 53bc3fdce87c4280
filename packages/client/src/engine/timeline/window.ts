// A contiguous part of a conversation's timeline that somebody looks at. It opens at the first unread
// message, or around a given one, or at the end; it grows on demand and follows the end while it is there.
// Always holds: an item that did not change stays the very same object, and a snapshot in which none did too, so that
// whoever hands it on can see at a glance what is new (remote/list-patch.ts).

import { type ConversationId, type MessageId, parseMessageId } from '@sotto/wire'
import type { TimelineItem, TimelineSnapshot } from '../../api/messages.ts'
import type { Database } from '../store/database.ts'
import { numberOf, parsed } from '../store/rows.ts'
import { itemsBetween, positionAway, positionOfMessage } from './items.ts'
import { isWaiting } from './position.ts'

const farthest = Number.MAX_SAFE_INTEGER

export type WindowStart = {
  readonly conversation: ConversationId
  readonly size: number
  readonly around?: MessageId | undefined
}

export class TimelineWindow {
  readonly conversation: ConversationId
  readonly #db: Database
  readonly #start: WindowStart
  #range: { first: number; last: number } | undefined
  #firstUnread: MessageId | undefined
  /** The items of the last snapshot, by what they say. */
  #told = new Map<string, TimelineItem>()
  #snapshot: TimelineSnapshot | undefined

  constructor(db: Database, start: WindowStart) {
    this.#db = db
    this.#start = start
    this.conversation = start.conversation
  }

  async snapshot(): Promise<TimelineSnapshot> {
    this.#range ??= await this.#open()
    const { first, last } = this.#range
    const items = await itemsBetween(this.#db, this.conversation, { first, last })
    const isAt = (from: number, towards: 'older' | 'newer') =>
      positionAway(this.#db, this.conversation, { from, count: 1, towards }).then((pos) => pos === from)
    return this.#kept({
      conversation: this.conversation,
      items: this.#keptItems(items.map((one) => one.item)),
      hasOlder: items.length > 0 && !(await isAt(items[0]?.pos ?? first, 'older')),
      hasNewer: last !== farthest && !(await isAt(last, 'newer')),
      ...(this.#firstUnread === undefined ? {} : { firstUnread: this.#firstUnread }),
    })
  }

  #keptItems(items: readonly TimelineItem[]): readonly TimelineItem[] {
    const told = new Map<string, TimelineItem>()
    for (const item of items) {
      const said = JSON.stringify(item)
      told.set(said, this.#told.get(said) ?? item)
    }
    this.#told = told
    return [...told.values()]
  }

  #kept(now: TimelineSnapshot): TimelineSnapshot {
    const before = this.#snapshot
    const isSame =
      before?.hasOlder === now.hasOlder &&
      before.hasNewer === now.hasNewer &&
      before.firstUnread === now.firstUnread &&
      before.items.length === now.items.length &&
      before.items.every((item, at) => item === now.items[at])
    this.#snapshot = isSame ? before : now
    return this.#snapshot
  }

  /** Where it follows the end: nothing is left of it but the newest so many. */
  async leaveOlder(keep: number): Promise<void> {
    this.#range ??= await this.#open()
    const { first, last } = this.#range
    if (last === farthest) this.#range = { first: Math.max(first, await this.#oldest(farthest, keep)), last }
  }

  async grow(towards: 'older' | 'newer', count: number): Promise<void> {
    this.#range ??= await this.#open()
    const { first, last } = this.#range
    if (towards === 'older') {
      this.#range = { first: await this.#away(first, count, towards), last }
    } else if (last !== farthest) {
      const reached = await this.#away(last, count, towards)
      const more = await this.#away(reached, 1, towards)
      this.#range = { first, last: more === reached ? farthest : reached }
    }
  }

  async #open(): Promise<{ first: number; last: number }> {
    const { size, around } = this.#start
    await this.#findUnread()
    const anchor = around ?? this.#firstUnread
    const at = anchor === undefined ? undefined : await positionOfMessage(this.#db, this.conversation, anchor)
    if (at === undefined) return { first: await this.#oldest(farthest, size), last: farthest }
    const before = Math.max(1, Math.floor(around === undefined ? size / 4 : size / 2))
    const last = await this.#away(at, Math.max(1, size - before), 'newer')
    const isEnd = (await this.#away(last, 1, 'newer')) === last
    return { first: await this.#oldest(at, before), last: isEnd ? farthest : last }
  }

  /** Waiting messages move to their place in the log later, so a window never begins among them. */
  async #oldest(from: number, count: number): Promise<number> {
    const reached = await this.#away(from, count, 'older')
    return isWaiting(reached) ? 0 : reached
  }

  async #findUnread(): Promise<void> {
    const row = await this.#db.first(
      `SELECT key, pos FROM items WHERE conversation = ?1 AND type = 'message' AND mine = 0 AND deleted = 0
       AND pos > (SELECT json_extract(record, '$.readPos') FROM conversations WHERE id = ?1) ORDER BY pos LIMIT 1`,
      [this.conversation],
    )
    if (row !== undefined && numberOf(row, 'pos') > 0) this.#firstUnread = parsed(row, 'key', parseMessageId)
  }

  #away(from: number, count: number, towards: 'older' | 'newer'): Promise<number> {
    return positionAway(this.#db, this.conversation, { from, count, towards })
  }
}
