// The delivery store on SQLite. Appends that arrive together are decided one after the other inside one
// unit of the group commit and written as one journal row; only changes of rosters touch more tables.

import {
  type AccountName,
  type ConversationId,
  type DeviceId,
  idBytes,
  limits,
  ok,
  type Result,
} from '@sotto/wire'
import type { Clock } from '../gates.ts'
import type { Database } from './database.ts'
import type * as Port from './delivery-store.ts'
import { pauseOf } from './delivery-store.ts'
import { storeErrorOf } from './errors.ts'
import type { Unit } from './group-commit.ts'
import { JournalRows } from './journal.ts'
import { LoadedLog } from './loaded-log.ts'
import { LogCache } from './log-cache.ts'
import { entriesOf, expireRows, findRow, welcomeOf } from './log-reads.ts'
import { insertConversation, insertWelcome, writeChange } from './log-rows.ts'
import * as queries from './member-queries.ts'
import { recoverJournal } from './recovery.ts'
import { type HotGroup, Settling } from './settling.ts'

export type SqliteDeliveryOptions = {
  readonly clock: Clock
  /** Conversations held in memory. */
  readonly cachedLogs?: number
  readonly conversationsPerAccount?: number
}

/** Opens the store over a database with `deliveryMigrations`, and recovers what the last run left. */
export async function openDeliveryStore(
  db: Database,
  options: SqliteDeliveryOptions,
): Promise<Port.DeliveryStore> {
  await recoverJournal(db)
  return new SqliteDeliveryStore(db, options)
}

const positionsPerPage = 256
const nextTurn = () => new Promise<void>((next) => setImmediate(next))

/** An append from when it is asked for until it is answered. */
type Pending = {
  readonly request: Port.AppendRequest
  readonly decide: (facts: Port.Facts) => Port.Decision
  readonly answer: (result: Result<Port.Written>) => void
  readonly fail: (error: unknown) => void
  outcome: Outcome | undefined
}

type Outcome = Staged | { readonly result: Result<Port.Written> } | { readonly bug: unknown }
type Staged = {
  readonly log: LoadedLog
  readonly entry: Port.StoredEntry
  readonly change: Port.LogChange | undefined
}

/** The entries of one journal row while it is put together. */
type Batch = { readonly unit: Unit; readonly staged: Staged[] }

class SqliteDeliveryStore implements Port.DeliveryStore {
  readonly #db: Database
  readonly #clock: Clock
  readonly #conversationsPerAccount: number
  readonly #logs: LogCache
  readonly #settling: Settling
  readonly #rows = new JournalRows()
  readonly #listeners: ((written: Port.WrittenEntry) => void)[] = []
  #pending: Pending[] = []
  #settled: Promise<void> = Promise.resolve()

  constructor(db: Database, options: SqliteDeliveryOptions) {
    this.#db = db
    this.#clock = options.clock
    this.#conversationsPerAccount = options.conversationsPerAccount ?? limits.conversationsPerAccount
    this.#logs = new LogCache(db, options.cachedLogs ?? 20_000)
    this.#settling = new Settling(db)
  }

  onWritten(listener: (written: Port.WrittenEntry) => void): void {
    this.#listeners.push(listener)
  }

  append(
    request: Port.AppendRequest,
    decide: (facts: Port.Facts) => Port.Decision,
  ): Promise<Result<Port.Written>> {
    return new Promise((answer, fail) => {
      this.#pending.push({ request, decide, answer, fail, outcome: undefined })
      if (this.#pending.length === 1) void this.#writePending()
    })
  }

  async #writePending(): Promise<void> {
    let batch: Pending[] = []
    try {
      const group = await this.#db.write((unit) => {
        batch = this.#pending
        this.#pending = []
        return this.#writeBatch(batch, unit)
      })
      if (group !== undefined) this.#settling.add(group)
      for (const one of batch) this.#finish(one)
    } catch (error) {
      if (batch.length === 0) batch = this.#pending.splice(0)
      const failure = storeErrorOf(error)
      for (const one of batch) {
        if (failure === undefined) one.fail(error)
        else one.answer({ ok: false, error: failure.toRefusal() })
      }
    }
  }

  #finish({ outcome, answer, fail }: Pending): void {
    if (outcome === undefined) return
    if ('bug' in outcome) fail(outcome.bug)
    else if ('result' in outcome) answer(outcome.result)
    else {
      const written = writtenEntry(outcome)
      for (const listener of this.#listeners) listener(written)
      answer(ok({ seq: written.seq, at: written.at, known: false }))
    }
  }

  #writeBatch(batch: readonly Pending[], unit: Unit): HotGroup | undefined {
    const staged: Staged[] = []
    unit.onUndo(() => {
      for (const { log } of staged.toReversed()) log.pop()
    })
    for (const one of batch) one.outcome = this.#write(one, { unit, staged })
    return staged.length === 0 ? undefined : this.#writeRow(staged)
  }

  #writeRow(staged: readonly Staged[]): HotGroup {
    const bytes = this.#rows.encode(staged)
    const { lastInsertRowid } = this.#db.prepare('INSERT INTO journal (bytes) VALUES (?)').run(bytes)
    return {
      row: Number(lastInsertRowid),
      written: performance.now(),
      entries: staged.length,
      bytes: bytes.length,
      ends: staged.filter(({ log }, i) => staged[i + 1]?.log !== log),
    }
  }

  #write(pending: Pending, batch: Batch): Outcome {
    const { conversation } = pending.request
    const log = this.#logs.get(conversation)
    const decision = decided(pending, this.#facts(log, pending.request))
    switch (decision.do) {
      case 'fail':
        return { bug: decision.bug }
      case 'refuse':
        return { result: { ok: false, error: decision.refusal } }
      case 'known':
        return { result: ok({ seq: decision.seq, at: decision.at, known: true }) }
      case 'append':
        return this.#stage(log ?? this.#found(conversation, decision.change, batch.unit), decision, batch)
    }
  }

  #stage(log: LoadedLog, decision: Port.Decision & { do: 'append' }, { unit, staged }: Batch): Staged {
    const { kind, id, bytes, sender } = decision.entry
    const { change } = decision
    const at = Math.max(this.#clock.now(), log.lastAt)
    const entry = { seq: log.lastSeq + 1, at, kind, id, bytes, sender }
    const one = { log, entry, change }
    log.push(entry)
    staged.push(one)
    if (change !== undefined) {
      unit.onUndo(log.apply(change, entry.seq))
      writeChange(this.#db, log, change)
      insertWelcome(this.#db, log.number, entry.seq, decision.entry)
      if (decision.entry.welcome !== undefined) log.rowsUpTo = entry.seq
      this.#settling.touch(log)
    }
    return one
  }

  #found(conversation: ConversationId, change: Port.LogChange | undefined, unit: Unit): LoadedLog {
    const { kind, generation, epoch } = change ?? {}
    if (kind === undefined || generation === undefined || epoch === undefined) {
      throw new TypeError('a decision about a conversation that is not there')
    }
    const number = insertConversation(this.#db, { conversation, kind, generation, epoch })
    const state = { kind, generation, epoch, unanswered: 0, members: new Map(), roster: new Map() }
    const log = new LoadedLog({ conversation, number }, state, { lastSeq: 0, lastAt: 0, hasRows: false })
    this.#logs.add(log)
    unit.onUndo(() => this.#logs.remove(conversation))
    return log
  }

  #facts(log: LoadedLog | undefined, request: Port.AppendRequest): Port.Facts {
    const known =
      log === undefined ? undefined : (log.inTail(request.id) ?? findRow(this.#db, log, request.id))
    const { acquainted, openRequests, fullAccounts } = queries.newcomerFacts(
      this.#db,
      request.newcomers,
      this.#conversationsPerAccount,
    )
    return { log, known, acquainted, openRequests, fullAccounts }
  }

  async amend(
    conversation: ConversationId,
    decide: (log: Port.Log | undefined) => Port.Amendment,
  ): Promise<Result<undefined>> {
    try {
      return await this.#db.write((unit) => {
        const log = this.#logs.get(conversation)
        const amendment = decide(log)
        if (amendment.do === 'refuse') return { ok: false, error: amendment.refusal }
        if (amendment.do === 'nothing') return ok(undefined)
        if (log === undefined) throw new TypeError('a change of a conversation that is not there')
        unit.onUndo(log.apply(amendment.change, log.lastSeq))
        writeChange(this.#db, log, amendment.change)
        this.#settling.touch(log)
        return ok(undefined)
      })
    } catch (error) {
      const failure = storeErrorOf(error)
      if (failure === undefined) throw error
      return { ok: false, error: failure.toRefusal() }
    }
  }

  async log(conversation: ConversationId): Promise<Port.Log | undefined> {
    return this.#logs.get(conversation)
  }

  async read(
    conversation: ConversationId,
    after: number,
    most: { readonly entries: number; readonly bytes: number },
  ): Promise<readonly Port.StoredEntry[]> {
    const log = this.#logs.get(conversation)
    return log === undefined ? [] : entriesOf(this.#db, log, after, most)
  }

  async welcome(conversation: ConversationId, seq: number): Promise<Uint8Array | undefined> {
    const log = this.#logs.get(conversation)
    return log === undefined ? undefined : welcomeOf(this.#db, log, seq)
  }

  async *positions(device: DeviceId): AsyncGenerator<readonly Port.Position[]> {
    for (let after = 0; ; ) {
      const page = queries.placesOf(this.#db, device, { after, most: positionsPerPage })
      yield page.flatMap((row) => {
        // A log that is not in memory has nothing that the tables don't have.
        const log = this.#logs.peek(row.conversation)
        return (
          (log === undefined ? positionOf(row.conversation, row, row.lastSeq) : placeIn(log, device)) ?? []
        )
      })
      const last = page.at(-1)
      if (last === undefined || page.length < positionsPerPage) return
      after = last.number
      await nextTurn()
    }
  }

  async position(device: DeviceId, conversation: ConversationId): Promise<Port.Position | undefined> {
    const log = this.#logs.get(conversation)
    return log === undefined ? undefined : placeIn(log, device)
  }

  async conversationsOf(account: AccountName): Promise<readonly ConversationId[]> {
    return queries.conversationsOf(this.#db, account)
  }

  async peersOf(account: AccountName): Promise<readonly AccountName[]> {
    return queries.peersOf(this.#db, account)
  }

  async unansweredBy(from: AccountName): Promise<ReadonlySet<AccountName>> {
    return queries.unansweredBy(this.#db, from)
  }

  acknowledge(device: DeviceId, cursors: readonly Port.Cursor[]): void {
    for (const { conversation, seq } of cursors) {
      const log = this.#logs.get(conversation)
      if (log?.acknowledge(device, seq)) this.#settling.touch(log)
    }
  }

  // One after the other: two that looked at the same groups would both take them off the list.
  settle(everything = false): Promise<void> {
    const settled = this.#settled.then(async () => {
      while (await this.#settling.step(everything)) await nextTurn()
    })
    this.#settled = settled.catch(() => undefined)
    return settled
  }

  async expire(before: number): Promise<number> {
    await this.settle(true)
    return expireRows(this.#db, before)
  }

  forgetAccount(account: AccountName): Promise<number> {
    return this.#db.write((unit) => {
      const conversations = queries.conversationsNaming(this.#db, account)
      for (const conversation of conversations) {
        const log = this.#logs.get(conversation)
        if (log === undefined) continue
        const change = withoutAccount(log, account)
        unit.onUndo(log.apply(change, log.lastSeq))
        writeChange(this.#db, log, change)
        this.#settling.touch(log)
      }
      return conversations.length
    })
  }

  async forgetDevice(device: DeviceId): Promise<void> {
    await this.#db.write((unit) => {
      for (const conversation of queries.conversationsOfDevice(this.#db, device)) {
        const log = this.#logs.get(conversation)
        if (log === undefined) continue
        unit.onUndo(log.apply({ drops: [device] }, log.lastSeq))
        this.#settling.touch(log)
      }
      this.#db.prepare('DELETE FROM roster WHERE device = ?').run(idBytes(device))
      this.#db.prepare('DELETE FROM stay WHERE device = ?').run(idBytes(device))
    })
  }
}

/** Whoever was invited by the account stays, invited by nobody who is known. */
function withoutAccount(log: LoadedLog, account: AccountName): Port.LogChange {
  const invited = [...log.members].filter(([, { invitedBy }]) => invitedBy === account)
  const drops = [...log.roster].filter(([, place]) => place.account === account).map(([device]) => device)
  const members = invited.map(([one, member]) => [one, { ...member, invitedBy: undefined }] as const)
  return { members: [...members, [account, undefined]], drops }
}

// A rule that throws is a bug of that rule: it fails its own request and nobody else's.
function decided(
  pending: Pending,
  facts: Port.Facts,
): Port.Decision | { readonly do: 'fail'; readonly bug: unknown } {
  try {
    return pending.decide(facts)
  } catch (bug) {
    return { do: 'fail', bug }
  }
}

// Field by field: a spread costs several times as much, and this is made for every message.
function writtenEntry({ log, entry, change }: Staged): Port.WrittenEntry {
  const { seq, at, kind, id, bytes, sender } = entry
  const account = sender === undefined ? undefined : log.roster.get(sender)?.account
  return { conversation: log.conversation, seq, at, kind, id, bytes, sender, account, change }
}

function placeIn(log: LoadedLog, device: DeviceId): Port.Position | undefined {
  const place = log.roster.get(device)
  if (place === undefined) return undefined
  const pausesAt = pauseOf(log, place.account)
  return positionOf(log.conversation, { ...place, pausesAt }, log.lastSeq)
}

function positionOf(
  conversation: ConversationId,
  { cursor, until, pausesAt }: Pick<Port.RosterDevice, 'cursor' | 'until'> & Pick<Port.Position, 'pausesAt'>,
  lastSeq: number,
): Port.Position {
  return { conversation, cursor, lastSeq: until ?? lastSeq, ended: until !== undefined, pausesAt }
}
