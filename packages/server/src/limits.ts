// The limits of one server (rule L-1): those of the wire, of which an operator may lower some. None can be
// raised, because clients count on them; the others are part of what clients and servers agree on.

import { limits as wireLimits } from '@sotto/wire'

export type Limits = { readonly [K in keyof typeof wireLimits]: number }

export const defaultLimits: Limits = wireLimits

/** What may be lowered, and how far: below that a client would not work any more. */
const least = {
  messageBytes: 4 * 1024,
  membersPerConversation: 2,
  conversationsPerAccount: 1,
  entriesInFlight: 16,
  bytesInFlight: 64 * 1024,
  messagesBeforeAccept: 1,
  openMessageRequests: 1,
  recordsPerAccount: 100,
  recordBytesPerAccount: 1024 * 1024,
} as const satisfies Partial<Limits>

type Adjustable = keyof typeof least

export const allowedLimits = Object.entries(least)
  .map(([name, lowest]) => `${name} (${lowest} to ${wireLimits[name as Adjustable]})`)
  .join(', ')

/**
 * The default limits with those that `value` gives in their place: an object (the file), or `NAME=NUMBER,…` (the
 * environment). `undefined` when it is not of the form, or a number is out of its bounds.
 */
export function readLimits(value: unknown): Limits | undefined {
  const given = typeof value === 'string' ? pairsOf(value) : value
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
  const read: { -readonly [K in keyof Limits]: number } = { ...defaultLimits }
  for (const [name, number] of Object.entries(given)) {
    if (!isAdjustable(name) || typeof number !== 'number' || !Number.isInteger(number)) return undefined
    if (number < least[name] || number > wireLimits[name]) return undefined
    read[name] = number
  }
  return read
}

function pairsOf(text: string): Readonly<Record<string, number>> | undefined {
  const pairs = text.split(',').map((pair) => /^\s*(\w+)\s*=\s*(\d{1,9})\s*$/.exec(pair))
  if (pairs.includes(null)) return undefined
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1], Number(pair[2])]])))
}

function isAdjustable(name: string): name is Adjustable {
  return Object.hasOwn(least, name)
}
