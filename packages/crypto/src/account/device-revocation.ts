// A device revocation: the account key's word that a device is one of the account's no more. Whoever holds
// the account key makes it, so the device itself or any other of the account; it has no end and can't be taken
// back, because a device id is never used again (spec/accounts.md ).

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
const label = 'Sotto 1 device revocation'
const fieldCount = 5

const genuine = new GenuineMemo(2 * limits.membersPerConversation)

export type DeviceRevocation = {
  readonly account: AccountName
  readonly device: DeviceId
  /** Ed25519 public key of the account, 32 bytes. */
  readonly accountKey: Uint8Array
  /** Seconds since 1970. */
  readonly revokedAt: number
}

/** What the checker already knows; each that is given must be what the revocation says. */
export type ExpectedRevocation = { readonly account?: AccountName; readonly accountKey?: Uint8Array }

export type RevocationError =
  | Malformed
  /** The account key did not sign this. */
  | { readonly code: 'bad_signature' }
  /** Genuine, but of another account or another account key. */
  | { readonly code: 'other_account' | 'other_account_key' }

export type RevocationIssue = {
  readonly account: AccountName
  readonly accountKey: SigningKey
  readonly device: DeviceId
  /** Seconds since 1970. */
  readonly revokedAt: number
}

/** Signs a device out for good: CBOR `[1, account, device, account key, revoked at, signature]`. */
export function issueDeviceRevocation({
  account,
  accountKey,
  device,
  revokedAt,
}: RevocationIssue): Uint8Array {
  if (!isTime(revokedAt)) throw new RangeError('revokedAt is whole seconds since 1970')
  const fields = [version, account, idBytes(device), accountKey.publicKey, revokedAt]
  return signStatement(label, fields, accountKey.secretKey)
}

/** What a revocation says, once its form, its signature and `expected` agree. */
export async function verifyDeviceRevocation(
  bytes: Uint8Array,
  expected: ExpectedRevocation = {},
): Promise<Result<DeviceRevocation, RevocationError>> {
  const statement = readStatement(bytes, fieldCount)
  if (!statement.ok) return statement
  const read = readFields(statement.value)
  if (!read.ok) return read
  const { accountKey } = read.value
  const isGenuine = () => isSignedByAccount({ ...statement.value, label, accountKey })
  if (!(await genuine.isGenuine(bytes, isGenuine))) return err({ code: 'bad_signature' })
  if (expected.account !== undefined && expected.account !== read.value.account) {
    return err({ code: 'other_account' })
  }
  return differs(expected.accountKey, accountKey) ? err({ code: 'other_account_key' }) : read
}

function readFields({ fields }: ReadStatement): Result<DeviceRevocation, Malformed> {
  const [is, name, id, accountKey, revokedAt]: readonly Cbor[] = fields
  if (is !== version) return malformed('revocation version')
  const account = parseAccountName(name)
  const device = id instanceof Uint8Array ? deviceIdFromBytes(id) : undefined
  if (account === undefined || device === undefined) return malformed('revocation names')
  if (!isBytes(accountKey, keyLength)) return malformed('revocation key')
  return isTime(revokedAt) ? ok({ account, device, accountKey, revokedAt }) : malformed('revocation time')
}
