// A conversation's log as the SQLite store holds it in memory: the state that the rules look at, and the
// tail of entries that are in the journal but not yet rows of their own. The process owns the database
// alone, so this is the truth; every change in memory comes with the step that takes it back.

import type { AccountName, ConversationId, ConversationKind, DeviceId, EnvelopeId } from '@sotto/wire'
import {
  type Log,
  type LogChange,
  type Member,
  pauseOf,
  type RosterDevice,
  type StoredEntry,
} from './delivery-store.ts'

/** With so many it costs little to find out at once what everybody has; with more it waits until the store settles. */
const fewDevices = 16

export type LogState = {
  readonly kind: ConversationKind
  readonly generation: number
  readonly epoch: number
  readonly unanswered: number
  readonly members: ReadonlyMap<AccountName, Member>
  readonly roster: ReadonlyMap<DeviceId, RosterDevice>
}

export class LoadedLog implements Log {
  readonly conversation: ConversationId
  /** The short number of the conversation in the tables. */
  readonly number: number
  kind: ConversationKind
  generation: number
  epoch: number
  unanswered: number
  members: Map<AccountName, Member>
  roster: Map<DeviceId, RosterDevice>
  lastSeq: number
  lastAt: number
  /** The last entry of which a table may hold something (itself, or its Welcome); 0 when there is none. */
  rowsUpTo: number
  /** Devices whose cursor has moved since it was written. */
  readonly moved = new Set<DeviceId>()
  #requests: number
  #tail: StoredEntry[] = []
  /** The time of the last entry before the tail. */
  #beforeTail: number
  readonly #byId = new Map<EnvelopeId, StoredEntry>()

  constructor(id: { conversation: ConversationId; number: number }, state: LogState, end: LogEnd) {
    this.conversation = id.conversation
    this.number = id.number
    this.kind = state.kind
    this.generation = state.generation
    this.epoch = state.epoch
    this.unanswered = state.unanswered
    this.members = new Map(state.members)
    this.#requests = requestsAmong(state.members)
    this.roster = new Map(state.roster)
    this.lastSeq = end.lastSeq
    this.lastAt = end.lastAt
    this.#beforeTail = end.lastAt
    this.rowsUpTo = end.hasRows ? end.lastSeq : 0
  }

  /** Entries that are not rows yet, in order. */
  get tail(): readonly StoredEntry[] {
    return this.#tail
  }

  get hasRows(): boolean {
    return this.rowsUpTo > 0
  }

  /** The table holds nothing up to `seq` any more. */
  rowsDeleted(seq: number): void {
    if (seq >= this.rowsUpTo) this.rowsUpTo = 0
  }

  /** True when everything in memory is in the tables too. */
  get isSettled(): boolean {
    return this.#tail.length === 0 && this.moved.size === 0
  }

  inTail(id: EnvelopeId): StoredEntry | undefined {
    return this.#byId.get(id)
  }

  /** Adds the next entry. */
  push(entry: StoredEntry): void {
    this.#tail.push(entry)
    this.#byId.set(entry.id, entry)
    this.lastSeq = entry.seq
    this.lastAt = entry.at
  }

  /** Takes the last entry back. */
  pop(): void {
    const entry = this.#tail.pop()
    if (entry === undefined) return
    this.#byId.delete(entry.id)
    this.lastSeq = entry.seq - 1
    this.lastAt = this.#tail.at(-1)?.at ?? this.#beforeTail
  }

  /** Forgets the tail up to `seq`: it is in the table, or nobody needs it any more. */
  dropTail(seq: number): void {
    if ((this.#tail[0]?.seq ?? seq + 1) > seq) return
    const keep = this.#tail.findIndex((entry) => entry.seq > seq)
    const gone = keep < 0 ? this.#tail : this.#tail.slice(0, keep)
    for (const entry of gone) this.#byId.delete(entry.id)
    this.#beforeTail = gone.at(-1)?.at ?? this.#beforeTail
    this.#tail = keep < 0 ? [] : this.#tail.slice(keep)
  }

  /** Moves a cursor forward, to the last entry the device may see at most. False when nothing moved. */
  acknowledge(device: DeviceId, seq: number): boolean {
    const place = this.roster.get(device)
    if (place === undefined) return false
    const cursor = Math.min(seq, place.until ?? this.lastSeq)
    if (cursor <= place.cursor) return false
    this.roster.set(device, { ...place, cursor })
    this.moved.add(device)
    if (this.roster.size <= fewDevices) this.dropTail(this.floor())
    return true
  }

  /** The last entry that every device has acknowledged. */
  floor(): number {
    let floor = this.lastSeq
    for (const place of this.roster.values()) floor = Math.min(floor, place.cursor)
    return floor
  }

  get requests(): number {
    return this.#requests
  }

  /** Makes the change that belongs to the entry `seq`; returns the step that takes it back. */
  apply(change: LogChange, seq: number): () => void {
    const before: LogState = {
      ...this.#state(),
      members: new Map(this.members),
      roster: new Map(this.roster),
    }
    this.kind = change.kind ?? this.kind
    this.generation = change.generation ?? this.generation
    this.epoch = change.epoch ?? this.epoch
    this.unanswered = change.unanswered ?? this.unanswered
    for (const [account, member] of change.members ?? []) {
      if (member === undefined) this.members.delete(account)
      else this.members.set(account, member)
    }
    if (change.members !== undefined) this.#requests = requestsAmong(this.members)
    for (const device of change.ends ?? []) this.#end(device, { seq, before })
    applyRoster(this.roster, change, seq)
    return () => this.#restore(before)
  }

  /** Whoever goes without having answered does not get what was held back from them (C-6). */
  #end(device: DeviceId, { seq, before }: { readonly seq: number; readonly before: LogState }): void {
    const place = this.roster.get(device)
    if (place === undefined || place.until !== undefined) return
    const until = Math.min(seq, pauseOf(before, place.account) ?? seq)
    if (place.cursor < until) this.roster.set(device, { ...place, until })
    else this.roster.delete(device)
  }

  #state(): LogState {
    const { kind, generation, epoch, unanswered, members, roster } = this
    return { kind, generation, epoch, unanswered, members, roster }
  }

  #restore(state: LogState): void {
    this.kind = state.kind
    this.generation = state.generation
    this.epoch = state.epoch
    this.unanswered = state.unanswered
    this.members = new Map(state.members)
    this.#requests = requestsAmong(state.members)
    this.roster = new Map(state.roster)
  }
}

export type LogEnd = { readonly lastSeq: number; readonly lastAt: number; readonly hasRows: boolean }

function requestsAmong(members: ReadonlyMap<AccountName, Member>): number {
  let requests = 0
  for (const { state } of members.values()) if (state === 'request') requests += 1
  return requests
}

const none: RosterDevice['earlier'] = []

/** A device that comes again first gets what it may still see of its earlier stays (D-9). */
function unreadBefore(
  place: RosterDevice | undefined,
  seq: number,
): Pick<RosterDevice, 'cursor' | 'earlier'> {
  const until = place?.until ?? seq - 1
  if (place === undefined || place.cursor >= until) return { cursor: seq - 1, earlier: none }
  const { cursor, earlier, joined } = place
  const unread = unreadStays({ cursor, earlier })
  // of a stay that began behind what may be seen there is nothing to see (C-6)
  return { cursor, earlier: joined > until ? unread : [...unread, { joined, until }] }
}

/** Those of the earlier stays of which the device has not acknowledged all. */
export function unreadStays({
  cursor,
  earlier,
}: Pick<RosterDevice, 'cursor' | 'earlier'>): RosterDevice['earlier'] {
  return earlier.filter((stay) => stay.until > cursor)
}

function applyRoster(roster: Map<DeviceId, RosterDevice>, change: LogChange, seq: number): void {
  for (const device of change.drops ?? []) roster.delete(device)
  for (const join of change.joins ?? []) {
    const { cursor, earlier } = unreadBefore(roster.get(join.device), seq)
    roster.set(join.device, { account: join.account, cursor, joined: seq, until: undefined, earlier })
  }
}
