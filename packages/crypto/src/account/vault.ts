// The vault: the root key sealed once for each way in, so that the server can keep it and never read
// it (spec/accounts.md ). A slot opens only as what it was sealed as: for this way in, for
// this account.

import { gcm } from '@noble/ciphers/aes.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import {
  type AccountName,
  decodeCbor,
  encodeCbor,
  err,
  type Malformed,
  malformed,
  ok,
  type Result,
} from '@sotto/wire'
import { erase } from '../erase.ts'
import type { RecoverySecret } from './recovery-code.ts'
import { rootKeyLength } from './root-key.ts'

const version = 1
const label = 'Sotto 1 vault'
const nonceLength = 12
const tagLength = 16

/**
 * A way into the vault: the export key of OPAQUE (64 bytes, from the password), the recovery code, or what a
 * passkey's PRF gave for `passkeyPrfInput` (32 bytes).
 */
export type VaultKey =
  | { readonly way: 'password'; readonly exportKey: Uint8Array }
  | { readonly way: 'recovery'; readonly secret: RecoverySecret }
  | { readonly way: 'passkey'; readonly prf: Uint8Array }

/** What a passkey's PRF (WebAuthn Level 3 §10.1.4) is evaluated at. */
export const passkeyPrfInput: Uint8Array = utf8ToBytes('Sotto 1 passkey')

/** `wrong_key`: the key is not the slot's, or the slot was altered or belongs to another account; nobody can tell which. */
export type VaultError =
  | Malformed
  | { readonly code: 'wrong_key' }
  | { readonly code: 'wrong_way'; readonly way: VaultKey['way'] }

const numbers = { password: 1, recovery: 2, passkey: 3 } as const satisfies Record<VaultKey['way'], number>
const ways = ['password', 'recovery', 'passkey'] as const

/** One slot: deterministic CBOR `[1, way, nonce, AES-256-GCM ciphertext and tag]`. */
export function sealRootKey(account: AccountName, rootKey: Uint8Array, key: VaultKey): Uint8Array {
  if (rootKey.length !== rootKeyLength) throw new RangeError('a root key has 32 bytes')
  const nonce = randomBytes(nonceLength)
  const wrapping = wrappingKey(key)
  const sealed = gcm(wrapping, nonce, associated(account, key.way)).encrypt(rootKey)
  erase(wrapping)
  return encodeCbor([version, numbers[key.way], nonce, sealed])
}

/** The root key of a slot that `sealRootKey` made for the same account and way. */
export function openRootKey(
  account: AccountName,
  slot: Uint8Array,
  key: VaultKey,
): Result<Uint8Array, VaultError> {
  const parts = readSlot(slot)
  if (!parts.ok) return parts
  const { way, nonce, sealed } = parts.value
  if (way !== key.way) return err({ code: 'wrong_way', way })
  const wrapping = wrappingKey(key)
  try {
    return ok(gcm(wrapping, nonce, associated(account, way)).decrypt(sealed))
  } catch {
    return err({ code: 'wrong_key' })
  } finally {
    erase(wrapping)
  }
}

type Slot = { readonly way: VaultKey['way']; readonly nonce: Uint8Array; readonly sealed: Uint8Array }

function readSlot(bytes: Uint8Array): Result<Slot, Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 4) return malformed('vault slot')
  const [slotVersion, number, nonce, sealed] = decoded.value
  if (slotVersion !== version) return malformed('vault slot version')
  const way = ways.find((one) => numbers[one] === number)
  if (way === undefined) return malformed('vault slot way')
  if (!(nonce instanceof Uint8Array) || nonce.length !== nonceLength) return malformed('vault slot nonce')
  if (!(sealed instanceof Uint8Array) || sealed.length !== rootKeyLength + tagLength) {
    return malformed('vault slot ciphertext')
  }
  return ok({ way, nonce, sealed })
}

/** HKDF-SHA256 without salt over the way's secret, so that neither is ever used as a key itself. */
function wrappingKey(key: VaultKey): Uint8Array {
  return hkdf(sha256, secretOf(key), undefined, utf8ToBytes(`${label} ${key.way}`), 32)
}

function secretOf(key: VaultKey): Uint8Array {
  switch (key.way) {
    case 'password':
      return key.exportKey
    case 'recovery':
      return key.secret
    case 'passkey':
      return key.prf
  }
}

function associated(account: AccountName, way: VaultKey['way']): Uint8Array {
  return encodeCbor([label, version, numbers[way], account])
}
