// A signed tree head: the log's key says how long its log is and what the root over it is (KT-4). Whoever has two
// of one log that don't fit together has the proof that the log's owner has told two truths.

import { ed25519 } from '@noble/curves/ed25519.js'
import { type Cbor, err, type Malformed, malformed, ok, type Result } from '@sotto/wire'
import {
  isBytes,
  isSignedByAccount,
  isTime,
  keyLength,
  type ReadStatement,
  readStatement,
  signStatement,
} from '../account/account-statement.ts'
import type { SigningKey } from '../account/root-key.ts'
import { hashBytes, type TreeState } from './merkle.ts'

const format = 1
const label = 'Sotto 1 tree head'
const fieldCount = 5

export type TreeHead = TreeState & {
  /** Ed25519 public key, 32 bytes: the log's identity. */
  readonly log: Uint8Array
  /** When the newest entry came, milliseconds since 1970. */
  readonly at: number
}

export type TreeHeadError = Malformed | { readonly code: 'bad_signature' }

/** The log's key from its 32-byte seed. */
export function logSigningKey(seed: Uint8Array): SigningKey {
  return { secretKey: seed, publicKey: ed25519.getPublicKey(seed) }
}

/** CBOR `[1, log key, size, root, at, signature]`. */
export function signTreeHead(head: Omit<TreeHead, 'log'>, key: SigningKey): Uint8Array {
  return signStatement(label, [format, key.publicKey, head.size, head.root, head.at], key.secretKey)
}

export async function verifyTreeHead(bytes: Uint8Array): Promise<Result<TreeHead, TreeHeadError>> {
  const statement = readStatement(bytes, fieldCount)
  if (!statement.ok) return statement
  const read = readHead(statement.value)
  if (!read.ok) return read
  const isGenuine = await isSignedByAccount({ ...statement.value, label, accountKey: read.value.log })
  return isGenuine ? read : err({ code: 'bad_signature' })
}

function readHead({ fields }: ReadStatement): Result<TreeHead, Malformed> {
  const [is, log, size, root, at]: readonly (Cbor | undefined)[] = fields
  if (is !== format || !isTime(size) || size === 0 || !isTime(at)) return malformed('tree head')
  return isBytes(log, keyLength) && isBytes(root, hashBytes)
    ? ok({ log, size, root, at })
    : malformed('tree head keys')
}
