// Edits, deletions and reactions, as the in-memory engine does them.

import type { MessageSnapshot, MessageVersion, Outcome, ReactionSnapshot } from '@sotto/client'
import type { ConversationId, MessageId } from '@sotto/wire'
import type { CommandTable } from './command-table.ts'
import { messageOf, type Room, roomOf, type World } from './world.ts'

type Setting = {
  readonly world: World
  readonly change: (act: (world: World) => void) => void
}

type Changes =
  | 'editMessage'
  | 'deleteForEveryone'
  | 'deleteForMe'
  | 'react'
  | 'unreact'
  | 'pinMessage'
  | 'unpinMessage'
  | 'star'
  | 'unstar'
  | 'versions'
type Named = { readonly conversation: ConversationId; readonly id: MessageId }

const unknown = {
  ok: false,
  error: { code: 'message_not_found', message: 'This message is not on this device.' },
} as const

export function changesOn({ world, change }: Setting): Pick<CommandTable, Changes> {
  const changed = (
    { conversation, id }: Named,
    by: (message: MessageSnapshot) => Partial<MessageSnapshot>,
  ): Outcome<Named & { readonly state: 'pending' | 'sent' }> => {
    const room = roomOf(world, conversation)
    const message = room && messageOf(room, id)
    if (room === undefined || message === undefined) return unknown
    change(() => replaceMessage(room, id, by(message)))
    return { ok: true, value: { conversation, id, state: isPending(world) ? 'pending' : 'sent' } }
  }
  const pinning = ({ conversation, id }: Named, isPinned: boolean) => {
    const room = roomOf(world, conversation)
    change(() => {
      if (room !== undefined)
        room.items = room.items.map((item) => {
          if (item.type !== 'message' || item.id !== id) return item
          const { pinned, ...rest } = item
          return isPinned ? { ...rest, pinned: true } : rest
        })
    })
    return changed({ conversation, id }, () => ({}))
  }
  const starring = (conversation: ConversationId, id: MessageId, isStarred: boolean): Outcome<null> => {
    const room = roomOf(world, conversation)
    if (room === undefined || messageOf(room, id) === undefined) return unknown
    change(() => {
      room.items = room.items.map((item) => {
        if (item.type !== 'message' || item.id !== id) return item
        const { starred, ...rest } = item
        return isStarred ? { ...rest, starred: true } : rest
      })
    })
    return { ok: true, value: null }
  }
  return {
    editMessage: ({ text, ...named }) =>
      changed(named, (message) => {
        const at = Date.now()
        world.versions.set(named.id, [...versionsOf(world, message), { text, at }])
        return { text, edited: { at, pending: isPending(world) } }
      }),
    deleteForEveryone: (named) =>
      changed(named, () => ({ text: '', deleted: { pending: isPending(world) }, reactions: [] })),
    deleteForMe: ({ conversation, id }) => {
      const room = roomOf(world, conversation)
      if (room === undefined) return unknown
      change(() => {
        room.items = room.items.filter((item) => item.type !== 'message' || item.id !== id)
      })
      return { ok: true, value: null }
    },
    react: ({ reaction, ...named }) =>
      changed(named, ({ reactions }) => ({ reactions: withOwn(world, reactions, reaction) })),
    unreact: ({ reaction, ...named }) =>
      changed(named, ({ reactions }) => ({ reactions: withoutOwn(world, reactions, reaction) })),
    pinMessage: (named) => pinning(named, true),
    unpinMessage: (named) => pinning(named, false),
    star: ({ conversation, id }) => starring(conversation, id, true),
    unstar: ({ conversation, id }) => starring(conversation, id, false),
    versions: ({ conversation, id }) => {
      const room = roomOf(world, conversation)
      const message = room && messageOf(room, id)
      if (message === undefined) return unknown
      return { ok: true, value: message.deleted === undefined ? versionsOf(world, message) : [] }
    },
  }
}

export function replaceMessage(room: Room, id: MessageId, by: Partial<MessageSnapshot>): void {
  room.items = room.items.map((item) =>
    item.type === 'message' && item.id === id ? { ...item, ...by } : item,
  )
}

function isPending(world: World): boolean {
  return world.connection.state !== 'online'
}

function versionsOf(world: World, { id, text, at }: MessageSnapshot): readonly MessageVersion[] {
  return world.versions.get(id) ?? [{ text, at }]
}

function withOwn(world: World, reactions: readonly ReactionSnapshot[], reaction: string) {
  const others = reactions.find((one) => one.reaction === reaction)?.by ?? []
  const by = [...others.filter((one) => one !== world.own), world.own]
  const own = { reaction, by, mine: true, pending: isPending(world) }
  return others.length === 0
    ? [...reactions, own]
    : reactions.map((one) => (one.reaction === reaction ? own : one))
}

function withoutOwn(world: World, reactions: readonly ReactionSnapshot[], reaction: string) {
  return reactions.flatMap((one) => {
    if (one.reaction !== reaction) return [one]
    const by = one.by.filter((who) => who !== world.own)
    return by.length === 0 ? [] : [{ ...one, by, mine: false, pending: false }]
  })
}
