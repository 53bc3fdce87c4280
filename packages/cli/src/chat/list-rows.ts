// The conversations as rows of a given width, two for each: its name and when, what was said last and its marks.

import type { ConversationSummary } from '@sotto/client'
import { type ConversationId, plainMentions } from '@sotto/wire'
import { harmlessLine } from '../terminal/harmless.ts'
import { type ChatState, inList } from './chat-state.ts'
import { part, type Row, spread } from './rows.ts'
import { shortTime } from './timeline-rows.ts'

export type ListRow = {
  readonly conversation: ConversationId
  readonly row: Row
  readonly isOpen: boolean
  /** The list's own cursor is on it. */
  readonly isChosen: boolean
}

type Layout = { readonly width: number; readonly height: number; readonly now: number }

const rowsOfOne = 2

/** As many as fit, with the one that is looked at among them. */
export function listRows(state: ChatState, { width, height, now }: Layout): ListRow[] {
  const { open, listAt, focus } = state
  const conversations = inList(state)
  const chosen = focus === 'list' ? (listAt ?? conversations[0]?.conversation) : undefined
  const at = conversations.findIndex((one) => one.conversation === (chosen ?? open))
  const room = Math.max(1, Math.floor(height / rowsOfOne))
  const first = Math.max(0, Math.min(at - Math.floor(room / 2), conversations.length - room))
  return conversations.slice(first, first + room).flatMap((summary) => {
    const { conversation } = summary
    const shared = { conversation, isOpen: conversation === open, isChosen: conversation === chosen }
    return [nameRow(summary, width, now), lastRow(summary, width, shared.isOpen)].map((row) => ({
      ...shared,
      row,
    }))
  })
}

function nameRow(
  { name, kind, unread, at, attention }: ConversationSummary,
  width: number,
  now: number,
): Row {
  const shown = `${kind === 'group' ? '# ' : ''}${harmlessLine(name)}`
  const left = [...(attention ? [part('! ', 'warn')] : []), part(shown, unread > 0 ? 'bold' : 'plain')]
  return spread(left, [part(shortTime(at, now), 'dim')], width)
}

function lastRow(summary: ConversationSummary, width: number, isOpen: boolean): Row {
  const { unread, mentions, pinnedAt, level, markedUnread, state } = summary
  const marks = [
    ...(state === 'active' ? [] : [part(` ${state}`, 'warn')]),
    ...(pinnedAt === undefined ? [] : [part(' pinned', 'dim')]),
    ...(level === 'everything' ? [] : [part(level === 'mentions' ? ' mentions' : ' muted', 'dim')]),
    ...(markedUnread === true ? [part(' unread', 'good')] : []),
    ...(mentions === 0 ? [] : [part(` @${mentions}`, 'good')]),
    ...(unread === 0 ? [] : [part(` ${unread} new`, level === 'nothing' ? 'dim' : 'good')]),
  ]
  return spread([part(lastText(summary, isOpen), 'dim')], marks, width)
}

/** The draft of the open one is seen below. */
function lastText({ last, draft, kind }: ConversationSummary, isOpen: boolean): string {
  if (!isOpen && draft.trim() !== '') return `Draft: ${harmlessLine(draft)}`
  if (last === undefined) return ''
  const who = last.mine ? 'you: ' : kind === 'group' ? `${last.from}: ` : ''
  return `${who}${last.deleted ? '(deleted)' : harmlessLine(plainMentions(last.text))}`
}
