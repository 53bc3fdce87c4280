// What this device knows itself around the places that it lacks. What is handed over for them has to fit in between: its
// epoch, who was in the group then, the time, and what authors of later messages say to have had (NH-12).

import { afterIn, decodeMimiContent } from '@sotto/wire'
import type { Range, Ranges } from '../archive/ranges.ts'
import { orderIn, readStays, type Stays } from '../conversations/stays.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { bytesOf, numberOf, textOf } from '../store/rows.ts'
import { placeOf, positionOf } from '../timeline/position.ts'
import { isWithin } from './gather.ts'
import type { Reference } from './wanted.ts'

/** A message may come in at most so many epochs after its own (M-14, D-4). */
export const lag = 2

/** So far a server's clock may be set back without a time being called wrong. */
const slack = 600_000
/** Of messages that stand after what is lacking so many are asked what they refer to. */
const mostReferring = 1000

/** One epoch, by what was written in it: what its members signed beside their words, and between which places. */
type Epoch = {
  readonly order: number
  readonly context: Uint8Array
  readonly first: number
  readonly last: number
}
/** The times of the messages that stand before and after a range. */
type Span = Range & { readonly after: number; readonly until: number }

export type Around = {
  readonly stays: Stays
  readonly epochs: readonly Epoch[]
  /** Of messages that were deleted for everyone only the places are left (CT-16). */
  readonly deleted: ReadonlySet<string>
  readonly spans: readonly Span[]
}

type Placed = {
  readonly seq: number
  readonly at: number
  readonly order: number
  readonly context: Uint8Array
}

/** Whether it can stand there; of what this device does not know itself it says nothing. */
export function fitsIn({ epochs, spans }: Around, { seq, at, order, context }: Placed): boolean {
  const isBetween = epochs.every((epoch) => {
    if (epoch.order === order && !isSame(epoch.context, context)) return false
    if (epoch.first < seq && epoch.order > order + lag) return false
    return !(epoch.last > seq && order > epoch.order + lag)
  })
  const span = spans.find(({ first, last }) => first <= seq && seq <= last)
  return isBetween && (span === undefined || (at >= span.after - slack && at <= span.until + slack))
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

export async function lookAround(live: Live, turn: Turn, wants: Ranges): Promise<Around> {
  const spans: Span[] = []
  for (const range of wants) spans.push(await spanOf(turn, range))
  const [stays, epochs] = [await readStays(turn, live.identity.account), await readEpochs(turn)]
  return { stays, epochs, spans, deleted: await readDeleted(turn) }
}

async function readDeleted(turn: Turn): Promise<ReadonlySet<string>> {
  const rows = await turn.all(
    `SELECT DISTINCT target FROM items WHERE conversation = ? AND type = 'deletion' AND state <> 'failed'`,
    [turn.record.id],
  )
  return new Set(rows.map((row) => textOf(row, 'target')))
}

async function readEpochs(turn: Turn): Promise<readonly Epoch[]> {
  const rows = await turn.all(
    `SELECT contexts.bytes AS context, min(pos) AS first, max(pos) AS last FROM items
     JOIN authorship ON authorship.conversation = items.conversation AND authorship.message = items.key
     JOIN signed_parts AS contexts ON contexts.id = authorship.context
     WHERE items.conversation = ? AND state NOT IN ('pending', 'failed') GROUP BY authorship.context`,
    [turn.record.id],
  )
  return rows.flatMap((row) => {
    const context = bytesOf(row, 'context')
    const order = orderIn(turn, context)
    const [first, last] = [placeOf(numberOf(row, 'first')), placeOf(numberOf(row, 'last'))]
    return order === undefined ? [] : [{ order, context, first, last }]
  })
}

async function spanOf(turn: Turn, range: Range): Promise<Span> {
  const { id } = turn.record
  const known = `SELECT at FROM items WHERE conversation = ? AND type <> 'happening' AND state NOT IN ('pending', 'failed')`
  const before = await turn.first(`${known} AND pos < ? ORDER BY pos DESC LIMIT 1`, [
    ...[id, positionOf(range.first)],
  ])
  const after = await turn.first(`${known} AND pos >= ? ORDER BY pos LIMIT 1`, [
    ...[id, positionOf(range.last + 1)],
  ])
  return {
    ...range,
    after: before === undefined ? 0 : numberOf(before, 'at'),
    until: after === undefined ? Number.POSITIVE_INFINITY : numberOf(after, 'at'),
  }
}

/** What authors of messages that are here say to have had, of what is lacking. */
export async function referencesTo(turn: Turn, wants: Ranges): Promise<readonly Reference[]> {
  const first = wants[0]?.first
  if (first === undefined) return []
  const rows = await turn.all(
    `SELECT content FROM items
     JOIN authorship ON authorship.conversation = items.conversation AND authorship.message = items.key
     WHERE items.conversation = ? AND pos > ? AND state NOT IN ('pending', 'failed') ORDER BY pos LIMIT ?`,
    [turn.record.id, positionOf(first), mostReferring],
  )
  return rows.flatMap((row): readonly Reference[] => {
    const content = decodeMimiContent(bytesOf(row, 'content'))
    const after = content.ok ? afterIn(content.value) : undefined
    return after !== undefined && isWithin(wants, after.place) ? [[after.place, after.id]] : []
  })
}
