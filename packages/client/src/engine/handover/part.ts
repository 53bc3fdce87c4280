// One part of a history that is handed over, before it is sealed (spec/newcomers.md NH-5): deterministic CBOR
// `[1, contexts, credentials, items]`, an item being `[place, time, context, credential, leaf, content, signature]`, by rising
// places; context and credential are numbers of what stands before.

import type { Authored } from '@sotto/crypto'
import { type Cbor, decodeCbor, encodeCbor } from '@sotto/wire'
import { isWhole } from '../archive/archived-item.ts'

const version = 1

export type PartItem = Authored & {
  readonly seq: number
  readonly at: number
  readonly credential: Uint8Array
}

export function encodePart(items: readonly PartItem[]): Uint8Array {
  const contexts = new Numbered()
  const credentials = new Numbered()
  const rows = items.map(({ seq, at, context, credential, leaf, content, signature }): Cbor => {
    return [seq, at, contexts.of(context), credentials.of(credential), leaf, content, signature]
  })
  return encodeCbor([version, contexts.all, credentials.all, rows])
}

/** Undefined for what has not this form; places rise. */
export function decodePart(bytes: Uint8Array): readonly PartItem[] | undefined {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 4) return undefined
  const [is, contexts, credentials, rows]: readonly Cbor[] = decoded.value
  if (is !== version || !Array.isArray(rows)) return undefined
  const items: PartItem[] = []
  for (const row of rows) {
    const item = itemFrom(row, { contexts, credentials })
    if (item === undefined || item.seq <= (items.at(-1)?.seq ?? 0)) return undefined
    items.push(item)
  }
  return items
}

type Shared = { readonly contexts: Cbor | undefined; readonly credentials: Cbor | undefined }

function itemFrom(row: Cbor, { contexts, credentials }: Shared): PartItem | undefined {
  if (!Array.isArray(row) || row.length !== 7) return undefined
  const [seq, at, contextNumber, credentialNumber, leaf, content, signature]: readonly Cbor[] = row
  const context = numbered(contexts, contextNumber)
  const credential = numbered(credentials, credentialNumber)
  if (!isWhole(seq) || !isWhole(at) || !isWhole(leaf)) return undefined
  if (!(content instanceof Uint8Array) || !(signature instanceof Uint8Array)) return undefined
  if (context === undefined || credential === undefined) return undefined
  return { seq, at, context, credential, leaf, content, signature }
}

function numbered(list: Cbor | undefined, number: Cbor | undefined): Uint8Array | undefined {
  const one: unknown = Array.isArray(list) && isWhole(number) ? list[number] : undefined
  return one instanceof Uint8Array ? one : undefined
}

/** What many items have in common, once. */
class Numbered {
  readonly all: Uint8Array[] = []
  readonly #numbers = new Map<string, number>()

  of(bytes: Uint8Array): number {
    const key = bytes.join()
    const number = this.#numbers.get(key) ?? this.all.push(bytes) - 1
    this.#numbers.set(key, number)
    return number
  }
}
