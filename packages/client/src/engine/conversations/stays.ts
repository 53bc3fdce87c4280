// Who was in a conversation's group, from which epoch to which and between which places of the log, as far as this device
// has followed it: what was sealed and came then was for them (NH-11). Where it could not follow (it was lost, or had not
// come yet) it says nothing.

import { readContext } from '@sotto/crypto'
import { type AccountName, parseAccountName } from '@sotto/wire'
import { isNull, numberOf, parsed } from '../store/rows.ts'
import { generationOf } from './group-id.ts'
import type { ConversationRecord } from './record.ts'
import type { Turn } from './turn.ts'

/** Of two epochs of a conversation the later one is higher, also when another generation began between them. */
export function orderOf(generation: number, epoch: number): number {
  return generation * 2 ** 40 + epoch
}

export function orderNow({ generation, epoch }: ConversationRecord): number {
  return orderOf(generation, epoch)
}

/** The epoch for which something was signed in this context; undefined for what belongs to another conversation. */
export function orderIn(turn: Turn, context: Uint8Array): number | undefined {
  const where = readContext(context)
  const generation = where && generationOf(turn.record.id, where.groupId)
  return where === undefined || generation === undefined
    ? undefined
    : orderOf(generation, Number(where.epoch))
}

type Step = { readonly seq: number; readonly went: readonly AccountName[] }

/** The record has the epoch and the members that stand now, since the entry at this place. */
export function noteStays(turn: Turn, { seq, went }: Step): void {
  const { record } = turn
  const now = orderNow(record)
  // who has left is a member until somebody takes their devices out, and what comes is not for them (C-5)
  const accounts = record.members.map(({ account }) => account)
  const here = accounts.filter((account) => !record.chores.departed.includes(account))
  turn.write(
    `UPDATE stays SET last = ?2, until = ?3 WHERE conversation = ?1 AND last IS NULL
       AND account IN (SELECT value FROM json_each(?4))`,
    ...[record.id, now - 1, seq, JSON.stringify(went)],
  )
  turn.write(
    `INSERT OR IGNORE INTO stays (conversation, account, first, since) SELECT ?1, value, ?2, ?4 FROM json_each(?3)
     WHERE NOT EXISTS (SELECT 1 FROM stays WHERE conversation = ?1 AND account = value AND last IS NULL)`,
    ...[record.id, now, JSON.stringify(here), seq],
  )
}

/** The account has left at this place, in the epoch that there is. */
export function endStay(turn: Turn, account: AccountName, seq: number): void {
  turn.write(
    'UPDATE stays SET last = ?, until = ? WHERE conversation = ? AND account = ? AND last IS NULL',
    ...[orderNow(turn.record), seq, turn.record.id, account],
  )
}

/** After this epoch, and this place, the device does not know who is in. */
export function endStays(turn: Turn, { last, seq }: { readonly last: number; readonly seq: number }): void {
  turn.write(
    'UPDATE stays SET last = ?, until = ? WHERE conversation = ? AND last IS NULL',
    ...[last, seq, turn.record.id],
  )
}

type Stay = {
  readonly account: AccountName
  readonly first: number
  readonly last: number
  readonly since: number
  readonly until: number
}

/** A place, and the epoch for which what stands there was sealed. */
type Sealed = { readonly seq: number; readonly order: number }

export class Stays {
  readonly #own: AccountName
  readonly #stays: readonly Stay[]

  constructor(own: AccountName, stays: readonly Stay[]) {
    this.#own = own
    this.#stays = stays
  }

  /** Whether it was sealed, and came, in one stay of the account. */
  isFor(account: AccountName, { seq, order }: Sealed): boolean {
    return this.#all(account, order).some(({ since, until }) => since <= seq && seq <= until)
  }

  /** Whether the account was in the group in that epoch. */
  of(account: AccountName, order: number): 'in' | 'out' | 'unknown' {
    if (this.#all(account, order).length > 0) return 'in'
    return this.#all(this.#own, order).length > 0 ? 'out' : 'unknown'
  }

  #all(account: AccountName, order: number): readonly Stay[] {
    return this.#stays.filter((one) => one.account === account && one.first <= order && order <= one.last)
  }
}

export async function readStays(turn: Turn, own: AccountName): Promise<Stays> {
  const rows = await turn.all('SELECT * FROM stays WHERE conversation = ?', [turn.record.id])
  const stays = rows.map((row) => ({
    account: parsed(row, 'account', parseAccountName),
    first: numberOf(row, 'first'),
    last: isNull(row, 'last') ? Number.POSITIVE_INFINITY : numberOf(row, 'last'),
    since: numberOf(row, 'since'),
    until: isNull(row, 'until') ? Number.POSITIVE_INFINITY : numberOf(row, 'until'),
  }))
  return new Stays(own, stays)
}
