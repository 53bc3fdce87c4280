// What a browser's dedicated worker brings to the engine: the sealed database on OPFS, secrets in IndexedDB,
// the network, time and chance.

import type { Platform } from '../../../ports.ts'
import { browserName } from '../../web-standard/browser-name.ts'
import { request } from '../../web-standard/http.ts'
import { onClockJump, systemClock, systemRandom } from '../../web-standard/time-and-chance.ts'
import { connect } from './gateway-socket.ts'
import { opfsSqlStorage } from './opfs-storage.ts'
import { indexedDbSecretStorage } from './secret-storage.ts'

/** Longer than a browser takes to clean up after a dead worker. */
const handlePatience = 10_000

/**
 * `scope` names the profile inside the origin. `onTabWake` subscribes to tabs that tell of waking: visibility
 * is known to them alone.
 */
export function browserPlatform(parts: {
  readonly scope: string
  readonly onTabWake: (listener: () => void) => () => void
}): Platform {
  return {
    storage: opfsSqlStorage({ folder: `sotto/${parts.scope}`, patience: handlePatience }),
    secrets: indexedDbSecretStorage(`sotto-${parts.scope}`),
    transport: { request, connect },
    clock: systemClock,
    random: systemRandom,
    deviceName: () => browserName(navigator.userAgent),
    onWake(listener) {
      self.addEventListener('online', listener)
      const stops = [parts.onTabWake(listener), onClockJump(listener)]
      return () => {
        self.removeEventListener('online', listener)
        for (const stop of stops) stop()
      }
    },
  }
}
