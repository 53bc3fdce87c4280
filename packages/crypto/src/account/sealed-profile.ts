// A person's profile and status as others read them (spec/profiles.md PR-1, PR-2): signed by the account, so that nobody
// who has the key can write one, then sealed under the profile key, so that nobody without it can read one. Each opens
// for its account, as what it is, in its version.

import { randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import {
  type AccountName,
  type Cbor,
  decodeCbor,
  err,
  type Malformed,
  malformed,
  ok,
  profileKeyLength,
  type Result,
} from '@sotto/wire'
import { isBytes, isSignedByAccount, signStatement } from './account-statement.ts'
import { archiveKey, type SigningKey } from './root-key.ts'
import { openRecord, type RecordKeys, type RecordPlace, recordKeys, sealRecord } from './sealed-record.ts'

const version = 1
const label = 'Sotto 1 profile'
const fieldCount = 5
const signatureLength = 64

export type ProfilePart = 'profile' | 'status'

/** Which part of whose profile, in which version. */
export type ProfilePlace = {
  readonly account: AccountName
  readonly part: ProfilePart
  readonly version: number
}

/** `wrong_key`: sealed under another key, for another place, or altered. `bad_signature`: the account did not write it. */
export type ProfileError = Malformed | { readonly code: 'wrong_key' | 'bad_signature' }

export function newProfileKey(): Uint8Array {
  return randomBytes(profileKeyLength)
}

/** `body`: what it says (encoded); `key`: the profile key. */
export function sealProfilePart(
  place: ProfilePlace,
  {
    body,
    key,
    accountKey,
  }: { readonly body: Uint8Array; readonly key: Uint8Array; readonly accountKey: SigningKey },
): Promise<Uint8Array> {
  const fields = [version, place.account, place.part, place.version, body]
  const signed = signStatement(label, fields, accountKey.secretKey)
  return sealRecord(keysOf(place.account, key), placeOf(place), signed)
}

/** The body, once seal and signature show that the account wrote it for this place. */
export async function openProfilePart(
  place: ProfilePlace,
  {
    bytes,
    key,
    accountKey,
  }: { readonly bytes: Uint8Array; readonly key: Uint8Array; readonly accountKey: Uint8Array },
): Promise<Result<Uint8Array, ProfileError>> {
  const opened = await openRecord(keysOf(place.account, key), placeOf(place), bytes)
  if (!opened.ok) return opened
  const decoded = decodeCbor(opened.value)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== fieldCount + 1) return malformed('profile')
  const all: readonly Cbor[] = decoded.value
  const [first, account, part, number, body, signature] = all
  if (!(body instanceof Uint8Array) || !isBytes(signature, signatureLength)) return malformed('profile')
  const isPlaced = account === place.account && part === place.part && number === place.version
  if (first !== version || !isPlaced) return err({ code: 'bad_signature' })
  const fields = all.slice(0, fieldCount)
  return (await isSignedByAccount({ label, fields, signature, accountKey }))
    ? ok(body)
    : err({ code: 'bad_signature' })
}

/** The profile key for the account's own devices; opens in its version alone. */
export function sealProfileKey(
  own: { readonly account: AccountName; readonly rootKey: Uint8Array; readonly version: number },
  key: Uint8Array,
): Promise<Uint8Array> {
  return sealRecord(ownKeys(own), keyPlace(own.version), key)
}

export async function openProfileKey(
  own: { readonly account: AccountName; readonly rootKey: Uint8Array; readonly version: number },
  bytes: Uint8Array,
): Promise<Result<Uint8Array, ProfileError>> {
  const opened = await openRecord(ownKeys(own), keyPlace(own.version), bytes)
  if (!opened.ok) return opened
  return opened.value.length === profileKeyLength ? ok(opened.value.slice()) : malformed('profile key')
}

function ownKeys({
  account,
  rootKey,
}: {
  readonly account: AccountName
  readonly rootKey: Uint8Array
}): RecordKeys {
  return recordKeys(account, 'profile key', archiveKey(rootKey))
}

function keyPlace(number: number): RecordPlace {
  return { id: utf8ToBytes('key'), version: number }
}

function keysOf(account: AccountName, key: Uint8Array): RecordKeys {
  return recordKeys(account, 'profile', key)
}

function placeOf({ part, version: number }: ProfilePlace): RecordPlace {
  return { id: utf8ToBytes(part), version: number }
}
