// Pins, mutes, what was written elsewhere and settings, as the in-memory engine does them.

import type { Outcome } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'
import type { CommandTable } from './command-table.ts'
import type { Room, World } from './world.ts'

type Setting = {
  readonly world: World
  readonly change: (act: (world: World) => void) => void
  readonly inRoom: (conversation: ConversationId, act: (room: Room) => void) => Outcome<null>
}

type Marks =
  | 'pin'
  | 'unpin'
  | 'mute'
  | 'unmute'
  | 'setLevel'
  | 'archive'
  | 'unarchive'
  | 'markUnread'
  | 'dropOtherDraft'
  | 'choose'

export function marksOn({ world, change, inRoom }: Setting): Pick<CommandTable, Marks> {
  return {
    pin: ({ conversation }) =>
      inRoom(conversation, (room) => {
        room.pinnedAt = Date.now()
      }),
    unpin: ({ conversation }) =>
      inRoom(conversation, (room) => {
        delete room.pinnedAt
      }),
    mute: ({ conversation, until }) =>
      inRoom(conversation, (room) => {
        room.mutedUntil = until
      }),
    unmute: ({ conversation }) =>
      inRoom(conversation, (room) => {
        delete room.mutedUntil
      }),
    archive: ({ conversation }) =>
      inRoom(conversation, (room) => {
        room.archived = true
      }),
    unarchive: ({ conversation }) =>
      inRoom(conversation, (room) => {
        delete room.archived
      }),
    markUnread: ({ conversation, unread }) =>
      inRoom(conversation, (room) => {
        if (unread) room.markedUnread = true
        else delete room.markedUnread
      }),
    setLevel: ({ conversation, level }) =>
      inRoom(conversation, (room) => {
        delete room.mutedUntil
        if (level === 'nothing') room.mutedUntil = 'always'
        if (level === 'everything') delete room.onlyMentions
        if (level === 'mentions') room.onlyMentions = true
      }),
    dropOtherDraft: ({ conversation }) =>
      inRoom(conversation, (room) => {
        delete room.otherDraft
      }),
    choose: (chosen) => {
      change(() => {
        world.settings = { ...world.settings, ...chosen }
      })
      return { ok: true, value: null }
    },
  }
}
