// What a group says of itself inside MLS, sealed from the server and authenticated: deterministic CBOR `[1, name, history]`, or
// `[1, name, history, timer]`. `history` is what newcomers are handed: 0 nothing, 1 everything, `[ms]` what was sent from then
// on; where it is missing, or is something else, nothing. `timer`: how many seconds messages live, 0 for ever; anything else
// is 0. The name of a direct conversation is empty: each side shows the other's.

import { type Cbor, decodeCbor, encodeCbor } from '@sotto/wire'
import type { HistoryPolicy } from '../../api/history-policy.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'

const version = 1
const longestName = 80
const policies = { none: 0, all: 1 } as const
/** 52 weeks. */
const longestTimer = 52 * 7 * 86_400

export type GroupData = {
  readonly name: string
  readonly history: HistoryPolicy
  /** Seconds; 0 for ever. */
  readonly timer: number
}

/** What a group begins with, unless somebody chooses otherwise. */
export const noHistory: HistoryPolicy = { kind: 'none' }

export function encodeGroupData({ name, history, timer }: GroupData): Uint8Array {
  return encodeCbor([version, name, policyToCbor(history), ...(timer === 0 ? [] : [timer])])
}

/** An empty name, no history and no timer for what this version can't read. */
export function readGroupData(groupData: Uint8Array): GroupData {
  const decoded = decodeCbor(groupData)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value[0] !== version) {
    return { name: '', history: noHistory, timer: 0 }
  }
  const [, name, history, timer]: readonly Cbor[] = decoded.value
  return {
    name: typeof name === 'string' ? clip(name) : '',
    history: knownPolicy(history) ?? noHistory,
    timer: isTimer(timer) ? timer : 0,
  }
}

export function policyToCbor(history: HistoryPolicy): Cbor {
  return history.kind === 'from' ? [history.at] : policies[history.kind]
}

/** Undefined for what this version can't read. */
export function knownPolicy(value: Cbor | undefined): HistoryPolicy | undefined {
  if (value === policies.none) return noHistory
  if (value === policies.all) return { kind: 'all' }
  const [at]: readonly Cbor[] = Array.isArray(value) && value.length === 1 ? value : []
  return typeof at === 'number' && Number.isSafeInteger(at) && at >= 0 ? { kind: 'from', at } : undefined
}

export function samePolicy(one: HistoryPolicy, other: HistoryPolicy): boolean {
  if (one.kind === 'from') return other.kind === 'from' && other.at === one.at
  return one.kind === other.kind
}

/** Whether what was sent at that time is handed to newcomers. */
export function allows(history: HistoryPolicy, at: number): boolean {
  return history.kind === 'all' || (history.kind === 'from' && at >= history.at)
}

/** As a caller, or the store, gives it. */
export function parsePolicy(value: unknown): HistoryPolicy | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, at } = value as Readonly<Record<string, unknown>>
  if (kind === 'none' || kind === 'all') return { kind }
  if (kind !== 'from' || typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) return undefined
  return { kind, at }
}

/** How many seconds messages may live, or 0. */
export function isTimer(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= longestTimer
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
