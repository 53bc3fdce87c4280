// The commands about the app lock, of the in-memory engine; its passphrase is always the same.

import type { LockKey } from '@sotto/client'
import type { CommandTable } from './command-table.ts'
import { account, deviceId } from './ids.ts'
import type { World } from './world.ts'

export const lockPassphrase = 'a heron stands still'

type Scene = { readonly world: World; readonly change: (act: (world: World) => void) => void }
type LockCommands = Pick<CommandTable, 'setLock' | 'lockAfter' | 'removeLock' | 'lock' | 'unlock' | 'stay'>

const done = { ok: true, value: null } as const
const wrongPassphrase = {
  ok: false,
  error: { code: 'wrong_passphrase', message: 'This is not the passphrase of the app lock.' },
} as const
const wrongPasskey = {
  ok: false,
  error: { code: 'wrong_passkey', message: 'This passkey does not open the app lock.' },
} as const

export function locksOn({ world, change }: Scene): LockCommands {
  const put = (lock: World['lock']) => {
    change(() => {
      world.lock = lock
    })
    return done
  }
  const opening = (key: LockKey) => {
    if ('passphrase' in key) return key.passphrase === lockPassphrase ? done : wrongPassphrase
    return key.passkey.id === world.lock.passkey ? done : wrongPasskey
  }
  return {
    setLock: ({ present, afterMinutes, ...next }) => {
      const opened = world.lock.on ? opening(present ?? { passphrase: '' }) : done
      if (!opened.ok) return opened
      const way = 'passkey' in next ? { passkey: next.passkey.id } : { passphrase: true }
      return put({ ...world.lock, on: true, afterMinutes, ...way })
    },
    lockAfter: ({ afterMinutes }) => put({ ...world.lock, afterMinutes }),
    removeLock: ({ only, ...key }) => {
      const opened = opening(key)
      if (!opened.ok) return opened
      const { passkey: _gone, ...rest } = world.lock
      if (only === 'passkey') return put(rest)
      return put(only === 'passphrase' ? { ...world.lock, passphrase: false } : noLock)
    },
    lock: () => {
      change(() => {
        world.session = { state: 'locked' }
      })
      return done
    },
    unlock: (key) => {
      const opened = opening(key)
      if (!opened.ok) return opened
      change(() => {
        const server = 'http://localhost:7688'
        world.session = { state: 'signed-in', account: account('alice'), device: deviceId(1), server }
      })
      return done
    },
    stay: () => done,
  }
}

const noLock: World['lock'] = { on: false, afterMinutes: 0, passphrase: false }
