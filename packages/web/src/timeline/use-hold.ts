// What the timeline holds on to while sizes change under it: a row (the first unread one, or the one asked
// for), the end, or nothing, once the person has scrolled away. Pictures of text arrive late, the composer
// grows, a panel opens: whatever is held stays where it is.

import type { MessageId } from '@sotto/wire'
import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Row } from './rows.ts'

type Hold =
  | { readonly kind: 'row'; readonly key: string; readonly align: 'start' | 'center' }
  | { readonly kind: 'end' }
  | { readonly kind: 'nothing' }

type Timeline = Virtualizer<HTMLElement, HTMLLIElement>

export type Held = {
  readonly settled: boolean
  readonly showRow: (index: number) => void
  readonly showEnd: () => void
}

/** Pixels from the end that still count as the end. */
const nearEnd = 24
const lastScreenSlack = 64
/** What a person may scroll with. */
const intents = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const
/** Milliseconds after which a scroll is no longer the person's own. */
const momentum = 500
const free: Hold = { kind: 'nothing' }
const end: Hold = { kind: 'end' }

export function useHold(
  scroller: RefObject<HTMLElement | null>,
  virtualizer: Timeline,
  rows: readonly Row[],
  at: MessageId | undefined,
): Held {
  const hold = useRef<Hold>(undefined)
  const [settled, setSettled] = useState(false)
  const total = virtualizer.getTotalSize()
  const height = useHeight(scroller)

  useLayoutEffect(() => {
    if (rows.length === 0 || total === 0 || height === 0) return
    hold.current ??= opening(rows, at)
    apply(virtualizer, rows, hold.current)
  }, [virtualizer, rows, at, total, height])

  useEffect(() => {
    if (rows.length === 0 || height === 0 || settled) return
    const timer = setTimeout(() => setSettled(true), 120)
    return () => clearTimeout(timer)
  }, [rows.length, height, settled])

  useLetGo(scroller, hold)
  useOwnMessages(virtualizer, rows, hold)

  return {
    settled,
    showRow: useCallback(
      (index) => {
        hold.current = free
        virtualizer.scrollToIndex(index, { align: 'center' })
      },
      [virtualizer],
    ),
    showEnd: useCallback(() => {
      hold.current = end
      virtualizer.scrollToEnd()
    }, [virtualizer]),
  }
}

/** The virtual list tells of a change of its height only when that changes which rows are drawn. */
function useHeight(scroller: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const measure = () => setHeight(element.clientHeight)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
  return height
}

function opening(rows: readonly Row[], at: MessageId | undefined): Hold {
  if (at !== undefined) return { kind: 'row', key: at, align: 'center' }
  return rows.some(({ type }) => type === 'unread') ? { kind: 'row', key: 'unread', align: 'start' } : end
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

/** The person's own scrolling lets go; coming to the end takes hold of it again. */
function useLetGo(scroller: RefObject<HTMLElement | null>, hold: RefObject<Hold | undefined>): void {
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    let meantUntil = 0
    const onIntent = (event: Event) => {
      meantUntil = event.timeStamp + momentum
    }
    const onScroll = (event: Event) => {
      const atEnd = element.scrollHeight - element.clientHeight - element.scrollTop <= nearEnd
      if (event.timeStamp < meantUntil) {
        meantUntil = event.timeStamp + momentum
        hold.current = atEnd ? end : free
      } else if (atEnd && hold.current?.kind === 'nothing') hold.current = end
    }
    for (const intent of intents) element.addEventListener(intent, onIntent, { passive: true })
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      for (const intent of intents) element.removeEventListener(intent, onIntent)
      element.removeEventListener('scroll', onScroll)
    }
  }, [scroller, hold])
}

/** What a person writes is always shown to them. */
function useOwnMessages(
  virtualizer: Timeline,
  rows: readonly Row[],
  hold: RefObject<Hold | undefined>,
): void {
  const last = rows.at(-1)
  const before = useRef<string>(undefined)
  useEffect(() => {
    const fresh = before.current !== undefined && before.current !== last?.key
    before.current = last?.key
    if (!fresh || last?.type !== 'message' || !last.message.mine) return
    hold.current = end
    virtualizer.scrollToEnd()
  }, [virtualizer, last, hold])
}
