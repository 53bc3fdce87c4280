// A line between tabs and the engine's worker: a BroadcastChannel of the origin.

import type { ClosableBus } from '../../remote/bus.ts'

/** `close` lets go of the channel; what is posted after it is dropped. */
export function broadcastBus(name: string): ClosableBus {
  const channel = new BroadcastChannel(name)
  const listeners = new Set<(message: unknown) => void>()
  let open = true
  channel.onmessage = (event: { readonly data: unknown }) => {
    for (const listener of [...listeners]) listener(event.data)
  }
  return {
    post(message) {
      if (open) channel.postMessage(message)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      open = false
      channel.close()
    },
  }
}
