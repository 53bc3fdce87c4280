// Pinning and muting one conversation, on all devices of the account.

import type { ConversationSummary } from '@sotto/client'
import { useCommand } from '../engine/use-command.ts'
import { type MuteTime, mutedUntil } from './mute-times.ts'

export type Marks = {
  readonly isPinned: boolean
  readonly isMuted: boolean
  readonly togglePin: () => void
  readonly mute: (time: MuteTime) => void
  readonly unmute: () => void
  readonly failure: string | undefined
}

export function useMarks({ conversation, pinnedAt, mutedUntil: until }: ConversationSummary): Marks {
  const pin = useCommand('pin')
  const unpin = useCommand('unpin')
  const mute = useCommand('mute')
  const unmute = useCommand('unmute')
  const isPinned = pinnedAt !== undefined
  return {
    isPinned,
    isMuted: until !== undefined,
    togglePin: () => void (isPinned ? unpin : pin).run({ conversation }),
    mute: (time) => void mute.run({ conversation, until: mutedUntil(time, Date.now()) }),
    unmute: () => void unmute.run({ conversation }),
    failure: [pin, unpin, mute, unmute].find((one) => one.failure !== undefined)?.failure?.message,
  }
}
