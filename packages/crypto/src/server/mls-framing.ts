// What a server may read of MLS messages without any key (RFC 9420 §6 and §12.4.3.1): whose group, which
// epoch, what kind, and for which key packages a Welcome is. No MLS library; strict, and never an exception.

import { type Malformed, malformed, ok, type Result } from '@sotto/wire'
import { TlsReader } from './tls-reader.ts'

export const mlsVersion = 1
export const wireFormats = { privateMessage: 2, welcome: 3, keyPackage: 5 } as const

export type PeekedPrivateMessage = {
  readonly groupId: Uint8Array
  readonly epoch: bigint
  readonly contentType: 'application' | 'proposal' | 'commit'
}

export type PeekedWelcome = {
  /** Cipher suite number. */
  readonly cipherSuite: number
  /** KeyPackageRef of each newcomer. */
  readonly keyPackageRefs: readonly Uint8Array[]
}

const contentTypes = { 1: 'application', 2: 'proposal', 3: 'commit' } as const

/** The framing of an MLSMessage that holds a PrivateMessage. */
export function peekPrivateMessage(bytes: Uint8Array): Result<PeekedPrivateMessage, Malformed> {
  const reader = openMessage(bytes, wireFormats.privateMessage)
  const groupId = reader.vector()
  const epoch = reader.uint64()
  const contentType = contentTypes[reader.uint8() as 1 | 2 | 3]
  reader.vector() // authenticated data
  const senderData = reader.vector()
  const ciphertext = reader.vector()
  // an AEAD tag at least; the sender data is three fixed fields and a tag
  if (!reader.isComplete || contentType === undefined || senderData.length < 16 || ciphertext.length < 16) {
    return malformed('PrivateMessage')
  }
  return ok({ groupId: groupId.slice(), epoch, contentType })
}

/** The newcomers of an MLSMessage that holds a Welcome; each is named once. */
export function peekWelcome(bytes: Uint8Array): Result<PeekedWelcome, Malformed> {
  const reader = openMessage(bytes, wireFormats.welcome)
  const cipherSuite = reader.uint16()
  const secrets = new TlsReader(reader.vector())
  const keyPackageRefs: Uint8Array[] = []
  while (secrets.hasMore) {
    keyPackageRefs.push(secrets.vector().slice())
    secrets.vector() // KEM output
    secrets.vector() // ciphertext
  }
  reader.vector() // encrypted group info
  const distinct = new Set(keyPackageRefs.map((ref) => ref.join()))
  const isWhole = reader.isComplete && secrets.isComplete && keyPackageRefs.length > 0
  if (!isWhole || distinct.size !== keyPackageRefs.length) return malformed('Welcome')
  return ok({ cipherSuite, keyPackageRefs })
}

/** A reader behind the header of an MLSMessage; it has failed when the header is another one. */
export function openMessage(bytes: Uint8Array, wireFormat: number): TlsReader {
  const reader = new TlsReader(bytes)
  if (reader.uint16() !== mlsVersion || reader.uint16() !== wireFormat) reader.fail()
  return reader
}
