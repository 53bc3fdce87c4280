// The asker's side until somebody answers: for what was written before its account came (NH-3), or for what it lacks
// (repair.ts). Of several devices of the account one asks.

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
import { orderNow } from '../conversations/stays.ts'
import type { Turn } from '../conversations/turn.ts'
import { sayWhoIsAsked } from '../inbox/missing.ts'
import type { Live } from '../live.ts'
import { writeOutbox } from '../outbox/seal.ts'
import { leavesOf } from '../people/holder.ts'
import { placeOf, positionOf } from '../timeline/position.ts'
import { dropProgress, readWanted, unasked, type Wanted, writeProgress, writeWanted } from './wanted.ts'

/** Between the devices of an account that lack the same, so that one asks and the others see it. */
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
    ...unasked,
    ...({ purpose: 'before', stage: 'waiting', joined: entry.seq, before: orderNow(record) } as const),
    wants: [{ first: known + 1, last: entry.seq - 1 }],
    dueAt: live.platform.clock.now() + step * (await placeAmongOwn(live, turn)),
  })
  writeProgress(turn, entry.seq, { state: 'asking', at: entry.at })
  turn.after(() => live.wake(record.id))
}

/** How many of the account's devices come before this one. */
export async function placeAmongOwn(live: Live, turn: Turn): Promise<number> {
  const group = await turn.group()
  const own = group === undefined ? [] : leavesOf(membersOf(group))
  const mine = own.filter(({ account }) => account === live.identity.account)
  return Math.max(
    0,
    mine.findIndex(({ device }) => device === live.identity.device),
  )
}

/** Whether it is time; if not, this device looks again then. */
export function isDue(live: Live, turn: Turn, { dueAt }: Pick<Wanted, 'dueAt'>): boolean {
  const wait = dueAt - live.platform.clock.now()
  if (wait > 0) turn.after(() => live.wakeLater(turn.record.id, wait))
  return wait <= 0
}

/** Asks everybody; answers with how it stands then. */
export async function askFor(live: Live, turn: Turn, wanted: Wanted): Promise<Wanted> {
  const pair = await handoverKeyPair()
  const ask = live.platform.random.bytes(askLength)
  const { purpose, wants, not } = wanted
  await sayHistory(live, turn, { kind: 'ask', purpose, ask, publicKey: pair.publicKey, wants, not })
  const asked = {
    ...({ stage: 'asked', ask, secret: pair.privateKey, offer: undefined } as const),
    dueAt: live.platform.clock.now(),
  }
  const now = { ...wanted, ...asked }
  writeWanted(turn, now)
  return now
}

/** Why somebody else is asked: what was offered is gone, was refused, or was not all of it. */
type Why = 'lost' | 'refused' | 'lacking'

/** What was offered came to nothing, or to a part: somebody else is asked, a few times. */
export async function askAnew(live: Live, turn: Turn, wanted: Wanted, why: Why): Promise<void> {
  const { progress } = wanted
  const not = why !== 'lost' && progress !== undefined ? [...wanted.not, progress.device] : wanted.not
  const tries = wanted.tries + 1
  const reset = { tries, not, progress: undefined, ask: undefined, secret: undefined, offer: undefined }
  if (tries >= mostTries || (wanted.purpose === 'missing' && !(await hasOthers(live, turn, not)))) {
    const outcome = why === 'lacking' ? 'not-had' : why === 'refused' ? 'refused' : undefined
    return tell(live, turn, { ...wanted, ...reset, outcome, stage: 'done' })
  }
  const dueAt = live.platform.clock.now() + step
  await tell(live, turn, { ...wanted, ...reset, outcome: undefined, stage: 'waiting', dueAt })
  turn.after(() => live.wake(turn.record.id))
}

/** Whether anybody is left to ask: members' devices that are not among these. */
async function hasOthers(live: Live, turn: Turn, not: Wanted['not']): Promise<boolean> {
  const group = await turn.group()
  const all = group === undefined ? [] : leavesOf(membersOf(group))
  return all.some(({ account, device }) => account !== live.identity.account && !not.includes(device))
}

/** Stores how it stands, and says so in the timeline. */
export async function tell(live: Live, turn: Turn, wanted: Wanted): Promise<void> {
  writeWanted(turn, wanted)
  if (wanted.purpose === 'missing') return sayWhoIsAsked(turn, wanted)
  const at = live.platform.clock.now()
  const { stage, progress, joined } = wanted
  if (stage === 'done') dropProgress(turn)
  else if (stage !== 'arriving' || progress === undefined)
    writeProgress(turn, joined, { state: 'asking', at })
  else writeProgress(turn, joined, { state: 'arriving', by: progress.by, at })
}

/** Somebody tries again by hand: everybody is asked once more for what did not come. */
export async function askOnceMore(live: Live, turn: Turn): Promise<void> {
  const wanted = await readWanted(turn, 'before')
  if (wanted?.stage !== 'done' || wanted.isWhole || turn.record.history.kind === 'none') return
  await askAnew(live, turn, { ...wanted, tries: -1, not: [] }, 'lost')
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
