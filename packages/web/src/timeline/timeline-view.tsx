// Draws a timeline: a virtual list of rows that the keyboard can walk, and the way back to the end.

import type { MessageSnapshot, TimelineSnapshot } from '@sotto/client'
import type { MessageId } from '@sotto/wire'
import { memo, type ReactNode, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWayBack } from '../conversation/way-back.tsx'
import type { MessageActions } from '../message/actions.ts'
import { Bubble } from '../message/bubble.tsx'
import { MessageMenu } from '../message/message-menu.tsx'
import { arrowKeysFromEnd } from '../ui/arrow-navigation.ts'
import { BubbleSkeleton } from '../ui/skeleton.tsx'
import { BackButton } from './back-button.tsx'
import { HappeningLine } from './happening-line.tsx'
import { JumpButton } from './jump-button.tsx'
import { MentionButton } from './mention-button.tsx'
import { type Row, rowsOf } from './rows.ts'
import { DayLine, UnreadLine } from './separators.tsx'
import { handlersIn, useSteady } from './steady.ts'
import { useStand } from './use-stand.ts'
import { olderRoom, type TimelineScroll, useTimelineScroll, useUnseen } from './use-timeline-scroll.ts'

export type TimelineViewProps = Omit<MessageActions, 'onShow'> & {
  readonly snapshot: TimelineSnapshot
  readonly account: string
  readonly name: string
  readonly group: boolean
  /** Whose safety number was compared. */
  readonly verified: ReadonlySet<string>
  readonly canWrite: boolean
  /** Of the whole conversation, when the window doesn't reach to its end. */
  readonly unread: number
  /** Unread messages that name the person, oldest first. */
  readonly mentioned: readonly MessageId[]
  readonly at: MessageId | undefined
  readonly intro: ReactNode
  readonly onNeedOlder: () => void
  /** Somebody wants what is named as missing. */
  readonly onAskForMissing: () => void
  readonly onNeedNewer: () => void
  /** Somebody stands at the end, and much of what lies above is far from the screen. */
  readonly onLeaveOlder: () => void
  readonly onSeen: (message: MessageSnapshot) => void
  /** Shows a message that isn't in this window, or (with nothing) the newest. */
  readonly onGoTo: (message: MessageId | undefined) => void
  /** Somebody wants to choose a day, from that of this moment. */
  readonly onGoToDay: (at: number) => void
}

/** A region that scrolls must also take the keyboard. */
const keyboardRegion = { tabIndex: 0 } as const

/** Rows this near to an edge of the window ask for more. */
const nearEdge = 12
/** Rows that are kept at hand while new ones come in below. */
const mostRows = 200

export function TimelineView(props: TimelineViewProps) {
  const { snapshot, name, at, intro } = props
  const { t } = useTranslation()
  const { items, firstUnread, hasOlder, hasNewer } = snapshot
  const { go } = useWayBack()
  const rows = useMemo(() => rowsOf(items, firstUnread), [items, firstUnread])
  const scroll = useTimelineScroll({ rows, hasOlder, hasNewer, at })
  const unseen = useUnseen(rows, scroll.lastVisible)
  useWindowEdges(scroll, rows, props)
  const total = scroll.virtualizer.getTotalSize()
  const empty = !rows.some((row) => row.type === 'message')
  return (
    <div ref={arrowKeysFromEnd} className="relative flex min-h-0 flex-1 flex-col">
      <section
        {...keyboardRegion}
        ref={scroll.scroller}
        aria-label={t('conversation.messages', { name })}
        className="flex-1 overflow-y-auto overscroll-contain outline-offset-[-3px] [overflow-anchor:none]"
      >
        <div className="mx-auto flex min-h-full max-w-3xl flex-col justify-end px-3 wide:px-5">
          {empty && !hasOlder && intro}
          <div className="relative w-full shrink-0" style={{ height: total }}>
            {hasOlder && <OlderRoom />}
            <TimelineRows {...props} rows={rows} scroll={scroll} />
          </div>
        </div>
        {scroll.settled && <BackButton />}
        {scroll.settled && (
          <MentionButton
            mentioned={props.mentioned}
            onGo={(id) => go({ conversation: snapshot.conversation, at: id })}
          />
        )}
        {scroll.settled && !scroll.atEnd && rows.length > 0 && (
          <JumpButton
            count={hasNewer ? Math.max(unseen, props.unread) : unseen}
            onJump={() => (hasNewer ? props.onGoTo(undefined) : scroll.showEnd())}
          />
        )}
      </section>
    </div>
  )
}

type RowsProps = TimelineViewProps & { readonly rows: readonly Row[]; readonly scroll: TimelineScroll }

const MessageRow = memo(Bubble)

function TimelineRows({ rows, scroll, ...props }: RowsProps) {
  const { account, group, canWrite } = props
  const [flash, setFlash] = useState(() => (rows.at(-1)?.key === props.at ? undefined : props.at))
  const { leave } = useWayBack()
  useStand({ rows, scroll, snapshot: props.snapshot, onShown: setFlash })
  const show = (id: MessageId) => {
    leave(props.snapshot.conversation)
    const index = rows.findIndex((row) => row.key === id)
    setFlash(id)
    if (index === -1) props.onGoTo(id)
    else scroll.showRow(index)
  }
  const actions = useSteady({ ...handlersIn(props), onShow: show })
  const messageOf = (id: string) => {
    const row = rows.find(({ key }) => key === id)
    return row?.type === 'message' ? row.message : undefined
  }
  const drawn = scroll.virtualizer.getVirtualItems().map((item) => {
    const row = rows[item.index]
    if (row === undefined) return null
    return (
      <li
        key={item.key}
        data-index={item.index}
        ref={scroll.virtualizer.measureElement}
        className="absolute inset-x-0 top-0"
        style={{ transform: `translateY(${item.start}px)` }}
      >
        {row.type === 'day' && <DayLine at={row.at} onGoToDay={props.onGoToDay} />}
        {row.type === 'unread' && <UnreadLine />}
        {row.type === 'happening' && (
          <HappeningLine
            happening={row.happening}
            account={props.account}
            onAskForMissing={props.onAskForMissing}
            onShow={show}
          />
        )}
        {row.type === 'message' && (
          <MessageRow
            {...actions}
            {...{ account, group, canWrite }}
            message={row.message}
            first={row.first}
            last={row.last}
            verified={props.verified.has(row.message.from)}
            flash={flash === row.message.id}
          />
        )}
      </li>
    )
  })
  return (
    <MessageMenu {...actions} list={<ol />} messageOf={messageOf} canWrite={canWrite}>
      {drawn}
    </MessageMenu>
  )
}

function OlderRoom() {
  return (
    <div
      aria-hidden="true"
      className="absolute inset-x-0 top-0 overflow-hidden"
      style={{ height: olderRoom }}
    >
      <BubbleSkeleton />
    </div>
  )
}

/** Asks for more near the edges of the window, lets go of what is far, and says what was seen. */
function useWindowEdges(scroll: TimelineScroll, rows: readonly Row[], props: TimelineViewProps): void {
  const { snapshot, onNeedOlder, onNeedNewer, onLeaveOlder, onSeen } = props
  const range = scroll.virtualizer.range
  const ready = scroll.settled && range !== null
  const nearTop = ready && range.startIndex < nearEdge
  const nearBottom = ready && range.endIndex > rows.length - nearEdge
  const count = rows.length
  useEffect(() => {
    if (count > 0 && nearTop && snapshot.hasOlder) onNeedOlder()
  }, [count, nearTop, snapshot.hasOlder, onNeedOlder])
  useEffect(() => {
    if (count > 0 && nearBottom && snapshot.hasNewer) onNeedNewer()
  }, [count, nearBottom, snapshot.hasNewer, onNeedNewer])
  const atEnd = ready && scroll.atEnd
  useEffect(() => {
    if (count > mostRows && atEnd) onLeaveOlder()
  }, [count, atEnd, onLeaveOlder])
  const seen = ready ? lastSeen(rows, scroll.lastVisible) : undefined
  useEffect(() => {
    if (seen !== undefined) onSeen(seen)
  }, [seen, onSeen])
}

/** The last message that can be seen, if the unread ones have begun by then. */
function lastSeen(rows: readonly Row[], lastVisible: number): MessageSnapshot | undefined {
  if (rows.findIndex(({ type }) => type === 'unread') > lastVisible) return undefined
  const row = rows.slice(0, lastVisible + 1).findLast(({ type }) => type === 'message')
  return row?.type === 'message' ? row.message : undefined
}
