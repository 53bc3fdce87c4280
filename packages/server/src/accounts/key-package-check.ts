// What a server can check of a key package without being a member of anything (rule K-2).

import { deviceIdOf, parseKeyPackage, verifyKeyPackage } from '@sotto/crypto/server'
import { bytesToBase64url, limits, ok, type Result, refuse } from '@sotto/wire'
import type { StoredDevice, StoredKeyPackage } from './account-store.ts'
import { sha256 } from './tokens.ts'

/** MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519. */
const cipherSuite = 1
/** Rule M-6, in seconds. */
const longestLifetime = 366 * 24 * 3600

export type KeyPackageExpectation = {
  readonly owner: Pick<StoredDevice, 'device' | 'credential'>
  readonly lastResort: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The package as it is stored. Refuses with `bad_request`, or `forbidden` when it is another device's. */
export async function checkKeyPackage(
  bytes: Uint8Array,
  { owner, lastResort, now }: KeyPackageExpectation,
): Promise<Result<StoredKeyPackage>> {
  const parsed = bytes.length <= limits.keyPackageBytes ? parseKeyPackage(bytes) : undefined
  if (!parsed?.ok) return invalid()
  const read = parsed.value
  const isOurs =
    bytesToBase64url(read.credential) === bytesToBase64url(owner.credential) &&
    deviceIdOf(read.signatureKey) === owner.device
  if (!isOurs) return refuse('forbidden', 'A key package is not one of this device.')
  const notBefore = Number(read.notBefore)
  const notAfter = Number(read.notAfter)
  const seconds = now / 1000
  // A device whose clock is a little ahead may upload all the same: its packages are good in a moment.
  const isNow = notBefore <= seconds + 3600 && notAfter > seconds && notAfter - notBefore <= longestLifetime
  if (!isNow || read.cipherSuite !== cipherSuite || read.lastResort !== lastResort) return invalid()
  if (!(await verifyKeyPackage(bytes))) return invalid()
  return ok({ hash: sha256(bytes), bytes, notAfter: notAfter * 1000 })
}

function invalid() {
  return refuse('bad_request', 'A key package is not valid.')
}
