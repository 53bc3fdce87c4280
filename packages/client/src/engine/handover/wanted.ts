// What this device wants of others, in its store: how far it has come with it follows from here alone. Of a conversation at
// most one asking at a time for what was written before it came, and one for what it lacks.

import { type AccountName, type AskPurpose, bytesToBase64url, type DeviceId } from '@sotto/wire'
import type { HistoryPolicy } from '../../api/history-policy.ts'
import type { SqlRow } from '../../ports.ts'
import type { Ranges } from '../archive/ranges.ts'
import type { Turn } from '../conversations/turn.ts'
import { bytesOf, isNull, jsonOf, numberOf, textOf } from '../store/rows.ts'
import { positionOf } from '../timeline/position.ts'

/**
 * `waiting` to ask, `asked`, `arriving` what somebody offers, `done` for good or bad; `elsewhere`: another device of the
 * account has asked.
 */
export type Stage = 'waiting' | 'asked' | 'arriving' | 'done' | 'elsewhere'

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
  /** Places of messages whose writer could not be shown here. */
  readonly unproven: readonly number[]
  /** The lowest epoch so far, for what is older to stand before it. */
  readonly lowest: number
  /** What newer messages say to have come after, and has not come yet. */
  readonly references: readonly Reference[]
}

/** What came of asking for what is missing: who answered had none of it, or what they gave was refused. */
export type Outcome = 'not-had' | 'refused'

type Givers = Readonly<Record<string, AccountName>>

export type Wanted = {
  readonly purpose: AskPurpose
  readonly stage: Stage
  readonly wants: Ranges
  /** The place in the log at which this account came in; 0 for what is missing. */
  readonly joined: number
  /** The epoch before which everything wanted was sealed, as `orderOf` has it. */
  readonly before: number
  /** Nothing is asked before this time; once it was asked, when. */
  readonly dueAt: number
  readonly tries: number
  /** Devices that are not asked any more: what they offered was refused, or they have given what they had. */
  readonly not: readonly DeviceId[]
  readonly progress: Progress | undefined
  /** It came whole: nothing older exists that could have been handed over. */
  readonly isWhole: boolean
  readonly outcome: Outcome | undefined
  /** Whose offers were taken, by the names of the askings: an objection may come later. */
  readonly givers: Givers
  /** Who gave parts that were refused for what an author says to have had, by the digests of the parts. */
  readonly doubted: Givers
  readonly ask: Uint8Array | undefined
  readonly secret: Uint8Array | undefined
  /** The offer that is being fetched, as it came. */
  readonly offer: Uint8Array | undefined
}

type Kept = Pick<Wanted, 'before' | 'dueAt' | 'tries' | 'not' | 'isWhole'> & {
  readonly progress?: Progress
  readonly outcome?: Outcome
  readonly givers?: Givers
  readonly doubted?: Givers
}

/** Nothing was asked yet. */
export const unasked = {
  ...({ tries: 0, not: [], progress: undefined, isWhole: false, outcome: undefined } as const),
  ...{ givers: {}, doubted: {} },
  ...{ ask: undefined, secret: undefined, offer: undefined },
}

export async function readWanted(turn: Turn, purpose: AskPurpose): Promise<Wanted | undefined> {
  return (await readAllWanted(turn)).find((one) => one.purpose === purpose)
}

/** What was asked for by this name. */
export async function readAsked(turn: Turn, ask: Uint8Array): Promise<Wanted | undefined> {
  return (await readAllWanted(turn)).find((one) => one.ask !== undefined && sameAsk(one.ask, ask))
}

/** Who has given what was asked for by this name. */
export async function readGiver(turn: Turn, ask: Uint8Array): Promise<AccountName | undefined> {
  const name = bytesToBase64url(ask)
  return (await readAllWanted(turn)).map(({ givers }) => givers[name]).find((giver) => giver !== undefined)
}

const mostGivers = 8

/** With one more, by the name of an asking, or the digest of a part. */
export function withGiver(givers: Givers, name: Uint8Array, by: AccountName): Givers {
  const before = Object.entries(givers).slice(1 - mostGivers)
  return Object.fromEntries([...before, [bytesToBase64url(name), by]])
}

async function readAllWanted(turn: Turn): Promise<readonly Wanted[]> {
  const rows = await turn.all('SELECT * FROM history_wanted WHERE conversation = ?', [turn.record.id])
  return rows.map((row) => {
    const kept = jsonOf(row, 'kept') as Kept
    return {
      ...kept,
      progress: kept.progress,
      outcome: kept.outcome,
      givers: kept.givers ?? {},
      doubted: kept.doubted ?? {},
      purpose: textOf(row, 'purpose') === 'before' ? 'before' : 'missing',
      stage: textOf(row, 'stage') as Stage,
      wants: jsonOf(row, 'wants') as Ranges,
      joined: numberOf(row, 'joined'),
      ...{ ask: blobOf(row, 'ask'), secret: blobOf(row, 'secret'), offer: blobOf(row, 'offer') },
    }
  })
}

function blobOf(row: SqlRow, column: string): Uint8Array | undefined {
  return isNull(row, column) ? undefined : bytesOf(row, column)
}

export function writeWanted(turn: Turn, wanted: Wanted): void {
  const { purpose, stage, wants, joined, before, dueAt, tries, not, progress, isWhole } = wanted
  const { outcome, givers, doubted } = wanted
  const kept: Kept = {
    ...{ before, dueAt, tries, not, isWhole, givers, doubted },
    ...(progress === undefined ? {} : { progress }),
    ...(outcome === undefined ? {} : { outcome }),
  }
  turn.write(
    `INSERT OR REPLACE INTO history_wanted (conversation, purpose, stage, wants, joined, kept, ask, secret, offer)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[turn.record.id, purpose, stage, JSON.stringify(wants), joined, JSON.stringify(kept)],
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
  turn.write(
    `UPDATE items SET detail = json_set(detail, '$.state', 'unavailable')
     WHERE conversation = ? AND type = 'happening' AND json_extract(detail, '$.kind') = 'missing'`,
    turn.record.id,
  )
  turn.write('DELETE FROM history_wanted WHERE conversation = ?', turn.record.id)
  turn.write('DELETE FROM history_asks WHERE conversation = ?', turn.record.id)
}

/** Whether this device has everything that was before it: it was there from the beginning, or was handed the whole. */
export async function knowsAllBefore(turn: Turn): Promise<boolean> {
  if (turn.record.absences.length > 0) return false
  return turn.record.since <= 1 || (await readWanted(turn, 'before'))?.isWhole === true
}

export function sameAsk(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
