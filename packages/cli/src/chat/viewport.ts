// Which of a timeline's rows are on the screen. The place is held by an item and not by a number, so that what comes
// at either end, or another width, does not move what somebody is reading. Without a place the newest is shown.

import type { TimelineRow } from './timeline-rows.ts'

/** The row that is lowest on the screen. */
export type Place = Pick<TimelineRow, 'key' | 'fromEnd'>

type View = {
  readonly rows: readonly TimelineRow[]
  readonly height: number
  readonly place: Place | undefined
}

/** From the first row on the screen to before the last. */
export function viewOf({ rows, height, place }: View): { readonly first: number; readonly end: number } {
  const end = endOf(rows, place)
  const lifted = Math.max(end, Math.min(rows.length, height))
  return { first: Math.max(0, lifted - height), end: lifted }
}

/** So many rows towards the older (negative) or the newer ones. */
export function scrolledBy(view: View, by: number): Place | undefined {
  return placeAt(view, viewOf(view).end + by)
}

/** The least scrolling by which an item is on the screen; of one that is too high its beginning. */
export function revealed(view: View, key: string): Place | undefined {
  const from = view.rows.findIndex((row) => row.key === key)
  if (from === -1) return view.place
  const to = view.rows.findLastIndex((row) => row.key === key) + 1
  const { first, end } = viewOf(view)
  if (from < first || to - from > view.height) return placeAt(view, from + view.height)
  return to > end ? placeAt(view, to) : view.place
}

/** With an item's first row at the top. */
export function placedAtTop(view: View, key: string): Place | undefined {
  const from = view.rows.findIndex((row) => row.key === key)
  return from === -1 ? view.place : placeAt(view, from + view.height)
}

function placeAt({ rows, height }: View, end: number): Place | undefined {
  const least = Math.min(rows.length, height)
  const at = Math.max(least, end)
  const row = rows[at - 1]
  if (row === undefined || at >= rows.length) return undefined
  return { key: row.key, fromEnd: row.fromEnd }
}

function endOf(rows: readonly TimelineRow[], place: Place | undefined): number {
  if (place === undefined) return rows.length
  const last = rows.findLastIndex((row) => row.key === place.key)
  // What was there is gone: nothing better is known than the newest.
  if (last === -1) return rows.length
  const first = rows.findIndex((row) => row.key === place.key)
  return Math.max(first, last - place.fromEnd) + 1
}
