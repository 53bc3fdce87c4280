// The bell of the terminal, for what the person wants to be told of and is not looking at.

import type { Engine, EngineEvent, Settings } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'

type Bell = {
  readonly engine: Pick<Engine, 'onEvent' | 'watch'>
  readonly open: () => ConversationId | undefined
  /** Is told who wrote where, as far as notifications are to show it; never what. */
  readonly ring: (said: string) => void
}

/** Returns the way to stop. */
export function ringBell({ engine, open, ring }: Bell): () => void {
  let settings: Settings = {}
  const stops = [
    engine.watch('settings', undefined, (now) => {
      settings = now
    }),
    engine.onEvent((event) => {
      if (event.type !== 'message' || event.quiet || settings.noticeSound === 'off') return
      if (event.message.conversation !== open()) ring(saidOf(event, settings))
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

type News = Extract<EngineEvent, { readonly type: 'message' }>

function saidOf({ message: { from }, conversationName }: News, { noticeContents }: Settings): string {
  if (noticeContents === 'nothing') return 'New message'
  return `New message from ${from}${conversationName === from ? '' : ` in ${conversationName}`}`
}
