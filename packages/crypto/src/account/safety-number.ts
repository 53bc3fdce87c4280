// The safety number of two accounts: what two people compare to know that nobody stands between them. Made of the
// account keys, so that a new device does not change it. The same digest as digits, as words to read aloud, and as
// a code that the other's camera reads (spec/accounts.md ).

import { sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import {
  type AccountName,
  type Cbor,
  decodeCbor,
  encodeCbor,
  type Malformed,
  malformed,
  ok,
  parseAccountName,
  type Result,
} from '@sotto/wire'

const label = 'Sotto 1 safety number'
const digitGroups = 12
const bytesPerGroup = 5
const wordCount = 12
const bitsPerWord = 11

export type AccountIdentity = {
  readonly account: AccountName
  /** Ed25519 public key of the account, 32 bytes. */
  readonly accountKey: Uint8Array
}

/** Twelve groups of five digits, the same whichever of the two comes first. */
export function safetyNumber(one: AccountIdentity, other: AccountIdentity): readonly string[] {
  const digest = digestOf(one, other)
  return Array.from({ length: digitGroups }, (_, at) => {
    const chunk = digest.subarray(at * bytesPerGroup, (at + 1) * bytesPerGroup)
    const number = chunk.reduce((value, byte) => value * 256 + byte, 0)
    return String(number % 100_000).padStart(5, '0')
  })
}

/** The same as twelve English words, 132 bits. */
export function safetyWords(one: AccountIdentity, other: AccountIdentity): readonly string[] {
  const digest = digestOf(one, other)
  return Array.from({ length: wordCount }, (_, at) => {
    let index = 0
    for (let bit = at * bitsPerWord; bit < (at + 1) * bitsPerWord; bit++) {
      index = index * 2 + (((digest[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
    }
    return wordlist[index] ?? ''
  })
}

const codePrefix = 'SOTTO:SAFETY:'
const codeVersion = 1
const codeDigestLength = 32

/** What one of the two shows for the other's camera; letters and digits of QR's alphanumeric mode. */
export function safetyCode(own: AccountIdentity, other: AccountIdentity): string {
  const digest = digestOf(own, other).subarray(0, codeDigestLength)
  return codePrefix + bytesToHex(encodeCbor([codeVersion, own.account, other.account, digest])).toUpperCase()
}

/**
 * `own_code`: this side's own code was read. `other_people`: it is not about these two. `differs`: the two see
 * different keys, so somebody stands between them or a key has changed.
 */
export type SafetyCodeVerdict = 'same' | 'differs' | 'own_code' | 'other_people'

/** Compares the code that the other one shows with what this side knows. */
export function checkSafetyCode(
  code: string,
  own: AccountIdentity,
  other: AccountIdentity,
): Result<SafetyCodeVerdict, Malformed> {
  const read = readSafetyCode(code)
  if (!read.ok) return read
  const { shownBy, shownTo, digest } = read.value
  if (shownBy === own.account && shownTo === other.account) return ok('own_code')
  if (shownBy !== other.account || shownTo !== own.account) return ok('other_people')
  const expected = digestOf(own, other)
  return ok(digest.every((byte, at) => byte === expected[at]) ? 'same' : 'differs')
}

type SafetyCode = {
  readonly shownBy: AccountName
  readonly shownTo: AccountName
  readonly digest: Uint8Array
}

function readSafetyCode(code: string): Result<SafetyCode, Malformed> {
  const text = code.trim().toUpperCase()
  const hex = text.slice(codePrefix.length)
  if (!text.startsWith(codePrefix) || !/^(?:[0-9A-F]{2})+$/.test(hex)) return malformed('safety code')
  const decoded = decodeCbor(hexToBytes(hex))
  if (!decoded.ok) return decoded
  if (!Array.isArray(decoded.value) || decoded.value.length !== 4) return malformed('safety code')
  const [version, by, to, digest]: readonly Cbor[] = decoded.value
  if (version !== codeVersion) return malformed('safety code version')
  const shownBy = parseAccountName(by)
  const shownTo = parseAccountName(to)
  if (shownBy === undefined || shownTo === undefined) return malformed('safety code names')
  if (!(digest instanceof Uint8Array) || digest.length !== codeDigestLength) {
    return malformed('safety code digest')
  }
  return ok({ shownBy, shownTo, digest })
}

function digestOf(one: AccountIdentity, other: AccountIdentity): Uint8Array {
  const [first, second] = one.account < other.account ? [one, other] : [other, one]
  return sha512(encodeCbor([label, first.account, first.accountKey, second.account, second.accountKey]))
}
