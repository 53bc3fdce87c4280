// How the screen is divided at a size, and which rows of the timeline are on it. Pure, so that keys and drawing agree.

import type { TimelineSnapshot } from '@sotto/client'
import { type ChatState, openSummary } from './chat-state.ts'
import { type ComposerRows, composerRows } from './composer-rows.ts'
import { type TimelineRow, timelineRows } from './timeline-rows.ts'
import { viewOf } from './viewport.ts'

/** Up to so many columns the list stands in place of the messages. */
const narrow = 80
/** The mark of the chosen message, and a space at the right. */
const margins = 3
/** The name of the conversation, two rules and the keys. */
const fixedRows = 4

export type Geometry = {
  readonly wide: boolean
  readonly listWidth: number
  readonly timelineWidth: number
  readonly middleHeight: number
  readonly composer: ComposerRows
  /** Whether a line above the composer says what is being answered or edited. */
  readonly hasBanner: boolean
}

export function geometryOf(state: ChatState): Geometry {
  const { columns, rows } = state.size
  const wide = columns > narrow
  const listWidth = wide ? Math.min(40, Math.floor(columns / 3.5)) : columns
  const composer = composerRows(
    state.draft,
    writeWidth(state),
    Math.max(1, Math.min(8, Math.floor(rows / 3))),
  )
  const hasBanner = state.reply !== undefined || state.editing !== undefined
  const below = composer.rows.length + (hasBanner ? 1 : 0)
  return {
    wide,
    listWidth,
    timelineWidth: Math.max(10, columns - (wide ? listWidth + 1 : 0) - margins),
    middleHeight: Math.max(1, rows - fixedRows - below),
    composer,
    hasBanner,
  }
}

/** Of the text that is being written: two cells are the prompt's, one is the cursor's. */
export function writeWidth({ size }: ChatState): number {
  return Math.max(4, size.columns - 3)
}

export type TimelineView = {
  readonly rows: readonly TimelineRow[]
  readonly height: number
  readonly place: ChatState['place']
}

export function timelineView(state: ChatState): TimelineView {
  const { timelineWidth, middleHeight } = geometryOf(state)
  return { rows: laidOut(state.timeline, timelineWidth), height: middleHeight, place: state.place }
}

/** The rows of the timeline that are on the screen. */
export function rowsOnScreen(state: ChatState): readonly TimelineRow[] {
  const view = timelineView(state)
  const { first, end } = viewOf(view)
  return view.rows.slice(first, end)
}

/** Whether one may write here; else why the composer is closed. */
export function writing(state: ChatState): 'open' | 'request' | 'over' | 'nowhere' {
  const summary = openSummary(state)
  if (summary === undefined) return state.open === undefined ? 'nowhere' : 'open'
  if (summary.state === 'request') return 'request'
  return summary.state === 'active' ? 'open' : 'over'
}

const laid = new WeakMap<TimelineSnapshot, { width: number; rows: readonly TimelineRow[] }>()

/** Laid out once for each snapshot and width: a key that is typed changes neither. */
function laidOut(timeline: TimelineSnapshot | undefined, width: number): readonly TimelineRow[] {
  if (timeline === undefined) return []
  const known = laid.get(timeline)
  if (known?.width === width) return known.rows
  const rows = timelineRows({ items: timeline.items, width, firstUnread: timeline.firstUnread })
  laid.set(timeline, { width, rows })
  return rows
}
