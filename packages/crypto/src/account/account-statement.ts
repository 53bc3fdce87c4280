// What an account key says about its devices, and a log's key about its log: deterministic CBOR whose last field
// is the signature over a label and the fields before it (spec/accounts.md; spec/transparency.md KT-4).
// The label keeps one kind from passing as another.

import { ed25519 } from '@noble/curves/ed25519.js'
import {
  type Cbor,
  decodeCbor,
  encodeCbor,
  limits,
  type Malformed,
  malformed,
  ok,
  type Result,
} from '@sotto/wire'
import { platformCurves } from '../mls/suite/curves.ts'

const curves = platformCurves()

export const keyLength = 32
const signatureLength = 64

/** `secretKey`: the account key's Ed25519 seed. */
export function signStatement(label: string, fields: readonly Cbor[], secretKey: Uint8Array): Uint8Array {
  return encodeCbor([...fields, ed25519.sign(encodeCbor([label, ...fields]), secretKey)])
}

export type ReadStatement = { readonly fields: readonly Cbor[]; readonly signature: Uint8Array }

/** The fields before the signature, `count` of them, unchecked. */
export function readStatement(bytes: Uint8Array, count: number): Result<ReadStatement, Malformed> {
  if (bytes.length > limits.smallBlobBytes) return malformed('statement over the size limit')
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== count + 1) return malformed('statement')
  const all: readonly Cbor[] = decoded.value
  const signature = all[count]
  if (!isBytes(signature, signatureLength)) return malformed('statement signature')
  return ok({ fields: all.slice(0, count), signature })
}

export type SignedFields = ReadStatement & { readonly label: string; readonly accountKey: Uint8Array }

/** RFC 8032 verification by the platform; an account key of small order, which vouches for anything, is refused. */
export async function isSignedByAccount({
  label,
  fields,
  signature,
  accountKey,
}: SignedFields): Promise<boolean> {
  if (!(await curves.verify(accountKey, encodeCbor([label, ...fields]), signature))) return false
  return !ed25519.Point.fromBytes(accountKey).isSmallOrder()
}

export function isBytes(value: Cbor | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}

export function isTime(value: Cbor | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

export function differs(expected: Uint8Array | undefined, actual: Uint8Array): boolean {
  if (expected === undefined) return false
  return expected.length !== actual.length || expected.some((byte, at) => byte !== actual[at])
}
