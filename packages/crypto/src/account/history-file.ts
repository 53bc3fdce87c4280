// A copy of an account's own history as a file under a password (spec/archive.md EX-3): whoever has the password
// reads it, and only the account's own devices can have made it. Whose it is stands inside, sealed.

import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import {
  type AccountName,
  type Cbor,
  decodeCbor,
  encodeCbor,
  err,
  type Malformed,
  malformed,
  ok,
  parseAccountName,
  type Result,
} from '@sotto/wire'
import { erase } from '../erase.ts'
import { platformAesGcm } from '../mls/suite/aes-gcm.ts'
import { isBytes } from './account-statement.ts'
import { type Argon2id, presentStretching, readTerms, stretchPassword, termsOf } from './stretching.ts'

const version = 1
const kind = 'Sotto history'
const saltLength = 16
const checkLength = 16
const nonceLength = 12
const macLength = 32

/** Who makes the file, or takes it. `archiveKey`: 32 bytes. */
export type HistoryOwner = { readonly account: AccountName; readonly archiveKey: Uint8Array }

/**
 * `newer`: of a version that this one does not know. `wrong_key`: another password. `other_account`: another account's.
 * `not_genuine`: it says that it is this account's, and is not. `malformed` is also what was altered.
 */
export type HistoryFileError =
  | Malformed
  | { readonly code: 'newer' | 'wrong_key' | 'other_account' | 'not_genuine' }

/** The file's bytes, of a body of any form. Stretches the password, which takes a second or more. */
export async function sealHistoryFile(
  owner: HistoryOwner,
  { body, password }: { readonly body: Uint8Array; readonly password: string },
  stretching: Argon2id = presentStretching(),
): Promise<Uint8Array> {
  const [salt, nonce] = [randomBytes(saltLength), randomBytes(nonceLength)]
  const { key, check } = await keysOf(password, stretching, salt)
  const header = [kind, version, termsOf(stretching), salt, check]
  const plain = encodeCbor([owner.account, macOf(owner, body), body])
  const sealed = await platformAesGcm().seal(key, nonce, encodeCbor(header), plain)
  erase(key, plain)
  return encodeCbor([...header, nonce, sealed])
}

/** The body of a file that a device of this very account has sealed. */
export async function openHistoryFile(
  owner: HistoryOwner,
  bytes: Uint8Array,
  password: string,
): Promise<Result<Uint8Array, HistoryFileError>> {
  const read = readFile(bytes)
  if (!read.ok) return read
  if (password === '') return err({ code: 'wrong_key' })
  const { header, stretching, salt, nonce, sealed } = read.value
  const { key, check } = await keysOf(password, stretching, salt)
  try {
    if (!isSame(check, read.value.check)) return err({ code: 'wrong_key' })
    return readPlain(await platformAesGcm().open(key, nonce, encodeCbor(header), sealed), owner)
  } catch {
    return malformed('history file')
  } finally {
    erase(key)
  }
}

type Read = {
  readonly header: Cbor
  readonly stretching: Argon2id
  readonly salt: Uint8Array
  readonly check: Uint8Array
  readonly nonce: Uint8Array
  readonly sealed: Uint8Array
}

function readFile(bytes: Uint8Array): Result<Read, HistoryFileError> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value[0] !== kind) return malformed('history file')
  const [, is, terms, salt, check, nonce, sealed]: readonly Cbor[] = decoded.value
  if (typeof is === 'number' && is > version) return err({ code: 'newer' })
  if (is !== version || decoded.value.length !== 7) return malformed('history file')
  const stretching = readTerms(terms)
  if (stretching === undefined || !isBytes(salt, saltLength)) return malformed('history file terms')
  if (!isBytes(check, checkLength) || !isBytes(nonce, nonceLength)) return malformed('history file')
  if (!(sealed instanceof Uint8Array)) return malformed('history file')
  const header = [kind, version, termsOf(stretching), salt, check]
  return ok({ header, stretching, salt, check, nonce, sealed })
}

function readPlain(plain: Uint8Array, owner: HistoryOwner): Result<Uint8Array, HistoryFileError> {
  const decoded = decodeCbor(plain)
  if (!decoded.ok) return decoded
  const [name, mac, body]: readonly Cbor[] = Array.isArray(decoded.value) ? decoded.value : []
  const account = parseAccountName(name)
  if (account === undefined || !isBytes(mac, macLength)) return malformed('history file content')
  if (!(body instanceof Uint8Array)) return malformed('history file content')
  if (account !== owner.account) return err({ code: 'other_account' })
  return isSame(mac, macOf(owner, body)) ? ok(body) : err({ code: 'not_genuine' })
}

/** Two of one stretched password: what seals, and what tells a wrong password from a damaged file. */
async function keysOf(password: string, stretching: Argon2id, salt: Uint8Array) {
  const stretched = await stretchPassword(password, stretching, salt)
  const key = hkdf(sha256, stretched, undefined, utf8ToBytes('Sotto 1 history file seal'), 32)
  const check = hkdf(sha256, stretched, undefined, utf8ToBytes('Sotto 1 history file check'), checkLength)
  erase(stretched)
  return { key, check }
}

function macOf({ account, archiveKey }: HistoryOwner, body: Uint8Array): Uint8Array {
  const key = hkdf(sha256, archiveKey, undefined, utf8ToBytes('Sotto 1 history file'), 32)
  const mac = hmac(sha256, key, encodeCbor([account, body]))
  erase(key)
  return mac
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return (
    one.length === other.length && one.reduce((all, byte, at) => all | (byte ^ (other[at] ?? 0)), 0) === 0
  )
}
