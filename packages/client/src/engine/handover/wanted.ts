// What this device wants of a group's history before it came, in its store: how far it has come with it follows from here
// alone. At most one asking at a time for each conversation.

import type { AccountName, DeviceId } from '@sotto/wire'
import type { HistoryPolicy } from '../../api/history-policy.ts'
import type { SqlRow } from '../../ports.ts'
import type { Ranges } from '../archive/ranges.ts'
import type { Turn } from '../conversations/turn.ts'
import { bytesOf, isNull, jsonOf, numberOf, textOf } from '../store/rows.ts'
import { positionOf } from '../timeline/position.ts'

/** `waiting` to ask, `asked`, `arriving` what somebody offers, `done` for good or bad. */
export type Stage = 'waiting' | 'asked' | 'arriving' | 'done'

/** A message that somebody says to have had, and its place (CT-14). */
export type Reference = readonly [place: number, id: string]

/** Where one offer has come to. */
export type Progress = {
  readonly by: AccountName
  readonly device: DeviceId
  /** What the group allowed when it was offered. */
  readonly history: HistoryPolicy
  /** The next part to fetch. */
  readonly next: number
  readonly taken: number
  /** Messages whose writer could not be shown here. */
  readonly unproven: number
  /** The lowest epoch so far, for what is older to stand before it. */
  readonly lowest: number
  /** What newer messages say to have come after, and has not come yet. */
  readonly references: readonly Reference[]
}

export type Wanted = {
  readonly stage: Stage
  readonly wants: Ranges
  /** The place in the log at which this account came in. */
  readonly joined: number
  /** The epoch with which it came in, as `orderOf` has it. */
  readonly before: number
  /** Nothing is asked before this time. */
  readonly dueAt: number
  readonly tries: number
  /** Devices whose offers were refused. */
  readonly not: readonly DeviceId[]
  readonly progress: Progress | undefined
  /** It came whole: nothing older exists that could have been handed over. */
  readonly isWhole: boolean
  readonly ask: Uint8Array | undefined
  readonly secret: Uint8Array | undefined
  /** The offer that is being fetched, as it came. */
  readonly offer: Uint8Array | undefined
}

type Kept = Pick<Wanted, 'before' | 'dueAt' | 'tries' | 'not' | 'isWhole'> & { readonly progress?: Progress }

export async function readWanted(turn: Turn): Promise<Wanted | undefined> {
  const row = await turn.first('SELECT * FROM history_wanted WHERE conversation = ?', [turn.record.id])
  if (row === undefined) return undefined
  const { progress, ...kept } = jsonOf(row, 'kept') as Kept
  return {
    ...kept,
    progress,
    stage: textOf(row, 'stage') as Stage,
    wants: jsonOf(row, 'wants') as Ranges,
    joined: numberOf(row, 'joined'),
    ...{ ask: blobOf(row, 'ask'), secret: blobOf(row, 'secret'), offer: blobOf(row, 'offer') },
  }
}

function blobOf(row: SqlRow, column: string): Uint8Array | undefined {
  return isNull(row, column) ? undefined : bytesOf(row, column)
}

export function writeWanted(turn: Turn, wanted: Wanted): void {
  const { stage, wants, joined, before, dueAt, tries, not, progress, isWhole } = wanted
  const kept: Kept = { before, dueAt, tries, not, isWhole, ...(progress === undefined ? {} : { progress }) }
  turn.write(
    `INSERT OR REPLACE INTO history_wanted (conversation, stage, wants, joined, kept, ask, secret, offer)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[turn.record.id, stage, JSON.stringify(wants), joined, JSON.stringify(kept)],
    ...[wanted.ask ?? null, wanted.secret ?? null, wanted.offer ?? null],
  )
}

const line = 'handing-over'

/** Before what came with this account: that its history is asked for, or is on its way. */
export function writeProgress(
  turn: Turn,
  joined: number,
  what: { readonly state: 'asking' | 'arriving'; readonly by?: AccountName; readonly at: number },
): void {
  const { at, ...rest } = what
  turn.write(
    `INSERT OR REPLACE INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
     VALUES (?, ?, ?, 'happening', '', 0, '', ?, '', ?)`,
    ...[turn.record.id, line, positionOf(joined) - 1, at, JSON.stringify({ kind: line, ...rest })],
  )
}

export function dropProgress(turn: Turn): void {
  turn.write('DELETE FROM items WHERE conversation = ? AND key = ?', turn.record.id, line)
}

/** Nothing is asked for or owed in a conversation that this account is in no more. */
export function dropHandover(turn: Turn): void {
  dropProgress(turn)
  turn.write('DELETE FROM history_wanted WHERE conversation = ?', turn.record.id)
  turn.write('DELETE FROM history_asks WHERE conversation = ?', turn.record.id)
}

/** Whether this device has everything that was before it: it was there from the beginning, or was handed the whole. */
export async function knowsAllBefore(turn: Turn): Promise<boolean> {
  if (turn.record.absences.length > 0) return false
  return turn.record.since <= 1 || (await readWanted(turn))?.isWhole === true
}

/** Of two epochs of a conversation the later one is higher, also when another generation began between them. */
export function orderOf(generation: number, epoch: number): number {
  return generation * 2 ** 40 + epoch
}
