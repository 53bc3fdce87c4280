// The keys of profiles among what follows the account (spec/synced.md SY-2, kind 11): a new device opens what the others
// open, and knows which versions there are at least.

import { type AccountName, decodeCbor, encodeCbor, parseAccountName, profileKeyLength } from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import type { Live } from '../live.ts'
import { type Entry, isProfileValue, type Value } from '../synced/entry.ts'
import { writeOwn } from '../synced/memory.ts'
import { type LearnedKey, writeKey } from './memory.ts'

/** To be written with whatever taught it. */
export function keepAcross(live: Live, { account, key, version }: LearnedKey): readonly Statement[] {
  const value = encodeCbor([key, version])
  return [writeOwn({ kind: 'profile', name: account }, value, live.synced().nextStamp())]
}

/** What another device of the account has kept. The own key comes from the own record: of it the version counts. */
function learnAcross(own: AccountName, { name, value }: Entry): LearnedKey | undefined {
  const account = parseAccountName(name)
  const read = keyIn(value)
  return account === undefined || account === own || read === undefined ? undefined : { account, ...read }
}

export function writeAcross(own: AccountName, entry: Entry): readonly Statement[] {
  const learned = learnAcross(own, entry)
  if (learned !== undefined) return [writeKey(learned, 'owner')]
  const read = keyIn(entry.value)
  if (entry.name !== own || read === undefined) return []
  return [
    {
      sql: `INSERT INTO profiles (account, least) VALUES (?1, ?2)
            ON CONFLICT (account) DO UPDATE SET least = max(least, ?2)`,
      params: [own, read.version],
    },
  ]
}

function keyIn(value: Value): { readonly key: Uint8Array; readonly version: number } | undefined {
  if (!(value instanceof Uint8Array) || !isProfileValue(value)) return undefined
  const decoded = decodeCbor(value)
  if (!decoded.ok || !Array.isArray(decoded.value)) return undefined
  const [key, version] = decoded.value
  const isKey = key instanceof Uint8Array && key.length === profileKeyLength
  return isKey && typeof version === 'number' ? { key, version } : undefined
}
