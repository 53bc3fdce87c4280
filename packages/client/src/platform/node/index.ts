// What Node brings to the engine: a profile directory with the sealed database and its secrets, the network,
// time and chance.

import { hostname } from 'node:os'
import type { Platform } from '../../ports.ts'
import { request } from '../web-standard/http.ts'
import { onClockJump, systemClock, systemRandom } from '../web-standard/time-and-chance.ts'
import { connect } from './gateway-socket.ts'
import { nodeSecretStorage } from './secret-storage.ts'
import { nodeSqlStorage } from './sql-storage.ts'

/** `directory`: one device's profile; made (for its user alone) when it is first written. */
export function nodePlatform({ directory }: { readonly directory: string }): Platform {
  return {
    storage: nodeSqlStorage(directory),
    secrets: nodeSecretStorage(directory),
    transport: { request, connect },
    clock: systemClock,
    random: systemRandom,
    deviceName: () => `Terminal on ${hostname()}`.slice(0, 64),
    onWake: (listener) => onClockJump(listener, (timer) => timer.unref()),
  }
}
