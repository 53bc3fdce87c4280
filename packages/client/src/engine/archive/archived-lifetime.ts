// How long something lives, as the archive has it behind everything else of an item (spec/archive.md AR-4):
// `[seconds or null, time or null]`, not both null; nothing of what lives for ever. Of two times the earlier counts, so that
// what was read on one device goes on all of them.

import type { Cbor } from '@sotto/wire'
import type { Lifetime } from '../../api/messages.ts'

export function lifetimeToCbor(lifetime: Lifetime | undefined): readonly Cbor[] {
  return lifetime === undefined ? [] : [[lifetime.after ?? null, lifetime.at ?? null]]
}

/** Of a row that has so many elements before it; undefined for what this version does not know. */
export function lifetimeAt(
  row: readonly Cbor[],
  length: number,
): { readonly expires?: Lifetime } | undefined {
  if (row.length === length) return {}
  const told = row[length]
  if (row.length !== length + 1 || !Array.isArray(told) || told.length !== 2) return undefined
  const [after, at]: readonly (Cbor | undefined)[] = told
  if (!isTimeOrNull(after) || !isTimeOrNull(at) || (after === null && at === null)) return undefined
  return { expires: { ...(after === null ? {} : { after }), ...(at === null ? {} : { at }) } }
}

export function earlierOf(one: Lifetime | undefined, other: Lifetime | undefined): Lifetime | undefined {
  if (one === undefined || other?.at === undefined) return one ?? other
  return one.at === undefined || other.at < one.at ? { ...one, at: other.at } : one
}

function isTimeOrNull(value: Cbor | undefined): value is number | null {
  return value === null || (typeof value === 'number' && value >= 0)
}
