// Who was in a conversation's group, and from which epoch to which, as far as this device has followed it: what was sealed
// then was for them (NH-12). Where it could not follow (it was lost, or had not come yet) it says nothing.

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

/** The record has the epoch and the members that stand now. */
export function noteStays(turn: Turn, went: readonly AccountName[]): void {
  const { record } = turn
  const now = orderNow(record)
  turn.write(
    `UPDATE stays SET last = ?2 WHERE conversation = ?1 AND last IS NULL
       AND account IN (SELECT value FROM json_each(?3))`,
    ...[record.id, now - 1, JSON.stringify(went)],
  )
  turn.write(
    `INSERT OR IGNORE INTO stays (conversation, account, first, last) SELECT ?1, value, ?2, NULL FROM json_each(?3)
     WHERE NOT EXISTS (SELECT 1 FROM stays WHERE conversation = ?1 AND account = value AND last IS NULL)`,
    ...[record.id, now, JSON.stringify(record.members.map(({ account }) => account))],
  )
}

/** After this epoch the device does not know who is in. */
export function endStays(turn: Turn, last: number): void {
  turn.write('UPDATE stays SET last = ? WHERE conversation = ? AND last IS NULL', last, turn.record.id)
}

type Stay = { readonly account: AccountName; readonly first: number; readonly last: number }

export class Stays {
  readonly #own: AccountName
  readonly #stays: readonly Stay[]

  constructor(own: AccountName, stays: readonly Stay[]) {
    this.#own = own
    this.#stays = stays
  }

  /** Whether the account was in the group in that epoch. */
  of(account: AccountName, order: number): 'in' | 'out' | 'unknown' {
    if (this.#has(account, order)) return 'in'
    return this.#has(this.#own, order) ? 'out' : 'unknown'
  }

  #has(account: AccountName, order: number): boolean {
    return this.#stays.some((one) => one.account === account && one.first <= order && order <= one.last)
  }
}

export async function readStays(turn: Turn, own: AccountName): Promise<Stays> {
  const rows = await turn.all('SELECT account, first, last FROM stays WHERE conversation = ?', [
    turn.record.id,
  ])
  const stays = rows.map((row) => ({
    account: parsed(row, 'account', parseAccountName),
    first: numberOf(row, 'first'),
    last: isNull(row, 'last') ? Number.POSITIVE_INFINITY : numberOf(row, 'last'),
  }))
  return new Stays(own, stays)
}
