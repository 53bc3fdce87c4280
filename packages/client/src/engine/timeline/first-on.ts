// Where a day begins in a conversation, as far as its history is on this device.

import { type MessageId, parseMessageId } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Live } from '../live.ts'
import { numberOf, parsed } from '../store/rows.ts'

type Asked = Commands['firstOn']['params']
type Found = Commands['firstOn']['value']
type Placed = { readonly id: MessageId; readonly at: number; readonly pos: number }

export async function firstOn(live: Pick<Live, 'db' | 'archive'>, asked: Asked): Promise<Found> {
  const [first, before] = [await nearest(live, asked, 'after'), await nearest(live, asked, 'before')]
  const between = { from: before?.pos ?? Number.NEGATIVE_INFINITY, to: first?.pos ?? Number.MAX_SAFE_INTEGER }
  return {
    ...(first === undefined ? {} : { message: { id: first.id, at: first.at } }),
    whole: !(await isArriving(live, asked, between)),
  }
}

async function nearest(
  { db }: Pick<Live, 'db'>,
  { conversation, at }: Asked,
  where: 'before' | 'after',
): Promise<Placed | undefined> {
  const [compare, order] = where === 'after' ? ['>=', 'ASC'] : ['<', 'DESC']
  const row = await db.first(
    `SELECT key, at, pos FROM items WHERE conversation = ? AND type = 'message' AND at ${compare} ?
     ORDER BY at ${order}, pos ${order} LIMIT 1`,
    [conversation, at],
  )
  if (row === undefined) return undefined
  return { id: parsed(row, 'key', parseMessageId), at: numberOf(row, 'at'), pos: numberOf(row, 'pos') }
}

type Between = { readonly from: number; readonly to: number }

/** A part of the history that is between them has not come yet, or nobody knows yet what parts there are. */
async function isArriving(
  { db, archive }: Pick<Live, 'db' | 'archive'>,
  { conversation }: Asked,
  { from, to }: Between,
): Promise<boolean> {
  const segments = await db.all(
    'SELECT start, version > taken AS awaited FROM archive_segments WHERE conversation = ? ORDER BY start',
    [conversation],
  )
  const isBetween = (at: number) => {
    const [start, end] = [segments[at], segments[at + 1]]
    const isBefore = end !== undefined && numberOf(end, 'start') <= from
    return start !== undefined && numberOf(start, 'start') < to && !isBefore
  }
  if (segments.some((segment, at) => numberOf(segment, 'awaited') === 1 && isBetween(at))) return true
  return (
    from === Number.NEGATIVE_INFINITY &&
    segments.length === 0 &&
    (await archive().snapshot()).state === 'unknown'
  )
}
