// Where the timeline stands: opens at the first unread message (or the one asked for, or the end), stays
// put when older ones come in above, follows the end while it is there, and knows how far was read.

import type { MessageId } from '@sotto/wire'
import { elementScroll, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Row } from './rows.ts'
import { useHold } from './use-hold.ts'

export type TimelineVirtualizer = Virtualizer<HTMLElement, HTMLLIElement>

type Options = {
  readonly rows: readonly Row[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
  /** The message to open at, if not the first unread or the last. */
  readonly at: MessageId | undefined
}

export type TimelineScroll = {
  readonly scroller: RefObject<HTMLElement | null>
  readonly virtualizer: TimelineVirtualizer
  readonly atEnd: boolean
  /** Index of the last row that can be seen whole, -1 while none can. */
  readonly lastVisible: number
  /** Whether the opening place has been reached; before that nothing counts as seen. */
  readonly settled: boolean
  readonly showRow: (index: number) => void
  readonly showEnd: () => void
}

const edge = 18
/** Room above the oldest row for the shapes that stand for older ones. */
export const olderRoom = 96

export function useTimelineScroll({ rows, hasOlder, hasNewer, at }: Options): TimelineScroll {
  const scroller = useRef<HTMLElement>(null)
  const left = useRef(0)
  const virtualizer = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    estimateSize: (index) => estimate(rows[index]),
    overscan: 10,
    // Keeps what is read in its place when older ones come in above; the end is followed by the hold alone.
    anchorTo: 'end',
    scrollEndThreshold: Number.NEGATIVE_INFINITY,
    scrollToFn: (offset, how, instance) => {
      elementScroll(offset, how, instance)
      const element = instance.scrollElement
      if (element !== null && element.clientHeight > 0) left.current = element.scrollTop
    },
    paddingStart: hasOlder ? olderRoom : edge,
    paddingEnd: edge,
    scrollPaddingStart: edge,
  })
  const hold = useHold({ scroller, left, virtualizer, rows, hasNewer, at })
  const bottom = (virtualizer.scrollOffset ?? 0) + (virtualizer.scrollRect?.height ?? 0)
  const visible = virtualizer.getVirtualItems().filter((item) => item.end <= bottom + 4)
  return {
    scroller,
    virtualizer,
    atEnd: !hasNewer && virtualizer.isAtEnd(48),
    lastVisible: visible.at(-1)?.index ?? -1,
    settled: hold.settled,
    showRow: hold.showRow,
    showEnd: hold.showEnd,
  }
}

/** How many of the others' messages lie beyond the furthest row that was seen. */
export function useUnseen(rows: readonly Row[], lastVisible: number): number {
  const [furthest, setFurthest] = useState<string | undefined>(() => rows[firstUnseen(rows) - 1]?.key)
  const seen = useMemo(() => rows.findIndex((row) => row.key === furthest), [rows, furthest])
  const visibleKey = rows[lastVisible]?.key
  useEffect(() => {
    if (lastVisible > seen && visibleKey !== undefined) setFurthest(visibleKey)
  }, [lastVisible, seen, visibleKey])
  const from = seen === -1 ? rows.length : Math.max(seen, lastVisible) + 1
  return useMemo(
    () => rows.slice(from).filter((row) => row.type === 'message' && !row.message.mine).length,
    [rows, from],
  )
}

function firstUnseen(rows: readonly Row[]): number {
  const unread = rows.findIndex((row) => row.type === 'unread')
  return unread === -1 ? rows.length : unread
}

const charsPerLine = 60
/** Where a long message is folded. */
const foldedHeight = 384

function estimate(row: Row | undefined): number {
  if (row === undefined) return 48
  if (row.type !== 'message') return row.type === 'happening' ? 36 : 40
  const lines = row.message.text
    .split('\n')
    .reduce((sum, line) => sum + Math.ceil((line.length + 1) / charsPerLine), 0)
  const text = Math.min(lines * 22.4, foldedHeight) + (lines === 1 ? 0 : 16)
  return 16 + text + (row.message.inReplyTo === undefined ? 0 : 56) + (row.first ? 8 : 2)
}
