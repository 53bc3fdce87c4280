// The commands about the app lock, of the in-memory engine; its passphrase is always the same.

import type { CommandTable } from './command-table.ts'
import { account, deviceId } from './ids.ts'
import type { World } from './world.ts'

export const lockPassphrase = 'a heron stands still'

type Scene = { readonly world: World; readonly change: (act: (world: World) => void) => void }
type LockCommands = Pick<CommandTable, 'setLock' | 'lockAfter' | 'removeLock' | 'lock' | 'unlock' | 'stay'>

const done = { ok: true, value: null } as const
const wrong = {
  ok: false,
  error: { code: 'wrong_passphrase', message: 'This is not the passphrase of the app lock.' },
} as const

export function locksOn({ world, change }: Scene): LockCommands {
  const put = (lock: World['lock']) => {
    change(() => {
      world.lock = lock
    })
    return done
  }
  return {
    setLock: ({ present, afterMinutes }) =>
      world.lock.on && present !== lockPassphrase ? wrong : put({ on: true, afterMinutes }),
    lockAfter: ({ afterMinutes }) => put({ ...world.lock, afterMinutes }),
    removeLock: ({ passphrase }) =>
      passphrase === lockPassphrase ? put({ on: false, afterMinutes: 0 }) : wrong,
    lock: () => {
      change(() => {
        world.session = { state: 'locked' }
      })
      return done
    },
    unlock: ({ passphrase }) => {
      if (passphrase !== lockPassphrase) return wrong
      change(() => {
        const server = 'http://localhost:7688'
        world.session = { state: 'signed-in', account: account('alice'), device: deviceId(1), server }
      })
      return done
    },
    stay: () => done,
  }
}
