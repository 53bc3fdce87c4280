// What was changed of messages, in a copy of the history: read from its JSON, and put together for the page.

import { parseAccountName, parseMessageId } from '@sotto/wire'
import type { ArchivedChange, ChangeWhat } from '../archive/archived-change.ts'
import type { ArchivedMessage } from '../archive/archived-item.ts'

type Fields = Readonly<Record<string, unknown>>

/** Undefined for what has not the form of EX-2. */
export function changeFrom(
  read: Fields,
  where: { readonly pos: number; readonly at: number },
): ArchivedChange | undefined {
  const [key, target, from] = [
    parseMessageId(read.id),
    parseMessageId(read.target),
    parseAccountName(read.from),
  ]
  const what = whatFrom(read.what)
  if (key === undefined || target === undefined || from === undefined || what === undefined) return undefined
  return { type: 'change', ...where, key, from, target, what }
}

function whatFrom(value: unknown): ChangeWhat | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, text, reactions, pinned } = value as Fields
  if (kind === 'deletion') return { kind }
  if (kind === 'edit') return text === null || typeof text === 'string' ? { kind, text } : undefined
  if (kind === 'pin') return typeof pinned === 'boolean' ? { kind, pinned } : undefined
  if (kind !== 'reaction' || !Array.isArray(reactions)) return undefined
  const given: readonly unknown[] = reactions
  return given.every((one) => typeof one === 'string') ? { kind, reactions: given } : undefined
}

/** A message as it is in the end. */
export type Outcome = {
  readonly text: string
  readonly isEdited: boolean
  readonly isDeleted: boolean
  readonly reactions: ReadonlyMap<string, number>
}

/** `changes` in the order of their places. */
export function outcomeOf(message: ArchivedMessage, changes: Changes): Outcome {
  const own = (changes.get(message.key) ?? []).filter(({ what, from }) => {
    return what.kind === 'reaction' || from === message.from
  })
  const isDeleted = message.state === 'deleted' || own.some(({ what }) => what.kind === 'deletion')
  const edits = own.flatMap(({ what }) => (what.kind === 'edit' && what.text !== null ? [what.text] : []))
  const reactions = new Map<string, number>()
  for (const { key, from, what } of own) {
    const isTaken = changes.get(key)?.some((one) => one.what.kind === 'deletion' && one.from === from)
    if (what.kind !== 'reaction' || isTaken === true) continue
    for (const one of what.reactions) reactions.set(one, (reactions.get(one) ?? 0) + 1)
  }
  return { text: edits.at(-1) ?? message.text, isEdited: edits.length > 0, isDeleted, reactions }
}

/** By what they name. */
export type Changes = ReadonlyMap<string, readonly ArchivedChange[]>

export function changesIn(items: readonly { readonly type: string }[]): Changes {
  const changes = items.filter((item): item is ArchivedChange => item.type === 'change')
  return Map.groupBy(changes, ({ target }): string => target)
}
