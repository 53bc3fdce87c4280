// An engine for places where there can be none: it tells why, and refuses everything.

import type { Engine } from '../api/engine.ts'
import type { SessionSnapshot } from '../api/session.ts'
import type { Failure } from '../errors.ts'

export function refusingEngine(failure: Failure): Engine {
  const session: SessionSnapshot = { state: 'store-failed', error: failure }
  return {
    call: async () => ({ ok: false, error: failure }),
    watch(topic, _params, listener) {
      let stopped = false
      if (topic === 'session') {
        const tell = listener as (snapshot: SessionSnapshot) => void
        queueMicrotask(() => {
          if (!stopped) tell(session)
        })
      }
      return () => {
        stopped = true
      }
    },
    onEvent: () => () => {},
    async close() {},
  }
}
