// The account key's word that a program may have what it asks for (spec/oauth.md OA-5), and programs as they are told.

import { accountSigningKey, erase, signProgramAccess } from '@sotto/crypto'
import { bytesToBase64url, type Scope } from '@sotto/wire'
import type { Live } from '../live.ts'

/** `request`: the code challenge, or the user code. As base64url. */
export function signatureOfAccess(
  { identity }: Live,
  { program, scopes }: { readonly program: string; readonly scopes: readonly Scope[] },
  request: string,
): string {
  const key = accountSigningKey(identity.rootKey)
  const signature = signProgramAccess({ account: identity.account, program, scopes, request }, key)
  erase(key.secretKey)
  return bytesToBase64url(signature)
}
