// What members tell each other inside sealed messages: by which key the profile of an account opens (spec/profiles.md
// PR-3). A key says nothing by itself; what it opens is signed by the account.

import { encodeCbor } from '../cbor.ts'
import { decodeCbor } from '../cbor-decode.ts'
import type { Malformed, Result } from '../errors.ts'
import { type AccountName, parseAccountName } from '../ids.ts'
import { limits } from '../limits.ts'
import { Fields, readingFields } from './fields.ts'

/** `key`: 32 bytes; `version`: what there is of the profile at least. */
export type ToldProfile = {
  readonly account: AccountName
  readonly key: Uint8Array
  readonly version: number
}

const wordVersion = 1
export const profileKeyLength = 32

export function encodeProfileWord(told: readonly ToldProfile[]): Uint8Array {
  return encodeCbor([wordVersion, told.map(({ account, key, version }) => [account, key, version])])
}

export function decodeProfileWord(bytes: Uint8Array): Result<readonly ToldProfile[], Malformed> {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  return readingFields(() => {
    const f = new Fields(decoded.value, 'word about profiles')
    if (f.uint(255) !== wordVersion) f.refuse('version')
    const rows = f.array()
    f.end()
    if (rows.length > limits.profilesPerWord) f.refuse('too many')
    return rows.map((row) => {
      const one = new Fields(row, 'key of a profile')
      const account = parseAccountName(one.text()) ?? one.refuse('account')
      const told = {
        account,
        key: one.bytes(profileKeyLength, profileKeyLength),
        version: one.uint(Number.MAX_SAFE_INTEGER),
      }
      one.end()
      return told
    })
  })
}
