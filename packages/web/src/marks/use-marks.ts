// What the person wants of one conversation on all devices of the account: pinned or not, and what they are told of it.

import type { ConversationSummary, NoticeLevel } from '@sotto/client'
import { useNavigate } from '@tanstack/react-router'
import { useCommand } from '../engine/use-command.ts'
import { type MuteTime, mutedUntil } from './mute-times.ts'

export type Marks = {
  readonly isPinned: boolean
  readonly togglePin: () => void
  readonly isArchived: boolean
  readonly toggleArchive: () => void
  readonly markUnread: () => void
  readonly setLevel: (level: NoticeLevel) => void
  readonly mute: (time: MuteTime) => void
  readonly unmute: () => void
  readonly failure: string | undefined
}

export function useMarks({ conversation, pinnedAt, archived }: ConversationSummary): Marks {
  const pin = useCommand('pin')
  const unpin = useCommand('unpin')
  const mute = useCommand('mute')
  const unmute = useCommand('unmute')
  const setLevel = useCommand('setLevel')
  const archive = useCommand('archive')
  const unarchive = useCommand('unarchive')
  const unread = useCommand('markUnread')
  const navigate = useNavigate()
  const isArchived = archived === true
  const all = [pin, unpin, mute, unmute, setLevel, archive, unarchive, unread]
  /** What is out of the way is not open either. */
  const close = (outcome: { readonly ok: boolean }) => {
    if (outcome.ok) void navigate({ to: '/' })
  }
  const isPinned = pinnedAt !== undefined
  return {
    isPinned,
    isArchived,
    toggleArchive: () =>
      void (isArchived ? unarchive.run({ conversation }) : archive.run({ conversation }).then(close)),
    markUnread: () => void unread.run({ conversation, unread: true }).then(close),
    togglePin: () => void (isPinned ? unpin : pin).run({ conversation }),
    setLevel: (level) => void setLevel.run({ conversation, level }),
    mute: (time) => void mute.run({ conversation, until: mutedUntil(time, Date.now()) }),
    unmute: () => void unmute.run({ conversation }),
    failure: all.find((one) => one.failure !== undefined)?.failure?.message,
  }
}
