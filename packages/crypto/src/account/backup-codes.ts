// Backup codes: what stands in, once each, for an authenticator app or a passkey that is lost (spec/accounts.md
// F-4). Ten symbols of the recovery code's alphabet, 50 bits, which the server's delays make plenty.

import { randomBytes } from '@noble/hashes/utils.js'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const symbols = 10
const backupCodesAtOnce = 10

/** As shown: `XXXXX-XXXXX`. */
export function generateBackupCodes(): readonly string[] {
  return Array.from({ length: backupCodesAtOnce }, () => {
    const text = Array.from(randomBytes(symbols), (byte) => alphabet.charAt(byte & 31)).join('')
    return `${text.slice(0, symbols / 2)}-${text.slice(symbols / 2)}`
  })
}

/** What somebody typed where a code is asked for; a backup code in the form it was shown in. */
export type TypedCode =
  | { readonly kind: 'authenticator'; readonly code: string }
  | { readonly kind: 'backup'; readonly code: string }

/** Takes either case, spaces and dashes anywhere, and letters for digits as A-5 does; `undefined` for neither kind. */
export function readTypedCode(typed: string): TypedCode | undefined {
  const plain = typed.toUpperCase().replace(/[\s\-\u2010-\u2015]/g, '')
  if (/^\d{6}$/.test(plain)) return { kind: 'authenticator', code: plain }
  const code = plain.replace(/O/g, '0').replace(/[IL]/g, '1')
  const isCode = code.length === symbols && [...code].every((symbol) => alphabet.includes(symbol))
  return isCode ? { kind: 'backup', code: `${code.slice(0, 5)}-${code.slice(5)}` } : undefined
}
