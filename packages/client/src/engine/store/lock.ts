// The lock of this profile (spec/accounts.md AL-1, AL-2, AL-5): while it is on, the key of the database stands in the
// platform's secrets only under a passphrase, under what a passkey gives, or under each. Where the key itself stands
// there too, because something was cut short, it counts as locked.

import {
  erase,
  lockByPasskey,
  lockStoreKey,
  passkeyOfLock,
  type StoreLockError,
  unlockByPasskey,
  unlockStoreKey,
} from '@sotto/crypto'
import { base64urlToBytes, bytesToBase64url, type Result } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { LockKey, LockPasskey } from '../../api/session.ts'
import { failure } from '../../errors.ts'
import type { Platform } from '../../ports.ts'

export const keyName = 'sotto-database-key'
const lockNames = { passphrase: 'sotto-database-lock', passkey: 'sotto-database-passkey-lock' } as const

export type LockWay = keyof typeof lockNames
const ways = ['passphrase', 'passkey'] as const satisfies readonly LockWay[]

/** What opens the lock: `passkey` is a credential id. */
export type LockWays = { readonly passphrase: boolean; readonly passkey?: string }

/** The key of the database; `locked` where only what opens the lock gives it; undefined where there is none. */
export async function readKey(platform: Platform): Promise<Uint8Array | 'locked' | undefined> {
  const { secrets } = platform
  if (!(await isLockOn(platform))) return secrets.get(keyName)
  await secrets.delete(keyName)
  return 'locked'
}

export async function isLockOn({ secrets }: Platform): Promise<boolean> {
  for (const way of ways) {
    if ((await secrets.get(lockNames[way])) !== undefined) return true
  }
  return false
}

export async function readLockWays({ secrets }: Platform): Promise<LockWays> {
  const byPasskey = await secrets.get(lockNames.passkey)
  const passkey = byPasskey && passkeyOfLock(byPasskey)
  return {
    passphrase: (await secrets.get(lockNames.passphrase)) !== undefined,
    ...(passkey?.ok === true ? { passkey: bytesToBase64url(passkey.value) } : {}),
  }
}

/** `no_lock`, `wrong_passphrase`, `wrong_passkey`. Rejects with StoreError, as all of these do. */
export async function unlockKey({ secrets }: Platform, by: LockKey): Promise<Outcome<Uint8Array>> {
  const way = 'passkey' in by ? 'passkey' : 'passphrase'
  const lock = await secrets.get(lockNames[way])
  if (lock === undefined) return failure('no_lock', `The app lock is not on, or has no ${way}.`)
  const key = await ('passkey' in by ? opened(lock, by.passkey) : unlockStoreKey(lock, by.passphrase))
  if (key.ok) return { ok: true, value: key.value }
  if (key.error.code !== 'wrong_key') return damaged()
  return way === 'passkey'
    ? failure('wrong_passkey', 'This passkey does not open the app lock.')
    : failure('wrong_passphrase', 'This is not the passphrase of the app lock.')
}

/** Turns it on, or (by what opens it at present) gives it another passphrase or passkey. */
export async function lockKey(
  platform: Platform,
  { next, present }: { readonly next: LockKey; readonly present?: LockKey },
): Promise<Outcome<null>> {
  const { secrets } = platform
  const isOn = await isLockOn(platform)
  const key = isOn ? await unlockKey(platform, present ?? { passphrase: '' }) : await plainKey(platform)
  if (!key.ok) return key
  if ('passkey' in next) await secrets.set(lockNames.passkey, sealed(key.value, next.passkey))
  else await secrets.set(lockNames.passphrase, await lockStoreKey(key.value, next.passphrase))
  await secrets.delete(keyName)
  return { ok: true, value: null }
}

/** Turns it off, or takes one of two ways from it. */
export async function removeLock(platform: Platform, by: LockKey, only?: LockWay): Promise<Outcome<null>> {
  const { secrets } = platform
  const key = await unlockKey(platform, by)
  if (!key.ok) return key
  const { passphrase, passkey } = await readLockWays(platform)
  const isLast = !passphrase || passkey === undefined
  if (only !== undefined && !isLast) await secrets.delete(lockNames[only])
  else {
    await secrets.set(keyName, key.value)
    await deleteLocks(platform)
  }
  return { ok: true, value: null }
}

export async function forgetKey(platform: Platform): Promise<void> {
  await platform.secrets.delete(keyName)
  await deleteLocks(platform)
}

async function deleteLocks({ secrets }: Platform): Promise<void> {
  for (const way of ways) await secrets.delete(lockNames[way])
}

function sealed(key: Uint8Array, passkey: LockPasskey): Uint8Array {
  const lock = lockByPasskey(key, bytesOf(passkey))
  erase(passkey.prf)
  return lock
}

function opened(lock: Uint8Array, passkey: LockPasskey): Result<Uint8Array, StoreLockError> {
  const key = unlockByPasskey(lock, bytesOf(passkey))
  erase(passkey.prf)
  return key
}

function bytesOf({ id, prf }: LockPasskey) {
  return { id: base64urlToBytes(id) ?? new Uint8Array(), prf }
}

function damaged() {
  return failure(
    'device_storage_failed',
    'The app lock of this device is damaged. Forget the device, and sign in.',
  )
}

async function plainKey({ secrets }: Platform): Promise<Outcome<Uint8Array>> {
  const key = await secrets.get(keyName)
  return key === undefined ? failure('not_signed_in', 'Sign in first.') : { ok: true, value: key }
}
