// The recovery code: 128 random bits that a person prints and may have to read aloud, as 28 symbols of
// Crockford's base32 in seven groups of four. Twelve bits of checksum tell a slip of the pen from a
// code that is not the account's (spec/accounts.md A-5).

import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { err, ok, type Result } from '@sotto/wire'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const secretLength = 16
const symbols = 28
const checksumLabel = utf8ToBytes('Sotto 1 recovery code')

declare const brand: unique symbol
/** The 16 bytes behind a recovery code; only this module makes them. */
export type RecoverySecret = Uint8Array & { readonly [brand]: 'RecoverySecret' }

/** What is wrong with a code as typed, before anybody tried to open something with it. */
export type MistypedCode = {
  readonly code: 'mistyped'
  readonly reason: 'length' | 'character' | 'checksum'
}

export function generateRecoverySecret(): RecoverySecret {
  return randomBytes(secretLength) as Uint8Array as RecoverySecret
}

/** The code as shown and printed: `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`. */
export function formatRecoveryCode(secret: RecoverySecret): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of [...secret, ...checksum(secret)]) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5 && text.length < symbols; bits -= 5) text += alphabet.charAt((held >> (bits - 5)) & 31)
  }
  return text.replace(/.{4}(?=.)/g, '$&-')
}

/** Reads a code as a person types it: any case, spaces and dashes anywhere, `O` for 0, `I` and `L` for 1. */
export function parseRecoveryCode(text: string): Result<RecoverySecret, MistypedCode> {
  const typed = text.toUpperCase().replace(/[\s\-\u2010-\u2015]/g, '')
  const plain = typed.replace(/O/g, '0').replace(/[IL]/g, '1')
  const values = Array.from(plain, (symbol) => alphabet.indexOf(symbol))
  if (values.includes(-1)) return mistyped('character')
  if (values.length !== symbols) return mistyped('length')
  const bytes = symbolsToBytes(values)
  const secret = bytes.slice(0, secretLength) as Uint8Array as RecoverySecret
  const [first, second] = checksum(secret)
  return bytes[secretLength] === first && bytes[secretLength + 1] === second
    ? ok(secret)
    : mistyped('checksum')
}

/** 28 symbols are 140 bits: 16 bytes of secret, then 12 bits of checksum, here with four zero bits after. */
function symbolsToBytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(secretLength + 2)
  values.forEach((value, at) => {
    for (let bit = 0; bit < 5; bit++) {
      const place = at * 5 + bit
      const set = (value >> (4 - bit)) & 1
      bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (set << (7 - (place & 7)))
    }
  })
  return bytes
}

/** The first 12 bits of SHA-256 over the label and the secret, in two bytes whose last four bits are zero. */
function checksum(secret: Uint8Array): readonly [number, number] {
  const hash = sha256(concatBytes(checksumLabel, secret))
  return [hash[0] ?? 0, (hash[1] ?? 0) & 0xf0]
}

function mistyped(reason: MistypedCode['reason']) {
  return err<MistypedCode>({ code: 'mistyped', reason })
}
