// The account key's word that a program may have access (spec/oauth.md OA), for one request of it, so that a stolen
// session gives nothing away.

import { ed25519 } from '@noble/curves/ed25519.js'
import { type AccountName, type Cbor, encodeCbor } from '@sotto/wire'
import { isSignedByAccount } from './account-statement.ts'
import type { SigningKey } from './root-key.ts'

const version = 1
const label = 'Sotto 1 program access'

/** `request`: the code challenge or the user code that the program has shown. */
export type ProgramAccess = {
  readonly account: AccountName
  readonly program: string
  readonly scopes: readonly string[]
  readonly request: string
}

/** 64 bytes. */
export function signProgramAccess(access: ProgramAccess, { secretKey }: SigningKey): Uint8Array {
  return ed25519.sign(encodeCbor([label, ...fieldsOf(access)]), secretKey)
}

export function isProgramAccessSigned(
  access: ProgramAccess,
  accountKey: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return isSignedByAccount({ label, fields: fieldsOf(access), signature, accountKey })
}

function fieldsOf({ account, program, scopes, request }: ProgramAccess): readonly Cbor[] {
  return [version, account, program, scopes, request]
}
