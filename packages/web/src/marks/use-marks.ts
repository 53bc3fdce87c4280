// What the person wants of one conversation on all devices of the account: pinned or not, and what they are told of it.

import type { ConversationSummary, NoticeLevel } from '@sotto/client'
import { useCommand } from '../engine/use-command.ts'
import { type MuteTime, mutedUntil } from './mute-times.ts'

export type Marks = {
  readonly isPinned: boolean
  readonly togglePin: () => void
  readonly setLevel: (level: NoticeLevel) => void
  readonly mute: (time: MuteTime) => void
  readonly unmute: () => void
  readonly failure: string | undefined
}

export function useMarks({ conversation, pinnedAt }: ConversationSummary): Marks {
  const pin = useCommand('pin')
  const unpin = useCommand('unpin')
  const mute = useCommand('mute')
  const unmute = useCommand('unmute')
  const setLevel = useCommand('setLevel')
  const isPinned = pinnedAt !== undefined
  return {
    isPinned,
    togglePin: () => void (isPinned ? unpin : pin).run({ conversation }),
    setLevel: (level) => void setLevel.run({ conversation, level }),
    mute: (time) => void mute.run({ conversation, until: mutedUntil(time, Date.now()) }),
    unmute: () => void unmute.run({ conversation }),
    failure: [pin, unpin, mute, unmute, setLevel].find((one) => one.failure !== undefined)?.failure?.message,
  }
}
