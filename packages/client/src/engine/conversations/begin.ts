// How a conversation comes to be (C-1): a group that somebody asked for, a direct one with its first
// message, and the next generation of one that nobody can mend (C-8).

import type { AccountName, ConversationKind } from '@sotto/wire'
import type { HistoryPolicy } from '../../api/history-policy.ts'
import type { Live } from '../live.ts'
import { hold } from '../outbox/send-waiting.ts'
import { holderOf } from '../people/holder.ts'
import { draftCommit, whyNotAdded } from './draft.ts'
import { forgetGathered } from './errands.ts'
import { encodeGroupData, noHistory } from './group-data.ts'
import { groupIdFor } from './group-id.ts'
import { failIntents, type Intent, readIntents } from './intents.ts'
import { writePending } from './pending.ts'
import { findPlace } from './record.ts'
import { again, rest, type Task } from './task.ts'
import type { Turn } from './turn.ts'

/** Each asking uses up key packages. */
const askAgainAfter = 30_000

type Plan = {
  readonly as: ConversationKind
  readonly name: string
  readonly history: HistoryPolicy
  readonly timer: number
  /** Without the own account. */
  readonly others: readonly AccountName[]
}

/** For a conversation without a group: what to do next to begin one, if anybody wants it. */
export async function beginStep(live: Live, turn: Turn): Promise<Task> {
  // it goes on where the others are: somebody lets this device in
  if (turn.record.awaited) return rest
  const plan = await planOf(live, turn)
  if (plan === undefined) return rest
  if (plan.others.some((account) => live.people.isChanged(account))) {
    if (plan.as === 'group') await giveUp(live, turn, plan.others)
    return rest
  }
  const errand = live.errands.of(turn.record.id)
  const accounts = [...plan.others, live.identity.account]
  if (accounts.some((account) => !errand.asked.has(account))) return { do: 'claim', accounts }
  if (await create(live, turn, plan)) return again
  const { generation, renewing } = turn.record
  if (plan.as === 'group' && generation === 0 && !renewing) await giveUp(live, turn, plan.others)
  else tryAgain(live, turn)
  return rest
}

/** What waits for somebody goes out when the server tells the truth about their devices. */
function tryAgain(live: Live, turn: Turn): void {
  forgetGathered(live.errands.of(turn.record.id))
  hold(live, turn, { code: 'unavailable', message: '', retryAfter: askAgainAfter })
}

async function planOf(live: Live, turn: Turn): Promise<Plan | undefined> {
  const { record } = turn
  const intents = await readIntents(turn)
  const wish = intents.map((one) => one.intent).find((intent) => intent.kind === 'create')
  if (wish?.kind === 'create') {
    const others = wish.members.filter((account) => account !== live.identity.account)
    return { as: record.kind, name: wish.name, history: wish.history, timer: record.timer, others }
  }
  if (record.kind !== 'direct' || record.peer === undefined) return undefined
  // given up here, it may be the other one who writes: unseen, until there is a group again
  const isWanted = record.renewing || (await waits(turn))
  if (!isWanted) return undefined
  return { as: 'direct', name: '', history: noHistory, timer: record.timer, others: [record.peer] }
}

async function waits(turn: Turn): Promise<boolean> {
  const one = await turn.first('SELECT 1 AS one FROM outbox WHERE conversation = ? LIMIT 1', [turn.record.id])
  return one !== undefined
}

async function create(live: Live, turn: Turn, plan: Plan): Promise<boolean> {
  const { record } = turn
  const errand = live.errands.of(record.id)
  const begun = await live.mls.createGroup({
    device: live.device,
    groupId: groupIdFor(record.id, record.generation + (record.renewing ? 1 : 0)),
    groupData: encodeGroupData(plan),
  })
  const draft = await draftCommit(live, turn, begun.state, { packages: errand.claimed })
  const here = new Set(draft?.added.map((member) => holderOf(member).account))
  if (draft === undefined || plan.others.some((account) => !here.has(account))) return false
  turn.replaceGroup(begun)
  turn.adopt(draft)
  writePending(turn, draft, plan.as)
  record.group = 'creating'
  record.kind = plan.as
  return true
}

async function giveUp(live: Live, turn: Turn, accounts: readonly AccountName[]): Promise<void> {
  const ids = (await readIntents(turn)).filter(({ intent }) => intent.kind === 'create').map((one) => one.id)
  failIntents(live, turn, { ids, error: whyNotAdded(live, accounts) })
  turn.record.listed = false
}

/** Gives up the group there was and begins the next generation with the same people. */
export function renew(live: Live, turn: Turn): void {
  const { record } = turn
  turn.dropGroup()
  turn.write('DELETE FROM pending_commits WHERE conversation = ?', record.id)
  record.group = 'none'
  findPlace(record)
  record.renewing = true
  if (record.kind === 'direct') return
  const members = record.members.map((member) => member.account)
  const wish: Intent = { kind: 'create', name: record.name, members, history: record.history }
  turn.write(
    'INSERT INTO intents (id, conversation, intent) VALUES (?, ?, ?)',
    ...[live.nextOrder(), record.id, JSON.stringify(wish)],
  )
}
