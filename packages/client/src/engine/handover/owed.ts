// The members' side: what devices of newcomers, and of those who lack something, have asked for, kept until somebody's offer stands in the log. Members
// take turns by their places in the tree, whoever added the newcomer first, with a random pause, so that nothing depends on
// one device and two seldom do it at once; when they do, the first offer in the log counts (NH-5).

import { membersOf } from '@sotto/crypto'
import {
  type AccountName,
  type AskPurpose,
  type DeviceId,
  type HistoryAsk,
  parseAccountName,
  parseDeviceId,
} from '@sotto/wire'
import type { SqlRow } from '../../ports.ts'
import { countIn, type Ranges } from '../archive/ranges.ts'
import type { Task } from '../conversations/task.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { fraction } from '../network/backoff.ts'
import { isBlocked } from '../people/directory.ts'
import { leavesOf } from '../people/holder.ts'
import { bytesOf, isNull, jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { unknownHere } from './gather.ts'
import { knowsAllBefore } from './wanted.ts'

const step = 1_500
const longest = 30_000
/** Whoever was not there from the beginning lets those go first who were. */
const afterOthers = 8_000
/** Who knows nothing of what is asked for lets the others go first. */
const afterAll = 20_000
/** One device is handed history so often in one conversation; what it lacks, so often in a day. */
export const mostTimes = 8
const day = 86_400_000

/** `owed` to be handed over, `offered` by this device and on its way into the log, `settled` by an offer there. */
type Stage = 'owed' | 'offered' | 'settled'

export type Owed = {
  readonly purpose: AskPurpose
  readonly device: DeviceId
  readonly account: AccountName
  readonly ask: Uint8Array
  readonly publicKey: Uint8Array
  readonly wants: Ranges
  readonly times: number
  /** Since when these times are counted; 0 for ever. */
  readonly countedFrom: number
  readonly stage: Stage
  /** While it is owed: somebody who has none of it. */
  readonly givenBy: AccountName | undefined
  /** Where the first offer stands in the log; 0 for none. */
  readonly givenSeq: number
}

type Asker = { readonly account: AccountName; readonly device: DeviceId }

export async function noteAsk(live: Live, turn: Turn, word: HistoryAsk, from: Asker): Promise<void> {
  const { record } = turn
  const { purpose, wants } = word
  const before = (await readAsks(turn)).find((one) => one.device === from.device && one.purpose === purpose)
  const now = live.platform.clock.now()
  const isOver = purpose === 'missing' && now - (before?.countedFrom ?? 0) > day
  const countedFrom = isOver ? now : (before?.countedFrom ?? 0)
  const times = (isOver ? 0 : (before?.times ?? 0)) + 1
  const isAllowed = purpose === 'missing' || (record.kind === 'group' && record.history.kind !== 'none')
  const isMine = !word.not.includes(live.identity.device)
  const isWilling = isAllowed && isMine && times <= mostTimes
  const row = { ...from, ...word, times, countedFrom, givenBy: undefined, givenSeq: 0 }
  writeAsk(turn, { ...row, stage: isWilling ? 'owed' : 'settled' })
  if (isWilling) await waitForTurn(live, turn, { asker: from, late: await lateFor(turn, purpose, wants) })
}

async function lateFor(turn: Turn, purpose: AskPurpose, wants: Ranges): Promise<number> {
  if (purpose === 'before') return (await knowsAllBefore(turn)) ? 0 : afterOthers
  return countIn(await unknownHere(turn, wants)) < countIn(wants) ? 0 : afterAll
}

type Waiting = { readonly asker: Asker; readonly late: number }

async function waitForTurn(live: Live, turn: Turn, { asker, late }: Waiting): Promise<void> {
  const group = await turn.group()
  if (group === undefined) return
  const able = leavesOf(membersOf(group)).filter(({ account }) => account !== asker.account)
  const first = await whoAdded(turn, asker.account)
  const inOrder = [
    ...able.filter(({ account }) => account === first),
    ...able.filter(({ account }) => account !== first),
  ]
  const place = inOrder.findIndex(({ device }) => device === live.identity.device)
  const delay = Math.min(longest, step * Math.max(0, place) + late) + step * fraction(live.platform.random)
  turn.after(() => {
    live.errands.of(turn.record.id).handFrom = live.platform.clock.now() + delay
    live.wakeLater(turn.record.id, delay)
  })
}

async function whoAdded(turn: Turn, account: AccountName): Promise<AccountName | undefined> {
  const row = await turn.first(
    `SELECT json_extract(detail, '$.by') AS by FROM items
     WHERE conversation = ?1 AND type = 'happening' AND json_extract(detail, '$.kind') = 'added'
       AND EXISTS (SELECT 1 FROM json_each(detail, '$.who') WHERE value = ?2)
     ORDER BY pos DESC LIMIT 1`,
    [turn.record.id, account],
  )
  return row === undefined || isNull(row, 'by') ? undefined : parsed(row, 'by', parseAccountName)
}

/** The next thing that this device hands over, when it is its turn. */
export async function owedStep(live: Live, turn: Turn): Promise<Task | undefined> {
  // to say anything here would be to accept the conversation (C-6), which is for the person to do
  const { state, peer } = turn.record
  if (state !== 'active' || (peer !== undefined && (await isBlocked(live, peer)))) return undefined
  const owed = (await readAsks(turn)).find(({ stage }) => stage === 'owed')
  if (owed === undefined) return undefined
  const wait = live.errands.of(turn.record.id).handFrom - live.platform.clock.now()
  if (wait > 0) {
    turn.after(() => live.wakeLater(turn.record.id, wait))
    return undefined
  }
  return { do: 'hand-over', device: owed.device }
}

export async function readAsks(turn: Turn): Promise<readonly Owed[]> {
  const rows = await turn.all('SELECT * FROM history_asks WHERE conversation = ?', [turn.record.id])
  return rows.map(owedOf)
}

function owedOf(row: SqlRow): Owed {
  return {
    purpose: textOf(row, 'purpose') === 'before' ? 'before' : 'missing',
    device: parsed(row, 'device', parseDeviceId),
    account: parsed(row, 'account', parseAccountName),
    ask: bytesOf(row, 'ask'),
    publicKey: bytesOf(row, 'public_key'),
    wants: jsonOf(row, 'wants') as Ranges,
    times: numberOf(row, 'times'),
    countedFrom: numberOf(row, 'counted_from'),
    stage: textOf(row, 'stage') as Stage,
    givenSeq: numberOf(row, 'given_seq'),
    givenBy: isNull(row, 'given_by') ? undefined : parsed(row, 'given_by', parseAccountName),
  }
}

export function writeAsk(turn: Turn, owed: Owed): void {
  const { purpose, device, account, ask, publicKey, wants, times, countedFrom, stage } = owed
  turn.write(
    `INSERT OR REPLACE INTO history_asks
       (conversation, device, purpose, account, ask, public_key, wants, times, counted_from, stage, given_by, given_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[turn.record.id, device, purpose, account, ask, publicKey, JSON.stringify(wants)],
    ...[times, countedFrom, stage, owed.givenBy ?? null, owed.givenSeq],
  )
}
