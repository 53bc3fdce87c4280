// Key packages as a server checks them (RFC 9420 §10): form, signatures, and what they say of the device. No
// MLS library; strict, and never an exception.

import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { type Malformed, malformed, ok, type Result } from '@sotto/wire'
import { platformCurves } from '../mls/suite/curves.ts'
import { mlsVersion, openMessage, wireFormats } from './mls-framing.ts'
import { TlsReader, tlsVector } from './tls-reader.ts'

const basicCredential = 1
const keyPackageSource = 1
const lastResortExtension = 0x000a
const keyLength = 32
const signatureLength = 64
const curves = platformCurves()

export type ParsedKeyPackage = {
  /** KeyPackageRef (§5.2), 32 bytes. */
  readonly ref: Uint8Array
  /** IANA number. */
  readonly cipherSuite: number
  /** Ed25519, 32 bytes. */
  readonly signatureKey: Uint8Array
  /** The identity of the BasicCredential. */
  readonly credential: Uint8Array
  /** Unix seconds. */
  readonly notBefore: bigint
  readonly notAfter: bigint
  readonly lastResort: boolean
}

type Signed = { readonly label: string; readonly content: Uint8Array; readonly signature: Uint8Array }
type Read = { readonly parsed: ParsedKeyPackage; readonly signed: readonly Signed[] }

/** An MLSMessage that holds a KeyPackage with a BasicCredential and an Ed25519 key. */
export function parseKeyPackage(bytes: Uint8Array): Result<ParsedKeyPackage, Malformed> {
  const read = readKeyPackage(bytes)
  return read.ok ? ok(read.value.parsed) : read
}

/** Whether both signatures are by the key in the leaf; false for what is not a key package. */
export async function verifyKeyPackage(bytes: Uint8Array): Promise<boolean> {
  const read = readKeyPackage(bytes)
  if (!read.ok) return false
  const { parsed, signed } = read.value
  const checks = await Promise.all(signed.map((one) => isSignedWithLabel(one, parsed.signatureKey)))
  return checks.every(Boolean)
}

function readKeyPackage(bytes: Uint8Array): Result<Read, Malformed> {
  const reader = openMessage(bytes, wireFormats.keyPackage)
  const start = reader.offset
  if (reader.uint16() !== mlsVersion) reader.fail()
  const cipherSuite = reader.uint16()
  const initKey = reader.vector()
  const leaf = readLeaf(reader)
  const extensions = readExtensionTypes(reader)
  const content = reader.since(start)
  const signature = reader.vector()
  const isWhole = reader.isComplete && extensions !== undefined && leaf !== undefined
  if (!isWhole || initKey.length !== keyLength || signature.length !== signatureLength) {
    return malformed('KeyPackage')
  }
  const { signed, ...fields } = leaf
  const ref = refHash('MLS 1.0 KeyPackage Reference', reader.since(start))
  const lastResort = extensions.includes(lastResortExtension)
  return ok({
    parsed: { ref, cipherSuite, ...fields, lastResort },
    signed: [{ label: 'KeyPackageTBS', content, signature }, signed],
  })
}

/** LeafNode (§7.2) with the source `key_package`. */
function readLeaf(reader: TlsReader) {
  const start = reader.offset
  const encryptionKey = reader.vector()
  const signatureKey = reader.vector().slice()
  if (reader.uint16() !== basicCredential) reader.fail()
  const credential = reader.vector().slice()
  // capabilities: versions, cipher suites, extensions, proposals, credentials; two bytes each
  for (let list = 0; list < 5; list++) if (reader.vector().length % 2 !== 0) reader.fail()
  if (reader.uint8() !== keyPackageSource) reader.fail()
  const notBefore = reader.uint64()
  const notAfter = reader.uint64()
  const extensions = readExtensionTypes(reader)
  const content = reader.since(start)
  const signature = reader.vector()
  const areKeys = encryptionKey.length === keyLength && signatureKey.length === keyLength
  if (!areKeys || extensions === undefined || signature.length !== signatureLength) return undefined
  const signed: Signed = { label: 'LeafNodeTBS', content, signature }
  return { signatureKey, credential, notBefore, notAfter, signed }
}

function readExtensionTypes(reader: TlsReader): number[] | undefined {
  const list = new TlsReader(reader.vector())
  const types: number[] = []
  while (list.hasMore) {
    types.push(list.uint16())
    list.vector()
  }
  return list.isComplete && new Set(types).size === types.length ? types : undefined
}

/** RefHash (§5.2). */
function refHash(label: string, value: Uint8Array): Uint8Array {
  return sha256(concatBytes(tlsVector(new TextEncoder().encode(label)), tlsVector(value)))
}

/** VerifyWithLabel (§5.1.2). */
function isSignedWithLabel({ label, content, signature }: Signed, key: Uint8Array): Promise<boolean> {
  const labelled = tlsVector(new TextEncoder().encode(`MLS 1.0 ${label}`))
  return curves.verify(key, concatBytes(labelled, tlsVector(content)), signature)
}
