// What a timeline holds on to while sizes change under it: a row (the first unread one, or the one asked for),
// the end, or nothing. Scrolling decides it: going up lets go, coming to the end takes hold of the end. A scroll
// is the person's when the timeline stands where nobody else has put it; which device turned it (a wheel, a
// finger, the keyboard, a search of the page) and when its event came in doesn't matter.

import type { Row } from './rows.ts'

export type Hold =
  | { readonly kind: 'row'; readonly key: string; readonly align: 'start' | 'center' }
  | { readonly kind: 'end' }
  | { readonly kind: 'nothing' }

/** Of what scrolls, in pixels: where it stands, and how far it can go. */
export type Stand = { readonly top: number; readonly end: number }

export const end: Hold = { kind: 'end' }
const nothing: Hold = { kind: 'nothing' }

/** Pixels from the end that still count as the end. */
const nearEnd = 24
/** Browsers round what is written to them. */
const rounding = 1.5

/** Where a timeline opens. */
export function opening(rows: readonly Row[], at: string | undefined): Hold {
  if (at !== undefined) return { kind: 'row', key: at, align: 'center' }
  return rows.some(({ type }) => type === 'unread') ? { kind: 'row', key: 'unread', align: 'start' } : end
}

/**
 * Pixels that a person has scrolled, 0 when nobody has.
 * `left`: where the timeline was put last. The browser takes it back from there when there is less to scroll.
 */
export function personMoved(left: number, { top, end }: Stand): number {
  const moved = top - Math.min(left, end)
  return Math.abs(moved) < rounding ? 0 : moved
}

/** `moved`: what a person has scrolled. `whole`: nothing newer is left to load below. */
export function afterScroll(hold: Hold, moved: number, stand: Stand, whole: boolean): Hold {
  if (moved === 0) return hold
  return moved > 0 && whole && isNear(stand) ? end : nothing
}

/** Where scrolling has come to rest so near to the end that it was meant. */
export function afterRest(hold: Hold, stand: Stand, whole: boolean): Hold {
  return hold.kind === 'nothing' && whole && isNear(stand) ? end : hold
}

/** What a person writes is always shown to them. `lastKey`: of the last row before, when it was the newest. */
export function afterRows(hold: Hold, rows: readonly Row[], lastKey: string | undefined): Hold {
  const last = rows.at(-1)
  if (lastKey === undefined || last?.key === lastKey) return hold
  return last?.type === 'message' && last.message.mine && rows.some(({ key }) => key === lastKey) ? end : hold
}

function isNear({ top, end }: Stand): boolean {
  return end - top <= nearEnd
}
