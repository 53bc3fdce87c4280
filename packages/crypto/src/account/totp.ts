// Codes of an authenticator app (RFC 6238 over RFC 4226: HMAC-SHA-1, 30 seconds, six digits, which is what every
// such app does) and the text by which one is set up. SHA-1 is weak for signatures, not inside an HMAC.

import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { randomBytes } from '@noble/hashes/utils.js'
import type { AccountName } from '@sotto/wire'

export const totpSecretLength = 20
const stepMilliseconds = 30_000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function newTotpSecret(): Uint8Array {
  return randomBytes(totpSecretLength)
}

/** Which code is shown at `time` (milliseconds since 1970): the number of 30 seconds that have passed. */
export function totpStep(time: number): number {
  return Math.floor(time / stepMilliseconds)
}

/** RFC 4226 §5.3. `digits`: 6, and 8 for the vectors of the RFC. */
export function totpCode(secret: Uint8Array, step: number, digits = 6): string {
  const counter = new Uint8Array(8)
  new DataView(counter.buffer).setBigUint64(0, BigInt(step))
  const mac = hmac(sha1, secret, counter)
  const at = (mac[mac.length - 1] ?? 0) & 0xf
  const number = new DataView(mac.buffer, mac.byteOffset + at, 4).getUint32(0) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** RFC 4648 §6 without padding: how authenticator apps take a secret that is typed. */
export function totpSecretText(secret: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of secret) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) text += alphabet.charAt((held >> (bits - 5)) & 31)
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (5 - bits)) & 31)
}

/** Takes what `totpSecretText` gave, as a person types it; `undefined` for anything else. */
export function parseTotpSecret(typed: string): Uint8Array | undefined {
  const symbols = Array.from(typed.toUpperCase().replace(/[\s-]/g, ''), (one) => alphabet.indexOf(one))
  if (symbols.length * 5 !== totpSecretLength * 8 || symbols.includes(-1)) return undefined
  const secret = new Uint8Array(totpSecretLength)
  symbols.forEach((symbol, at) => {
    for (let bit = 0; bit < 5; bit++) {
      const place = at * 5 + bit
      const set = (symbol >> (4 - bit)) & 1
      secret[place >> 3] = (secret[place >> 3] ?? 0) | (set << (7 - (place & 7)))
    }
  })
  return secret
}

/** What the QR code of an authenticator app holds. `server`: its address. */
export function totpUri(secret: Uint8Array, account: AccountName, server: string): string {
  const issuer = `Sotto ${server.replace(/^https?:\/\//, '')}`
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${totpSecretText(secret)}&issuer=${encodeURIComponent(issuer)}`
}
