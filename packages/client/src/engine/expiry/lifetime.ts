// How long a message lives (spec/content.md CT-8, CT-21): as its author wrote it, and as the store keeps it
// (store/tables/expiry.ts). One that lives for ever has neither of the two columns.

import type { Expiration, MessageId } from '@sotto/wire'
import type { Lifetime } from '../../api/messages.ts'
import type { SqlRow } from '../../ports.ts'
import { oweToArchive } from '../archive/due.ts'
import type { Turn } from '../conversations/turn.ts'
import { isNull, numberOf } from '../store/rows.ts'
import { positionOf } from '../timeline/position.ts'

/** For `expires_after` and `goes_at`. Nothing goes before it was shown for a second. */
export function lifetimeColumns(expires: Expiration | undefined): readonly [number | null, number | null] {
  if (expires === undefined) return [null, null]
  return expires.relative ? [Math.max(1, expires.time), null] : [null, expires.time * 1000]
}

/** What a change carries that is made to the message, or reaction, of this row. */
export function expiresOf(row: SqlRow): { readonly expires?: Expiration } {
  if (!isNull(row, 'expires_after'))
    return { expires: { relative: true, time: numberOf(row, 'expires_after') } }
  if (isNull(row, 'goes_at')) return {}
  return { expires: { relative: false, time: Math.ceil(numberOf(row, 'goes_at') / 1000) } }
}

/** As screens and the archive tell it. */
export function lifetimeFrom(expires: Expiration): Lifetime {
  const [after, at] = lifetimeColumns(expires)
  return { ...(after === null ? {} : { after }), ...(at === null ? {} : { at }) }
}

export function lifetimeOf(row: SqlRow): { readonly expires?: Lifetime } {
  const after = isNull(row, 'expires_after') ? {} : { after: numberOf(row, 'expires_after') }
  const at = isNull(row, 'goes_at') ? {} : { at: numberOf(row, 'goes_at') }
  const expires = { ...after, ...at }
  return Object.keys(expires).length === 0 ? {} : { expires }
}

/** Of what carries an `expires`, as SQL on the table `items`. */
export const isPassing = '(items.expires_after IS NOT NULL OR items.goes_at IS NOT NULL)'

export function isOver(expires: Expiration | undefined, now: number): boolean {
  return expires !== undefined && !expires.relative && expires.time * 1000 <= now
}

/** What was over when it came, or changes what has gone: it was here, and is no more. */
export function writeGone(
  turn: Turn,
  { id, seq, expires }: { readonly id: MessageId; readonly seq: number; readonly expires?: Expiration },
): void {
  turn.write(
    'INSERT OR IGNORE INTO taken_out (conversation, key, pos, archived, expired) VALUES (?, ?, ?, 0, ?)',
    ...[turn.record.id, id, positionOf(seq), expires === undefined ? 0 : 1],
  )
  // another device may have brought it there
  oweToArchive(turn)
}
