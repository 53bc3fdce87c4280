// A conversation that was marked as unread is so until somebody opens it.

import type { ConversationDetails } from '@sotto/client'
import { useEffect, useRef } from 'react'
import { useEngine } from '../engine/engine-context.tsx'

export function useEndUnreadMark({ conversation, markedUnread }: ConversationDetails): void {
  const engine = useEngine()
  const opened = useRef<string>(undefined)
  useEffect(() => {
    // what is marked while it is open stays so
    if (opened.current === conversation) return
    opened.current = conversation
    if (markedUnread === true) void engine.call('markUnread', { conversation, unread: false })
  }, [engine, conversation, markedUnread])
}
