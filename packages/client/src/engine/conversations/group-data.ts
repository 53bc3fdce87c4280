// What a group says of itself inside MLS, sealed from the server: deterministic CBOR `[1, name]`. The
// name of a direct conversation is empty: each side shows the other's.

import { decodeCbor, encodeCbor } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'

const version = 1
const longestName = 80

export function encodeGroupData(name: string): Uint8Array {
  return encodeCbor([version, name])
}

/** The name; empty for what this version can't read. */
export function groupNameOf(groupData: Uint8Array): string {
  const decoded = decodeCbor(groupData)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value[0] !== version) return ''
  const name: unknown = decoded.value[1]
  return typeof name === 'string' ? clip(name) : ''
}

/** 1 to 80 characters after trimming. */
export function checkGroupName(name: string): Outcome<string> {
  const trimmed = name.trim()
  if (trimmed === '') return failure('bad_name', 'A group needs a name.')
  return clip(trimmed) === trimmed
    ? { ok: true, value: trimmed }
    : failure('bad_name', `A group’s name has at most ${longestName} characters.`)
}

function clip(name: string): string {
  return [...name].slice(0, longestName).join('').trim()
}
