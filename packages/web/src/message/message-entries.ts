// The lines of a message's menu, the same above it and where it is pressed for long.

import type { MessageSnapshot } from '@sotto/client'
import {
  Copy,
  Forward,
  History,
  type LucideIcon,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  Star,
  StarOff,
  Trash2,
} from 'lucide-react'
import type { Doable, MessageActions } from './actions.ts'

export type MessageEntry = {
  readonly key:
    | 'reply'
    | 'chooseReaction'
    | 'copy'
    | 'forward'
    | 'pin'
    | 'unpin'
    | 'star'
    | 'unstar'
    | 'edit'
    | 'versions'
    | 'delete'
  readonly icon: LucideIcon
  readonly act: () => void
}

type Given = MessageActions & { readonly message: MessageSnapshot; readonly doable: Doable }

export function messageEntries({ message, doable, ...actions }: Given): readonly MessageEntry[] {
  const isStarred = message.starred === true
  const isPinned = message.pinned === true
  const entries: readonly (MessageEntry & { readonly can: boolean })[] = [
    { key: 'reply', icon: Reply, can: doable.reply, act: () => actions.onReply(message) },
    {
      key: 'chooseReaction',
      icon: SmilePlus,
      can: doable.react,
      act: () => actions.onChooseReaction(message),
    },
    {
      key: 'copy',
      icon: Copy,
      can: doable.copy,
      act: () => void navigator.clipboard.writeText(message.text),
    },
    { key: 'forward', icon: Forward, can: doable.forward, act: () => actions.onForward(message) },
    { key: 'pin', icon: Pin, can: doable.pin && !isPinned, act: () => actions.onPin(message, true) },
    { key: 'unpin', icon: PinOff, can: doable.pin && isPinned, act: () => actions.onPin(message, false) },
    { key: 'star', icon: Star, can: doable.star && !isStarred, act: () => actions.onStar(message, true) },
    { key: 'unstar', icon: StarOff, can: isStarred, act: () => actions.onStar(message, false) },
    { key: 'edit', icon: Pencil, can: doable.edit, act: () => actions.onEdit(message) },
    {
      key: 'versions',
      icon: History,
      can: message.edited !== undefined,
      act: () => actions.onVersions(message),
    },
    { key: 'delete', icon: Trash2, can: doable.remove, act: () => actions.onDelete(message) },
  ]
  return entries.filter(({ can }) => can)
}
