// Tells the engine how far somebody has read: only while the page is really being looked at, only
// forward, and never for a request, whose sender must not learn that it was opened.

import type { ConversationDetails, MessageSnapshot } from '@sotto/client'
import { useCallback, useEffect, useRef } from 'react'
import { useEngine } from '../engine/engine-context.tsx'

export function useMarkRead(details: ConversationDetails): (message: MessageSnapshot) => void {
  const engine = useEngine()
  const { conversation, unread, state } = details
  const latest = useRef<MessageSnapshot>(undefined)
  const told = useRef<MessageSnapshot['id']>(undefined)
  const wanted = unread > 0 && state === 'active'

  const tell = useCallback(() => {
    const message = latest.current
    if (!wanted || message === undefined || message.id === told.current || !isLookedAt()) return
    told.current = message.id
    void engine.call('markRead', { conversation, upTo: message.id })
  }, [engine, conversation, wanted])

  useEffect(() => {
    tell()
    window.addEventListener('focus', tell)
    document.addEventListener('visibilitychange', tell)
    return () => {
      window.removeEventListener('focus', tell)
      document.removeEventListener('visibilitychange', tell)
    }
  }, [tell])

  return useCallback(
    (message) => {
      if (latest.current !== undefined && message.at < latest.current.at) return
      latest.current = message
      tell()
    },
    [tell],
  )
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}
