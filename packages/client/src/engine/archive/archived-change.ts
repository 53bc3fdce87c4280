// What changed a message afterwards, as the archive has it at its own place (spec/archive.md AR-4). What follows from it for
// the message every reader derives itself.

import {
  type AccountName,
  type Cbor,
  idBytes,
  type MessageId,
  messageIdFromBytes,
  parseAccountName,
} from '@sotto/wire'
import type { Lifetime } from '../../api/messages.ts'
import { lifetimeAt, lifetimeToCbor } from './archived-lifetime.ts'

export type ChangeWhat =
  /** Without words, where the message was deleted meanwhile. */
  | { readonly kind: 'edit'; readonly text: string | null }
  | { readonly kind: 'deletion' }
  | { readonly kind: 'reaction'; readonly reactions: readonly string[] }
  | { readonly kind: 'pin'; readonly pinned: boolean }

export type ArchivedChange = {
  readonly type: 'change'
  readonly pos: number
  readonly key: MessageId
  readonly from: AccountName
  readonly at: number
  readonly target: MessageId
  readonly what: ChangeWhat
  /** As that of the message that it changes (CT-21). */
  readonly expires?: Lifetime
}

const kinds = ['edit', 'deletion', 'reaction', 'pin'] as const

/** What follows the position and the kind of the item. */
export function changeToCbor({ key, from, at, target, what, expires }: ArchivedChange): readonly Cbor[] {
  return [idBytes(key), from, at, idBytes(target), whatToCbor(what), ...lifetimeToCbor(expires)]
}

/** The whole row of an item. */
export function changeFrom(row: readonly Cbor[], pos: number): ArchivedChange | undefined {
  const [, , id, sender, at, named, told] = row
  const [key, target] = [messageIdOf(id), messageIdOf(named)]
  const from = parseAccountName(sender)
  const what = whatFrom(told)
  const lifetime = lifetimeAt(row, 7)
  if (
    lifetime === undefined ||
    key === undefined ||
    target === undefined ||
    from === undefined ||
    what === undefined
  )
    return undefined
  if (typeof at !== 'number' || at < 0) return undefined
  return { type: 'change', pos, key, from, at, target, what, ...lifetime }
}

export function isErased({ what }: ArchivedChange): boolean {
  return what.kind === 'edit' && what.text === null
}

function whatToCbor(what: ChangeWhat): Cbor {
  const number = kinds.indexOf(what.kind)
  switch (what.kind) {
    case 'edit':
      return [number, what.text]
    case 'deletion':
      return [number]
    case 'reaction':
      return [number, what.reactions]
    case 'pin':
      return [number, what.pinned]
  }
}

function whatFrom(value: Cbor | undefined): ChangeWhat | undefined {
  if (!Array.isArray(value)) return undefined
  const [number, said]: readonly Cbor[] = value
  const kind = typeof number === 'number' ? kinds[number] : undefined
  if (kind === 'deletion') return value.length === 1 ? { kind } : undefined
  if (kind === undefined || value.length !== 2) return undefined
  if (kind === 'edit') return said === null || typeof said === 'string' ? { kind, text: said } : undefined
  if (kind === 'pin') return typeof said === 'boolean' ? { kind, pinned: said } : undefined
  const reactions = Array.isArray(said) ? said.filter((one: Cbor) => typeof one === 'string') : []
  const isWhole = Array.isArray(said) && reactions.length === said.length
  return isWhole ? { kind, reactions } : undefined
}

/** Undefined for what is none. */
export function messageIdOf(value: Cbor | undefined): MessageId | undefined {
  return value instanceof Uint8Array ? messageIdFromBytes(value) : undefined
}
