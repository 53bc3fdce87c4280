// What a device does next for what it wants of others: decided from its store, in the conversation's worker.

import type { AskPurpose } from '@sotto/wire'
import { without } from '../archive/ranges.ts'
import type { Task } from '../conversations/task.ts'
import type { Turn } from '../conversations/turn.ts'
import { sayWhoIsAsked } from '../inbox/missing.ts'
import type { Live } from '../live.ts'
import { askFor, isDue } from './ask.ts'
import { askedOf, lackedHere, mayAskMembers, wantMissing } from './repair.ts'
import { dropProgress, readWanted, type Wanted, writeWanted } from './wanted.ts'

export async function askStep(live: Live, turn: Turn): Promise<Task | undefined> {
  return (await stepBefore(live, turn)) ?? (await stepMissing(live, turn))
}

/** What was written before this account came. */
async function stepBefore(live: Live, turn: Turn): Promise<Task | undefined> {
  const { record } = turn
  const wanted = await readWanted(turn, 'before')
  if (wanted?.stage === 'arriving') return fetchTask(live, turn, 'before')
  // nobody who was asked by a stranger is told that somebody is there (C-6)
  if (wanted?.stage !== 'waiting' || record.state !== 'active' || !isDue(live, turn, wanted)) return undefined
  if (record.history.kind === 'none') giveUp(turn, wanted)
  else await askFor(live, turn, wanted)
  return undefined
}

/** What the account should have got and lacks. */
async function stepMissing(live: Live, turn: Turn): Promise<Task | undefined> {
  const wanted = await readWanted(turn, 'missing')
  if (wanted?.stage === 'arriving') return fetchTask(live, turn, 'missing')
  if (wanted?.stage === 'asked' || !(await mayAskMembers(live, turn))) return undefined
  const lacked = await lackedHere(turn)
  if (wanted?.stage !== 'waiting') {
    if (without(lacked, wanted?.wants ?? []).length > 0) await wantMissing(live, turn, lacked)
    return undefined
  }
  if (lacked.length === 0) {
    writeWanted(turn, { ...wanted, stage: 'done', wants: [], outcome: undefined })
    return undefined
  }
  if (!isDue(live, turn, wanted)) return undefined
  await sayWhoIsAsked(turn, await askFor(live, turn, askedOf(turn, wanted, lacked)))
  return undefined
}

function fetchTask(live: Live, turn: Turn, purpose: AskPurpose): Task | undefined {
  const wait = live.errands.of(turn.record.id).fetchFrom - live.platform.clock.now()
  if (wait <= 0) return { do: 'fetch-history', purpose }
  turn.after(() => live.wakeLater(turn.record.id, wait))
  return undefined
}

function giveUp(turn: Turn, wanted: Wanted): void {
  dropProgress(turn)
  writeWanted(turn, { ...wanted, stage: 'done' })
}
