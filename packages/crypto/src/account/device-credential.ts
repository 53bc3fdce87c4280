// A device's credential: the account key's word that a signature key is one of the account's devices.
// These bytes are the identity in the BasicCredential of every MLS leaf; every client checks them for
// every leaf, and the server when a device is added (spec/accounts.md ).

import {
  type AccountName,
  type Cbor,
  type DeviceId,
  deviceIdFromBytes,
  err,
  idBytes,
  limits,
  type Malformed,
  malformed,
  ok,
  parseAccountName,
  type Result,
} from '@sotto/wire'
import { deviceIdOf } from '../ids.ts'
import {
  differs,
  isBytes,
  isSignedByAccount,
  isTime,
  keyLength,
  type ReadStatement,
  readStatement,
  signStatement,
} from './account-statement.ts'
import { GenuineMemo } from './genuine-memo.ts'
import type { SigningKey } from './root-key.ts'

const version = 1
const label = 'Sotto 1 device credential'
const fieldCount = 6

/** Twice the devices of the largest conversation. */
const genuine = new GenuineMemo(2 * limits.membersPerConversation)

export type DeviceCredential = {
  readonly account: AccountName
  readonly device: DeviceId
  /** Ed25519 public key of the device, 32 bytes; also the signature key of its MLS leaf. */
  readonly signatureKey: Uint8Array
  /** Ed25519 public key of the account, 32 bytes. */
  readonly accountKey: Uint8Array
  /** Seconds since 1970. */
  readonly issuedAt: number
}

/** What the checker already knows; each that is given must be what the credential says. */
export type ExpectedCredential = {
  readonly account?: AccountName
  readonly accountKey?: Uint8Array
  readonly signatureKey?: Uint8Array
}

export type CredentialError =
  | Malformed
  /** The device id is not that of the signature key (ID-2). */
  | { readonly code: 'wrong_device_id' }
  /** The account key did not sign this. */
  | { readonly code: 'bad_signature' }
  /** Genuine, but of another account, of another account key, or for another device's key. */
  | { readonly code: 'other_account' | 'other_account_key' | 'other_signature_key' }

type CredentialStatement = { readonly credential: DeviceCredential; readonly statement: ReadStatement }

export type CredentialIssue = {
  readonly account: AccountName
  readonly accountKey: SigningKey
  /** The device's Ed25519 public key, 32 bytes. */
  readonly signatureKey: Uint8Array
  /** Seconds since 1970. */
  readonly issuedAt: number
}

/** Signs one device of the account: CBOR `[1, account, device, signature key, account key, issued at, signature]`. */
export function issueDeviceCredential(issue: CredentialIssue): Uint8Array {
  const { account, accountKey, signatureKey, issuedAt } = issue
  if (signatureKey.length !== keyLength) throw new RangeError('a signature key has 32 bytes')
  if (!isTime(issuedAt)) throw new RangeError('issuedAt is whole seconds since 1970')
  const device = deviceIdOf(signatureKey)
  const fields = [version, account, idBytes(device), signatureKey, accountKey.publicKey, issuedAt]
  return signStatement(label, fields, accountKey.secretKey)
}

/** Everything a credential claims, once its form, its device id, its signature and `expected` agree. */
export async function verifyDeviceCredential(
  bytes: Uint8Array,
  expected: ExpectedCredential = {},
): Promise<Result<DeviceCredential, CredentialError>> {
  const read = readCredential(bytes)
  if (!read.ok) return read
  const { credential, statement } = read.value
  if (deviceIdOf(credential.signatureKey) !== credential.device) return err({ code: 'wrong_device_id' })
  const isGenuine = () => isSignedByAccount({ ...statement, label, accountKey: credential.accountKey })
  if (!(await genuine.isGenuine(bytes, isGenuine))) return err({ code: 'bad_signature' })
  if (expected.account !== undefined && expected.account !== credential.account) {
    return err({ code: 'other_account' })
  }
  if (differs(expected.accountKey, credential.accountKey)) return err({ code: 'other_account_key' })
  if (differs(expected.signatureKey, credential.signatureKey)) return err({ code: 'other_signature_key' })
  return ok(credential)
}

/** What a credential claims, unchecked: only for leaves of a group, whose credentials MLS had checked on their way in. */
export function unsafeReadDeviceCredential(bytes: Uint8Array): Result<DeviceCredential, Malformed> {
  const read = readCredential(bytes)
  return read.ok ? ok(read.value.credential) : read
}

function readCredential(bytes: Uint8Array): Result<CredentialStatement, Malformed> {
  const statement = readStatement(bytes, fieldCount)
  if (!statement.ok) return statement
  const [is, name, id, signatureKey, accountKey, issuedAt]: readonly Cbor[] = statement.value.fields
  if (is !== version) return malformed('credential version')
  const account = parseAccountName(name)
  const device = id instanceof Uint8Array ? deviceIdFromBytes(id) : undefined
  if (account === undefined || device === undefined) return malformed('credential names')
  if (!isBytes(signatureKey, keyLength) || !isBytes(accountKey, keyLength))
    return malformed('credential keys')
  if (!isTime(issuedAt)) return malformed('credential time')
  return ok({
    credential: { account, device, signatureKey, accountKey, issuedAt },
    statement: statement.value,
  })
}
