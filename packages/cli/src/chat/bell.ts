// The bell of the terminal, for what the person wants to be told of and is not looking at.

import type { Engine } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'

type Bell = {
  readonly engine: Pick<Engine, 'onEvent' | 'watch'>
  readonly open: () => ConversationId | undefined
  readonly ring: () => void
}

/** Returns the way to stop. */
export function ringBell({ engine, open, ring }: Bell): () => void {
  let isOn = true
  const stops = [
    engine.watch('settings', undefined, ({ noticeSound }) => {
      isOn = noticeSound !== 'off'
    }),
    engine.onEvent((event) => {
      if (event.type !== 'message' || event.quiet || !isOn) return
      if (event.message.conversation !== open()) ring()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
