// The newcomer's side until somebody answers: who was added by another asks, once it has accepted the conversation, for what
// the group's policy gives it (NH-3, NH-4). Of several devices of the account that come in together one asks.

import { handoverKeyPair, membersOf } from '@sotto/crypto'
import {
  askLength,
  type Entry,
  encodeMimiContent,
  type HistoryWord,
  historyMessage,
  limits,
  saltLength,
} from '@sotto/wire'
import { deletedUpTo } from '../archive/local.ts'
import type { Task } from '../conversations/task.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { writeOutbox } from '../outbox/seal.ts'
import { leavesOf } from '../people/holder.ts'
import { placeOf, positionOf } from '../timeline/position.ts'
import { dropProgress, orderOf, readWanted, type Wanted, writeProgress, writeWanted } from './wanted.ts'

/** Between the devices of an account that came in together, so that one asks and the others see it. */
const step = 4_000
const mostTries = 4

/** This account was added by somebody else: what came before it is wanted, but for what it has of an earlier stay. */
export async function wantHistory(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const { record } = turn
  // what was there before it came is no news
  record.readPos = Math.max(record.readPos, positionOf(entry.seq) - 1)
  const known = Math.max(record.cursor, placeOf(await deletedUpTo(turn)))
  if (record.history.kind === 'none' || known >= entry.seq - 1) return
  writeWanted(turn, {
    ...({ stage: 'waiting', tries: 0, not: [], progress: undefined, isWhole: false } as const),
    wants: [{ first: known + 1, last: entry.seq - 1 }],
    joined: entry.seq,
    before: orderOf(record.generation, record.epoch),
    dueAt: live.platform.clock.now() + step * (await placeAmongOwn(live, turn)),
    ...{ ask: undefined, secret: undefined, offer: undefined },
  })
  writeProgress(turn, entry.seq, { state: 'asking', at: entry.at })
  turn.after(() => live.wake(record.id))
}

async function placeAmongOwn(live: Live, turn: Turn): Promise<number> {
  const group = await turn.group()
  const own = group === undefined ? [] : leavesOf(membersOf(group))
  const mine = own.filter(({ account }) => account === live.identity.account)
  return Math.max(
    0,
    mine.findIndex(({ device }) => device === live.identity.device),
  )
}

/** What this device does next for its own history. */
export async function askStep(live: Live, turn: Turn): Promise<Task | undefined> {
  const { record } = turn
  const wanted = await readWanted(turn)
  if (wanted === undefined || wanted.stage === 'done' || wanted.stage === 'asked') return undefined
  if (wanted.stage === 'arriving') return fetchTask(live, turn)
  // nobody who was asked by a stranger is told that somebody is there (C-6)
  if (record.state !== 'active') return undefined
  const wait = wanted.dueAt - live.platform.clock.now()
  if (wait > 0) {
    turn.after(() => live.wakeLater(record.id, wait))
    return undefined
  }
  if (record.history.kind === 'none') return giveUp(turn, wanted)
  const pair = await handoverKeyPair()
  const ask = live.platform.random.bytes(askLength)
  const { wants, not } = wanted
  await sayHistory(live, turn, { kind: 'ask', ask, publicKey: pair.publicKey, wants, not })
  writeWanted(turn, { ...wanted, stage: 'asked', ask, secret: pair.privateKey, offer: undefined })
  return undefined
}

function fetchTask(live: Live, turn: Turn): Task | undefined {
  const wait = live.errands.of(turn.record.id).fetchFrom - live.platform.clock.now()
  if (wait <= 0) return { do: 'fetch-history' }
  turn.after(() => live.wakeLater(turn.record.id, wait))
  return undefined
}

function giveUp(turn: Turn, wanted: Wanted): undefined {
  dropProgress(turn)
  writeWanted(turn, { ...wanted, stage: 'done' })
  return undefined
}

/** What was offered came to nothing: somebody else is asked, a few times. `not`: whom not to ask any more. */
export function askAnew(live: Live, turn: Turn, wanted: Wanted, isRefused: boolean): void {
  const { progress, joined } = wanted
  const not = isRefused && progress !== undefined ? [...wanted.not, progress.device] : wanted.not
  const tries = wanted.tries + 1
  const reset = { tries, not, progress: undefined, ask: undefined, secret: undefined, offer: undefined }
  if (tries >= mostTries) {
    dropProgress(turn)
    writeWanted(turn, { ...wanted, ...reset, stage: 'done' })
    return
  }
  const now = live.platform.clock.now()
  writeWanted(turn, { ...wanted, ...reset, stage: 'waiting', dueAt: now + step })
  writeProgress(turn, joined, { state: 'asking', at: now })
  turn.after(() => live.wake(turn.record.id))
}

/** Somebody tries again by hand: everybody is asked once more for what did not come. */
export async function askOnceMore(live: Live, turn: Turn): Promise<void> {
  const wanted = await readWanted(turn)
  if (wanted?.stage !== 'done' || wanted.isWhole || turn.record.history.kind === 'none') return
  askAnew(live, turn, { ...wanted, tries: -1, not: [] }, false)
}

/** Seals a word about history for everybody in the group. */
export async function sayHistory(live: Live, turn: Turn, word: HistoryWord): Promise<void> {
  const heading = {
    origin: { sender: live.identity.account, conversation: turn.record.id },
    salt: live.platform.random.bytes(saltLength),
  }
  const content = encodeMimiContent(historyMessage(heading, word))
  if (content.length > limits.messageBytes) throw new Error('a word about history over its own limits')
  await writeOutbox(live, turn, { outbox: live.nextOrder(), kind: 'history', message: '', content })
}
