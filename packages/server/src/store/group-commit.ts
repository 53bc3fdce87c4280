// The group commit writer: many small writes share one transaction and one fsync. A promise resolves only
// after COMMIT came back from the disk; a unit that throws is undone alone; a commit that fails undoes the
// whole group, in memory too, and nothing of it was ever acknowledged.

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { StoreError, storeErrorOf } from './errors.ts'

/** One queued piece of work while it runs. */
export type Unit = {
  /** Called, last one first, if what this unit did does not reach the disk. Must not throw. */
  onUndo(undo: () => void): void
}

/** How a disk takes a group of writes; simulations have slow ones, and ones that refuse. */
export type CommitPace = {
  /** Calls `flush` when the next group may be written, in a later turn of the event loop. */
  begin(flush: () => void): void
  /** Called before the group is committed; what it throws undoes the group. */
  commit(): void
}

// The next turn of the event loop is soon enough for an idle server, and late enough for everything that
// the sockets bring in this turn. While a commit blocks, the next group gathers in the sockets.
const atOnce: CommitPace = { begin: (flush) => void setImmediate(flush), commit: () => {} }

export type GroupCommitObserver = {
  committed(units: number, milliseconds: number): void
  failed(units: number, error: StoreError): void
}

type Waiting = {
  readonly run: (unit: Unit) => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const unitsPerGroup = 1024

export class GroupCommit {
  readonly #db: DatabaseSync
  readonly #observer: GroupCommitObserver | undefined
  readonly #pace: CommitPace
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #savepoint: StatementSync
  readonly #release: StatementSync
  #queue: Waiting[] = []
  #scheduled = false
  #closed = false

  constructor(db: DatabaseSync, observer: GroupCommitObserver | undefined, pace: CommitPace = atOnce) {
    this.#db = db
    this.#observer = observer
    this.#pace = pace
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#savepoint = db.prepare('SAVEPOINT unit')
    this.#release = db.prepare('RELEASE unit')
  }

  get queued(): number {
    return this.#queue.length
  }

  write<T>(work: (unit: Unit) => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError('closed', 'The server is shutting down.'))
    return new Promise<T>((resolve, reject) => {
      let result: T
      const run = (unit: Unit) => {
        result = work(unit)
      }
      this.#queue.push({ run, resolve: () => resolve(result), reject })
      this.#schedule()
    })
  }

  close(): void {
    while (this.#queue.length > 0) this.#flush()
    this.#closed = true
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.#pace.begin(() => {
      this.#scheduled = false
      if (this.#queue.length === 0) return
      this.#flush()
      if (this.#queue.length > 0) this.#schedule()
    })
  }

  #flush(): void {
    const group = this.#queue.splice(0, unitsPerGroup)
    const started = performance.now()
    const undo: (() => void)[] = []
    const done: Waiting[] = []
    try {
      this.#begin.run()
      for (const waiting of group) {
        if (this.#runUnit(waiting, { undo, isAlone: group.length === 1 })) done.push(waiting)
      }
      this.#pace.commit()
      if (this.#db.isTransaction) this.#commit.run()
    } catch (error) {
      this.#undoGroup(undo)
      const failure = storeErrorOf(error) ?? new StoreError('failed', 'The database refused a write.', error)
      this.#observer?.failed(group.length, failure)
      for (const waiting of group) waiting.reject(failure)
      return
    }
    this.#observer?.committed(done.length, performance.now() - started)
    for (const waiting of done) waiting.resolve()
  }

  /**
   * True when the unit stays in the transaction. Throws when the transaction itself is lost. One that is
   * alone needs no savepoint: its transaction is rolled back with it.
   */
  #runUnit(waiting: Waiting, group: { readonly undo: (() => void)[]; readonly isAlone: boolean }): boolean {
    const undo: (() => void)[] = []
    if (!group.isAlone) this.#savepoint.run()
    try {
      waiting.run({ onUndo: (step) => undo.push(step) })
      if (!group.isAlone) this.#release.run()
      for (const step of undo) group.undo.push(step)
      return true
    } catch (error) {
      runReversed(undo)
      // A full or failing disk makes SQLite roll back by itself: then the whole group is gone.
      if (!this.#db.isTransaction) throw error
      this.#db.exec(group.isAlone ? 'ROLLBACK' : 'ROLLBACK TO unit; RELEASE unit')
      waiting.reject(storeErrorOf(error) ?? error)
      return false
    }
  }

  #undoGroup(undo: readonly (() => void)[]): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
    runReversed(undo)
  }
}

function runReversed(steps: readonly (() => void)[]): void {
  for (const step of steps.toReversed()) step()
}
