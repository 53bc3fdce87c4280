// Proof of work in the manner of hashcash (Back, 2002) with SHA-256: what a server asks of somebody it has a
// reason to doubt, instead of turning them away (spec/accounts.md, W). The server keeps nothing: a challenge
// carries its own end and a tag only the server can make, bound to what it was given out for.

import { equalBytes } from '@noble/ciphers/utils.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { randomBytes } from '@noble/hashes/utils.js'
import {
  type Cbor,
  decodeCbor,
  encodeCbor,
  err,
  type Malformed,
  malformed,
  ok,
  type Result,
} from '@sotto/wire'

const version = 1
const label = 'Sotto 1 work'
const nonceLength = 16
const tagLength = 32
/** More than this a client does not do: about half a minute on a slow phone. */
export const mostWorkBits = 24

export type WorkIssue = {
  /** The server's secret, 32 bytes. */
  readonly key: Uint8Array
  /** What the work is asked for; a solution counts for nothing else. */
  readonly purpose: string
  /** How many leading zero bits a solution has: each more doubles the work. 1 to `mostWorkBits`. */
  readonly bits: number
  /** Seconds since 1970. */
  readonly expires: number
}

export type WorkError =
  | Malformed
  /** Not this server's, or not for this purpose. */
  | { readonly code: 'foreign' }
  | { readonly code: 'expired' }
  | { readonly code: 'unsolved' }

type Challenge = {
  readonly bits: number
  readonly expires: number
  readonly nonce: Uint8Array
  readonly tag: Uint8Array
}

/** A challenge as it travels. Throws a `RangeError` for bits out of their bounds. */
export function newWorkChallenge({ key, purpose, bits, expires }: WorkIssue): Uint8Array {
  if (!isBits(bits)) throw new RangeError(`work of ${bits} bits`)
  const nonce = randomBytes(nonceLength)
  return encodeCbor([version, bits, expires, nonce, tagOf(key, { bits, expires, nonce }, purpose)])
}

/** How many leading zero bits a challenge asks for. */
export function workBits(challenge: Uint8Array): Result<number, Malformed> {
  const read = readChallenge(challenge)
  return read === undefined ? malformed('work challenge') : ok(read.bits)
}

/**
 * The first counter from `from` on that solves a challenge, among the next `tries`; `undefined` when none does.
 * About 2^bits tries are needed in all: whoever has other things to do asks again and again for a few.
 */
export function solveWork(challenge: Uint8Array, from: number, tries: number): number | undefined {
  const bits = readChallenge(challenge)?.bits
  if (bits === undefined) throw new TypeError('not a work challenge')
  const begun = sha256.create().update(challenge)
  const counter = new Uint8Array(8)
  const view = new DataView(counter.buffer)
  for (let at = from; at < from + tries; at++) {
    view.setBigUint64(0, BigInt(at))
    if (leadingZeros(begun.clone().update(counter).digest()) >= bits) return at
  }
  return undefined
}

/** Whether `counter` solves a challenge that this server gave out for this purpose. `now` in seconds since 1970. */
export function checkWork(
  challenge: Uint8Array,
  counter: number,
  expected: { readonly key: Uint8Array; readonly purpose: string; readonly now: number },
): Result<undefined, WorkError> {
  const read = readChallenge(challenge)
  if (read === undefined || !isCount(counter)) return malformed('work')
  if (!equalBytes(read.tag, tagOf(expected.key, read, expected.purpose))) return err({ code: 'foreign' })
  if (read.expires <= expected.now) return err({ code: 'expired' })
  return solveWork(challenge, counter, 1) === counter ? ok(undefined) : err({ code: 'unsolved' })
}

function readChallenge(bytes: Uint8Array): Challenge | undefined {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 5) return undefined
  const [first, bits, expires, nonce, tag]: readonly Cbor[] = decoded.value
  if (first !== version || !isBits(bits) || !isCount(expires)) return undefined
  return isBytes(nonce, nonceLength) && isBytes(tag, tagLength) ? { bits, expires, nonce, tag } : undefined
}

function tagOf(
  key: Uint8Array,
  { bits, expires, nonce }: Omit<Challenge, 'tag'>,
  purpose: string,
): Uint8Array {
  return hmac(sha256, key, encodeCbor([label, version, bits, expires, nonce, purpose]))
}

function isBits(value: Cbor | undefined): value is number {
  return isCount(value) && value >= 1 && value <= mostWorkBits
}

function isCount(value: Cbor | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isBytes(value: Cbor | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}

function leadingZeros(hash: Uint8Array): number {
  let zeros = 0
  for (const byte of hash) {
    if (byte !== 0) return zeros + Math.clz32(byte) - 24
    zeros += 8
  }
  return zeros
}
