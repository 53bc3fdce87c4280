// Everything that one connection delivers: live entries while the window is open and the socket takes
// them, and otherwise the log itself, read again from where the device stands. What is not delivered is
// not remembered either: a slow reader costs one number per conversation (D-7).

import type { ConversationId, Entry, EnvelopeId } from '@sotto/wire'
import type { Bus } from '../bus/bus.ts'
import { type NewEntry, topics } from '../bus/topics.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { Requester } from '../delivery/rules/request.ts'
import type { Cursor, Position } from '../store/delivery-store.ts'
import type { EntryEncoder } from './entry-encoder.ts'
import { Feed } from './feed.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import type { Outbox } from './outbox.ts'
import { DeliveryWindow, type WindowLimits } from './window.ts'

/** What the feeds of all connections share. */
export type FeedsRooms = {
  readonly delivery: Delivery
  readonly bus: Bus
  readonly encoder: EntryEncoder
  readonly metrics: Pick<GatewayMetrics, 'delivered'>
  readonly window: WindowLimits
}

/** The connection that they belong to. */
export type FeedsOwner = {
  /** The store failed while entries were read. */
  failed(error: unknown): void
  /** The entry of a request of this device has its turn: the answer goes out now (D-8). */
  accepted(ref: number, at: Written): void
  /** What waited for the device has been handed to the outbox; told once (D-14). */
  caughtUp(): void
}

type Written = { readonly seq: number; readonly at: number }

const pageEntries = 128
const pageBytes = 256 * 1024

export class Feeds {
  readonly #who: Requester
  readonly #outbox: Outbox
  readonly #rooms: FeedsRooms
  readonly #owner: FeedsOwner
  readonly #window: DeliveryWindow
  readonly #feeds = new Map<ConversationId, Feed>()
  // Made when they are first needed: there are many connections, and most are neither behind nor ask.
  #behind: Set<Feed> | undefined
  #expected: Map<EnvelopeId, number[]> | undefined
  #isPumping = false
  /** The next entry does not fit: only an acknowledgement helps. */
  #isStalled = false
  #isClosed = false
  /** Whether the device is still owed the word that it has caught up, and whether all its logs are known. */
  #catchingUp: 'opening' | 'reading' | 'done' = 'opening'

  constructor(who: Requester, outbox: Outbox, rooms: FeedsRooms, owner: FeedsOwner) {
    this.#who = who
    this.#outbox = outbox
    this.#rooms = rooms
    this.#owner = owner
    this.#window = new DeliveryWindow(rooms.window)
  }

  /** Begins with every conversation of the device. */
  async open(): Promise<void> {
    for await (const page of this.#rooms.delivery.positions(this.#who.device)) {
      if (this.#isClosed) return
      for (const position of page) this.#add(position)
      this.pump()
    }
    this.#catchingUp = 'reading'
    this.pump()
  }

  /** The device was put on the roster of a conversation, or came back to it. */
  async join(conversation: ConversationId): Promise<void> {
    this.#add({ conversation, cursor: 0, lastSeq: 0, ended: false, pausesAt: undefined })
    const position = await this.#rooms.delivery.position(this.#who.device, conversation)
    const feed = this.#feeds.get(conversation)
    if (position === undefined || feed === undefined) return
    feed.rejoin(position)
    this.#follow(feed)
    this.pump()
  }

  acknowledge(upTo: readonly Cursor[]): void {
    const moved: Cursor[] = []
    for (const { conversation, seq } of upTo) {
      const feed = this.#feeds.get(conversation)
      const cursor = feed?.acknowledge(seq, this.#window)
      if (feed === undefined || cursor === undefined) continue
      moved.push({ conversation, seq: cursor })
      if (feed.isFinished) this.#drop(feed)
    }
    if (moved.length === 0) return
    this.#rooms.delivery.acknowledge(this.#who.device, moved)
    this.#isStalled = false
    this.pump()
  }

  /** A request is on its way whose answer stands in the place of its entry (D-8). */
  expect(id: EnvelopeId, ref: number): void {
    this.#expected ??= new Map()
    const refs = this.#expected.get(id)
    if (refs === undefined) this.#expected.set(id, [ref])
    else refs.push(ref)
  }

  /** Takes an expectation back; false when its answer has left already. */
  cancel(id: EnvelopeId, ref: number): boolean {
    const refs = this.#expected?.get(id)
    if (refs === undefined || !refs.includes(ref)) return false
    if (refs.length === 1) this.#expected?.delete(id)
    else refs.splice(refs.indexOf(ref), 1)
    return true
  }

  /** Whether the entry's place is still to come on this connection. */
  isAhead(conversation: ConversationId, seq: number): boolean {
    const feed = this.#feeds.get(conversation)
    return feed !== undefined && feed.position < seq && (feed.end ?? seq) >= seq
  }

  close(): void {
    this.#isClosed = true
    for (const feed of this.#feeds.values()) feed.close(this.#window)
    this.#feeds.clear()
    this.#behind = undefined
  }

  #add(position: Position): void {
    const { conversation } = position
    if (this.#isClosed || this.#feeds.has(conversation)) return
    const unsubscribe = this.#rooms.bus.subscribe(topics.conversation(conversation), (entry) =>
      this.#hear(feed, entry),
    )
    const feed = new Feed(position, unsubscribe)
    this.#feeds.set(conversation, feed)
    if (feed.isBehind) this.#fallBehind(feed)
  }

  #drop(feed: Feed): void {
    feed.close(this.#window)
    this.#feeds.delete(feed.conversation)
    this.#caughtUp(feed)
  }

  #hear(feed: Feed, entry: NewEntry): void {
    if (entry.seq <= feed.newest || entry.seq > (feed.end ?? entry.seq)) return
    const { device } = this.#who
    const isPaused = entry.seq > (feed.pausesAt ?? entry.seq)
    const isNext = !feed.isBehind && !isPaused && entry.seq === feed.position + 1
    feed.newest = entry.seq
    if (entry.removed.length > 0 && entry.removed.includes(device)) feed.end = entry.seq
    const isOwn = entry.sender === device
    const size = isOwn ? 0 : entry.bytes.length
    const isLive = isNext && this.#window.fits(size) && !this.#outbox.isBlocked
    // A Welcome differs from receiver to receiver: it is read from the store.
    if (!isLive || entry.added.includes(device)) {
      this.#fallBehind(feed)
      this.pump()
      return
    }
    feed.delivered(entry.seq, size, this.#window)
    if (isOwn) this.#deliverOwn(entry)
    else this.#outbox.deliver(this.#rooms.encoder.shared(entry))
    this.#rooms.metrics.delivered(1)
  }

  /** Its own entry tells a device only where it stands: as the answer to its request, or without the bytes. */
  #deliverOwn(entry: Entry): void {
    const refs = this.#expected?.get(entry.id)
    if (refs === undefined) {
      this.#outbox.deliver(this.#rooms.encoder.single({ ...entry, bytes: nothing }))
      return
    }
    this.#expected?.delete(entry.id)
    for (const ref of refs) this.#owner.accepted(ref, entry)
  }

  /** Reads on for the feeds that are behind, while window and socket take it. */
  pump(): void {
    const behind = this.#behind
    if (this.#catchingUp === 'reading' && behind === undefined && !this.#isClosed) {
      this.#catchingUp = 'done'
      this.#owner.caughtUp()
    }
    if (this.#isPumping || behind === undefined || !this.#canDeliver) return
    this.#isPumping = true
    this.#pump(behind)
      .catch((error) => this.#owner.failed(error))
      .finally(() => {
        this.#isPumping = false
        this.pump()
      })
  }

  get #canDeliver(): boolean {
    return !this.#isClosed && !this.#isStalled && this.#window.isOpen && !this.#outbox.isBlocked
  }

  async #pump(behind: ReadonlySet<Feed>): Promise<void> {
    for (const feed of behind) {
      while (feed.isBehind && this.#canDeliver) {
        if (!(await this.#readOn(feed))) break
      }
      this.#follow(feed)
      if (!this.#canDeliver) return
    }
  }

  /** Delivers the next page; false when nothing of it fits. */
  async #readOn(feed: Feed): Promise<boolean> {
    const who = this.#who
    const { delivery } = this.#rooms
    const room = this.#window.room
    const page = { entries: Math.min(room.entries, pageEntries), bytes: Math.min(room.bytes, pageBytes) }
    const { position: after, newest } = feed
    const views = await delivery.view(feed.conversation, { device: who.device, after, page })
    if (this.#isClosed || feed.position !== after) return false
    // Nothing there for this device, and nothing came while it was asked: it is as far as it gets.
    if (views.length === 0 && feed.newest === newest) feed.newest = after
    let delivered = 0
    for (const viewed of views) {
      if (!this.#window.fits(viewed.entry.bytes.length)) break
      feed.delivered(viewed.entry.seq, viewed.entry.bytes.length, this.#window)
      if (viewed.own) this.#deliverOwn(viewed.entry)
      else this.#outbox.deliver(this.#rooms.encoder.single(viewed.entry))
      delivered += 1
    }
    this.#isStalled = delivered < views.length
    this.#rooms.metrics.delivered(delivered)
    return delivered > 0
  }

  #follow(feed: Feed): void {
    const isOpen = this.#feeds.get(feed.conversation) === feed
    if (isOpen && feed.isBehind) this.#fallBehind(feed)
    else this.#caughtUp(feed)
  }

  #fallBehind(feed: Feed): void {
    this.#behind ??= new Set()
    this.#behind.add(feed)
  }

  #caughtUp(feed: Feed): void {
    this.#behind?.delete(feed)
    if (this.#behind?.size === 0) this.#behind = undefined
  }
}

const nothing = new Uint8Array(0)
