// What keeps the journal short. Entries live in it for a moment, in which most are acknowledged by
// everybody and vanish without ever becoming rows; the rest is moved to the table. Cursors are written
// in the same transaction as the deletions that rest on them: a crash never leaves a hole.

import type { Database } from './database.ts'
import type { StoredEntry } from './delivery-store.ts'
import type { Unit } from './group-commit.ts'
import { type LoadedLog, unreadStays } from './loaded-log.ts'
import { deleteUpTo, insertEntry, writeCursor, writeEnd, writePlace } from './log-rows.ts'

type Entry = { readonly log: LoadedLog; readonly entry: StoredEntry }

/** A journal row that is still there, with its entries in the tails of their logs. */
export type HotGroup = {
  readonly row: number
  /** When it was written, by the monotonic clock, in milliseconds. */
  readonly written: number
  readonly entries: number
  readonly bytes: number
  /** The last entry of each log in it, or more of its entries, in order. */
  readonly ends: readonly Entry[]
}

type Floors = ReadonlyMap<LoadedLog, number>

const entriesPerStep = 4000
const hotMilliseconds = 500
const hotBytes = 16 * 1024 * 1024

export class Settling {
  readonly #db: Database
  readonly #touched = new Set<LoadedLog>()
  #groups: HotGroup[] = []
  #bytes = 0

  constructor(db: Database) {
    this.#db = db
  }

  /** Bytes of entries that are in the journal only. */
  get bytes(): number {
    return this.#bytes
  }

  add(group: HotGroup): void {
    this.#groups.push(group)
    this.#bytes += group.bytes
  }

  /** A cursor of this log has moved, or its roster changed. */
  touch(log: LoadedLog): void {
    this.#touched.add(log)
  }

  /** One bounded step; true when there is more than it holds. `everything` moves young entries too. */
  async step(everything: boolean): Promise<boolean> {
    const { due, isFull } = this.#due(everything)
    if (due.length === 0 && this.#touched.size === 0) return false
    const floors = await this.#db.write((unit) => this.#write(due, unit))
    this.#groups = this.#groups.slice(due.length)
    for (const group of due) this.#bytes -= group.bytes
    for (const [log, end] of endsOf(due)) log.dropTail(end.seq)
    for (const [log, floor] of floors) {
      log.dropTail(floor)
      log.rowsDeleted(floor)
    }
    // What has become due meanwhile waits for the next settling: where many read along, something always has, and
    // each step writes the cursors of all of them.
    return isFull || (everything && this.#groups.length > 0)
  }

  /** `isFull`: more is due than one step may hold. */
  #due(everything: boolean): { readonly due: readonly HotGroup[]; readonly isFull: boolean } {
    const old = performance.now() - hotMilliseconds
    let entries = 0
    let left = this.#bytes
    let count = 0
    let isFull = false
    for (const group of this.#groups) {
      const isDue = everything || group.written < old || left > hotBytes || isRead(group)
      isFull = isDue && count > 0 && entries + group.entries > entriesPerStep
      if (!isDue || isFull) break
      count += 1
      entries += group.entries
      left -= group.bytes
    }
    return { due: this.#groups.slice(0, count), isFull }
  }

  #write(due: readonly HotGroup[], unit: Unit): Floors {
    const touched = [...this.#touched]
    this.#touched.clear()
    unit.onUndo(() => {
      for (const log of touched) this.#touched.add(log)
    })
    for (const log of touched) this.#writeCursors(log, unit)
    const floors = new Map<LoadedLog, number>()
    for (const log of [...touched, ...endsOf(due).keys()]) floors.set(log, log.floor())
    this.#moveToTable(due, floors)
    for (const [log, floor] of floors) if (log.hasRows) deleteUpTo(this.#db, log.number, floor)
    return floors
  }

  /** Also forgets the stays of which a device has read the last entry (D-9). */
  #writeCursors(log: LoadedLog, unit: Unit): void {
    const devices = [...log.moved]
    log.moved.clear()
    unit.onUndo(() => {
      for (const device of devices) log.moved.add(device)
    })
    for (const device of devices) {
      const place = log.roster.get(device)
      if (place === undefined) continue
      const isOver = place.until !== undefined && place.cursor >= place.until
      if (!isOver && place.earlier.length === 0) {
        writeCursor(this.#db, log, device)
        continue
      }
      unit.onUndo(() => log.roster.set(device, place))
      if (isOver) log.roster.delete(device)
      else log.roster.set(device, { ...place, earlier: unreadStays(place) })
      writePlace(this.#db, log, device)
    }
  }

  #moveToTable(due: readonly HotGroup[], floors: Floors): void {
    const last = due.at(-1)
    if (last === undefined) return
    for (const [log, end] of endsOf(due)) {
      for (const entry of log.tail) {
        if (entry.seq > end.seq) break
        if (entry.seq <= (floors.get(log) ?? 0)) continue
        insertEntry(this.#db, log.number, entry)
        log.rowsUpTo = entry.seq
      }
      writeEnd(this.#db, log.number, { lastSeq: end.seq, lastAt: end.at })
    }
    this.#db.prepare('DELETE FROM journal WHERE number <= ?').run(last.row)
  }
}

/** Everybody has everything of it: there is nothing to wait for, and its pages can be used again. */
function isRead({ ends }: HotGroup): boolean {
  return ends.every(({ log, entry }) => log.floor() >= entry.seq)
}

/** The last entry of each log in these groups. */
function endsOf(groups: readonly HotGroup[]): Map<LoadedLog, StoredEntry> {
  const ends = new Map<LoadedLog, StoredEntry>()
  for (const group of groups) for (const { log, entry } of group.ends) ends.set(log, entry)
  return ends
}
