// Keeps what the timeline holds on to (see hold.ts) in its place: whenever rows or heights change it is put
// back before anything is painted, and every scroll says whether a person has let go of it.

import type { MessageId } from '@sotto/wire'
import type { VirtualItem, Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import {
  afterRest,
  afterRows,
  afterScroll,
  end,
  type Hold,
  opening,
  personMoved,
  type Stand,
} from './hold.ts'
import type { Row } from './rows.ts'

type Timeline = Virtualizer<HTMLElement, HTMLLIElement>

type Options = {
  readonly scroller: RefObject<HTMLElement | null>
  /** Where a program put the scroller last; whoever writes its position tells it. */
  readonly left: RefObject<number>
  readonly virtualizer: Timeline
  readonly rows: readonly Row[]
  readonly hasNewer: boolean
  readonly at: MessageId | undefined
}

export type Held = {
  readonly settled: boolean
  readonly showRow: (index: number) => void
  readonly showEnd: () => void
}

const lastScreenSlack = 64

export function useHold(options: Options): Held {
  const { scroller, left, virtualizer, rows, hasNewer, at } = options
  const hold = useRef<Hold>(undefined)
  const newest = useRef<string>(undefined)
  const total = virtualizer.getTotalSize()

  const look = useLook(options, hold)
  useLayoutEffect(() => {
    virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item) =>
      hold.current?.kind === 'end' || isAbove(virtualizer, item)
  }, [virtualizer])
  const putBack = useCallback(() => {
    look()
    if (hold.current === undefined) return
    apply(virtualizer, rows, hold.current)
    left.current = scroller.current?.scrollTop ?? 0
  }, [look, virtualizer, rows, scroller, left])
  const height = useHeight(scroller, putBack)

  useLayoutEffect(() => {
    if (rows.length === 0 || total === 0 || height === 0) return
    look()
    hold.current = afterRows(hold.current ?? opening(rows, at), rows, newest.current)
    newest.current = hasNewer ? undefined : rows.at(-1)?.key
    putBack()
  }, [rows, at, total, height, hasNewer, look, putBack])

  const { isScrolling } = virtualizer
  useEffect(() => {
    const element = scroller.current
    if (element === null || isScrolling || hold.current === undefined) return
    // What was held all the while may have been measured again on the way.
    if (hold.current.kind === 'end') putBack()
    else hold.current = afterRest(hold.current, standOf(element), !hasNewer)
  }, [scroller, isScrolling, hasNewer, putBack])

  const take = useCallback(
    (wanted: Hold) => {
      hold.current = wanted
      putBack()
    },
    [putBack],
  )
  return {
    settled: useSettled(rows.length > 0 && height > 0),
    showRow: useCallback(
      (index) => {
        const key = rows[index]?.key
        if (key !== undefined) take({ kind: 'row', key, align: 'center' })
      },
      [rows, take],
    ),
    showEnd: useCallback(() => take(end), [take]),
  }
}

/** Whether a row that changed its height moves what is read: those still to be measured begin above it. */
function isAbove({ itemSizeCache, scrollOffset, scrollDirection }: Timeline, row: VirtualItem): boolean {
  const top = scrollOffset ?? 0
  if (!itemSizeCache.has(row.key)) return row.start < top
  return row.end <= top && scrollDirection !== 'backward'
}

/** Learns from where the timeline stands what a person holds on to: with each scroll, and whenever asked. */
function useLook(
  { scroller, left, virtualizer, hasNewer }: Options,
  hold: RefObject<Hold | undefined>,
): () => void {
  const whole = !hasNewer
  const look = useCallback(() => {
    const element = scroller.current
    // What isn't shown stands nowhere.
    if (element === null || element.clientHeight === 0) return
    const stand = standOf(element)
    const moved = personMoved(left.current, stand)
    left.current = stand.top
    if (moved === 0 || hold.current === undefined) return
    // What is on its way to a place would otherwise go on against the person.
    virtualizer.cancelScroll()
    hold.current = afterScroll(hold.current, moved, stand, whole)
  }, [scroller, left, virtualizer, hold, whole])

  useEffect(() => {
    const element = scroller.current
    element?.addEventListener('scroll', look, { passive: true })
    return () => element?.removeEventListener('scroll', look)
  }, [scroller, look])

  return look
}

function standOf(element: HTMLElement): Stand {
  return { top: element.scrollTop, end: element.scrollHeight - element.clientHeight }
}

/** The height of what scrolls; `onChange` is called before the new one is painted. */
function useHeight(scroller: RefObject<HTMLElement | null>, onChange: () => void): number {
  const [height, setHeight] = useState(0)
  const change = useRef(onChange)
  useLayoutEffect(() => {
    change.current = onChange
  }, [onChange])
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const measure = () => setHeight(element.clientHeight)
    measure()
    const observer = new ResizeObserver(() => {
      if (element.clientHeight > 0) change.current()
      measure()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
  return height
}

function useSettled(shown: boolean): boolean {
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    if (!shown || settled) return
    const timer = setTimeout(() => setSettled(true), 120)
    return () => clearTimeout(timer)
  }, [shown, settled])
  return settled
}

function apply(virtualizer: Timeline, rows: readonly Row[], hold: Hold): void {
  if (hold.kind === 'end') virtualizer.scrollToEnd()
  if (hold.kind !== 'row') return
  const index = rows.findIndex(({ key }) => key === hold.key)
  if (index === -1) return
  if (isLastScreen(virtualizer, index)) virtualizer.scrollToEnd()
  else virtualizer.scrollToIndex(index, { align: hold.align })
}

/** Whether all from this row on fits (but for a little) into what can be seen at once. */
function isLastScreen(virtualizer: Timeline, index: number): boolean {
  const start = virtualizer.measurementsCache[index]?.start ?? 0
  const height = virtualizer.scrollRect?.height ?? 0
  return virtualizer.getTotalSize() - start < height + lastScreenSlack
}
