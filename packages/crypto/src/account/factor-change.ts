// The account key's word for a change of second factors (spec/accounts.md F-6) or of the connection with the company's
// provider (SSO-7), for one proof, so that neither a
// stolen session nor whoever carries the request can make one.

import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { type AccountName, type Cbor, encodeCbor } from '@sotto/wire'
import { isSignedByAccount } from './account-statement.ts'
import type { SigningKey } from './root-key.ts'

const version = 1
const label = 'Sotto 1 second factor'

/** `codes`: new backup codes in the place of all that there are. */
export type FactorChange =
  | { readonly kind: 'add-authenticator'; readonly secret: Uint8Array; readonly codes: readonly string[] }
  | { readonly kind: 'remove-authenticator' }
  | { readonly kind: 'new-codes'; readonly codes: readonly string[] }
  | {
      readonly kind: 'add-passkey'
      readonly id: Uint8Array
      /** The root key sealed for it; none where it can't open the vault. */
      readonly slot?: Uint8Array
      readonly codes?: readonly string[]
    }
  | { readonly kind: 'remove-passkey'; readonly id: Uint8Array }
  /** With the person's identity at the company's provider (SSO-7). */
  | { readonly kind: 'connect'; readonly issuer: string; readonly subject: string }
  | { readonly kind: 'disconnect' }

/** `proof`: as the server gave it. */
export type FactorChangeOf = {
  readonly account: AccountName
  readonly proof: string
  readonly change: FactorChange
}

/** 64 bytes. */
export function signFactorChange(of: FactorChangeOf, { secretKey }: SigningKey): Uint8Array {
  return ed25519.sign(encodeCbor([label, ...fieldsOf(of)]), secretKey)
}

export function isFactorChangeSigned(
  of: FactorChangeOf,
  accountKey: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return isSignedByAccount({ label, fields: fieldsOf(of), signature, accountKey })
}

function fieldsOf({ account, proof, change }: FactorChangeOf): readonly Cbor[] {
  return [version, account, sha256(utf8ToBytes(proof)), wordsOf(change)]
}

function wordsOf(change: FactorChange): readonly Cbor[] {
  switch (change.kind) {
    case 'add-authenticator':
      return [change.kind, change.secret, change.codes]
    case 'remove-authenticator':
      return [change.kind]
    case 'new-codes':
      return [change.kind, change.codes]
    case 'add-passkey':
      return [change.kind, change.id, change.slot ?? null, change.codes ?? null]
    case 'remove-passkey':
      return [change.kind, change.id]
    case 'connect':
      return [change.kind, change.issuer, change.subject]
    case 'disconnect':
      return [change.kind]
  }
}
