// The lock of this profile (spec/accounts.md AL-1, AL-2): while it is on, the key of the database stands in the platform's
// secrets only under a passphrase. Where both stand there, because something was cut short, it counts as locked.

import { lockStoreKey, unlockStoreKey } from '@sotto/crypto'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Platform } from '../../ports.ts'

export const keyName = 'sotto-database-key'
const lockName = 'sotto-database-lock'

/** The key of the database; `locked` where only its passphrase gives it; undefined where there is none. */
export async function readKey({ secrets }: Platform): Promise<Uint8Array | 'locked' | undefined> {
  if ((await secrets.get(lockName)) === undefined) return secrets.get(keyName)
  await secrets.delete(keyName)
  return 'locked'
}

export async function isLockOn({ secrets }: Platform): Promise<boolean> {
  return (await secrets.get(lockName)) !== undefined
}

/** `no_lock`, `wrong_passphrase`. Rejects with StoreError, as all of these do. */
export async function unlockKey({ secrets }: Platform, passphrase: string): Promise<Outcome<Uint8Array>> {
  const lock = await secrets.get(lockName)
  if (lock === undefined) return failure('no_lock', 'The app lock is not on.')
  const key = await unlockStoreKey(lock, passphrase)
  if (key.ok) return { ok: true, value: key.value }
  return key.error.code === 'wrong_key'
    ? failure('wrong_passphrase', 'This is not the passphrase of the app lock.')
    : failure(
        'device_storage_failed',
        'The app lock of this device is damaged. Forget the device, and sign in.',
      )
}

/** Turns it on, or (with the present passphrase) gives it another. */
export async function lockKey(
  platform: Platform,
  { next, present }: { readonly next: string; readonly present?: string },
): Promise<Outcome<null>> {
  const { secrets } = platform
  const isOn = await isLockOn(platform)
  const key = isOn ? await unlockKey(platform, present ?? '') : await plainKey(platform)
  if (!key.ok) return key
  await secrets.set(lockName, await lockStoreKey(key.value, next))
  await secrets.delete(keyName)
  return { ok: true, value: null }
}

/** Turns it off. */
export async function removeLock(platform: Platform, passphrase: string): Promise<Outcome<null>> {
  const key = await unlockKey(platform, passphrase)
  if (!key.ok) return key
  await platform.secrets.set(keyName, key.value)
  await platform.secrets.delete(lockName)
  return { ok: true, value: null }
}

export async function forgetKey({ secrets }: Platform): Promise<void> {
  await secrets.delete(keyName)
  await secrets.delete(lockName)
}

async function plainKey({ secrets }: Platform): Promise<Outcome<Uint8Array>> {
  const key = await secrets.get(keyName)
  return key === undefined ? failure('not_signed_in', 'Sign in first.') : { ok: true, value: key }
}
