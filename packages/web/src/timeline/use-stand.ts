// Tells where in the timeline somebody is, and takes them to a message that it has, for the way back.

import type { TimelineSnapshot } from '@sotto/client'
import type { MessageId } from '@sotto/wire'
import { useEffect, useRef } from 'react'
import { useWayBack } from '../conversation/way-back.tsx'
import type { Row } from './rows.ts'
import type { TimelineScroll } from './use-timeline-scroll.ts'

type Options = {
  readonly rows: readonly Row[]
  readonly scroll: TimelineScroll
  readonly snapshot: TimelineSnapshot
  readonly onShown: (id: MessageId) => void
}

export function useStand(options: Options): void {
  const { stand } = useWayBack()
  const latest = useRef(options)
  latest.current = options
  useEffect(
    () =>
      stand({
        where() {
          const { rows, scroll, snapshot } = latest.current
          const { conversation } = snapshot
          return { conversation, at: scroll.atEnd ? undefined : middleOf(rows, scroll) }
        },
        show({ conversation, at }) {
          const { rows, scroll, snapshot, onShown } = latest.current
          if (conversation !== snapshot.conversation) return false
          if (at === undefined) {
            if (!snapshot.hasNewer) scroll.showEnd()
            return !snapshot.hasNewer
          }
          const index = rows.findIndex(({ key }) => key === at)
          if (index === -1) return false
          onShown(at)
          scroll.showRow(index)
          return true
        },
      }),
    [stand],
  )
}

/** The message in the middle of what is seen, or the next one after it. */
function middleOf(rows: readonly Row[], { virtualizer }: TimelineScroll): MessageId | undefined {
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {}
  const middle = Math.floor((startIndex + endIndex) / 2)
  const isMessage = (row: Row) => row.type === 'message'
  const row = rows.slice(middle).find(isMessage) ?? rows.slice(0, middle).findLast(isMessage)
  return row?.type === 'message' ? row.key : undefined
}
