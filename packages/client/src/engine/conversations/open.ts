// Commands that begin conversations or wish something of them. Each stores its wish first; then it waits
// for the log to show it done, unless the server is away: then it is done later.

import { directConversationId, groupConversationId } from '@sotto/crypto'
import { type AccountName, type ConversationId, limits, parseAccountName } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import { deleteUpTo } from '../archive/local.ts'
import { lastPosition } from '../archive/take-in.ts'
import { completionOf } from '../completions.ts'
import type { Live } from '../live.ts'
import { unknownConversation } from '../outbox/send.ts'
import { meet } from '../people/directory.ts'
import { forgetConversation } from '../synced/forget.ts'
import { evictStranger } from './evict.ts'
import { checkGroupName, noHistory, parsePolicy } from './group-data.ts'
import { type Intent, writeIntent } from './intents.ts'
import { newRecord } from './record.ts'
import type { Turn } from './turn.ts'

export async function openDirect(
  live: Live,
  given: AccountName,
): Promise<Outcome<Commands['openDirect']['value']>> {
  const account = parseAccountName(given)
  if (account === undefined || account === live.identity.account) return nobody(given)
  const met = await meet(live, account)
  if (!met.ok) return met
  const conversation = directConversationId(live.identity.account, account)
  const begunAt = live.platform.clock.now()
  await live.actors.of(conversation).run(
    async (turn) => {
      const { record } = turn
      evictStranger(live, turn)
      record.kind = 'direct'
      record.peer = account
      record.listed = true
      // Who declined or left a direct conversation may write again: its next message begins it anew.
      if (record.state === 'left' || record.state === 'removed') record.state = 'active'
    },
    () => newRecord(conversation, { kind: 'direct', name: '', peer: account, begunAt }),
  )
  return { ok: true, value: { conversation } }
}

export async function createGroup(
  live: Live,
  params: Commands['createGroup']['params'],
): Promise<Outcome<Commands['createGroup']['value']>> {
  const name = checkGroupName(params.name)
  if (!name.ok) return name
  const history = parsePolicy(params.history ?? noHistory) ?? noHistory
  const others = await meetAll(live, params.members)
  if (!others.ok) return others
  if (others.value.length === 0) return failure('unknown_person', 'Choose at least one other person.')
  const conversation = groupConversationId()
  const begunAt = live.platform.clock.now()
  const members = [live.identity.account, ...others.value]
  const intent = await live.actors.of(conversation).run(
    async (turn) => {
      turn.record.listed = true
      turn.record.history = history
      turn.record.members = members.map((account) => ({ account, devices: 0, joinedAt: begunAt }))
      return writeIntent(live, turn, { kind: 'create', name: name.value, members: others.value, history })
    },
    () => newRecord(conversation, { kind: 'group', name: name.value, peer: undefined, begunAt }),
  )
  const done = await settled(live, intent)
  return done.ok ? { ok: true, value: { conversation, name: name.value, members } } : done
}

/** For members of a group; `unknown_conversation` for anybody else. */
export async function changeMembers(
  live: Live,
  kind: 'add' | 'remove',
  params: Commands['addMembers']['params'],
): Promise<Outcome<null>> {
  const members = kind === 'add' ? await meetAll(live, params.members) : readNames(live, params.members)
  if (!members.ok) return members
  if (members.value.length === 0) return { ok: true, value: null }
  return wish(live, params.conversation, { kind, members: members.value })
}

export async function renameGroup(
  live: Live,
  params: Commands['renameGroup']['params'],
): Promise<Outcome<null>> {
  const name = checkGroupName(params.name)
  return name.ok ? wish(live, params.conversation, { kind: 'rename', name: name.value }) : name
}

/** What whoever is added from now on is handed of what was written before. */
export async function setHistory(
  live: Live,
  params: Commands['setHistory']['params'],
): Promise<Outcome<null>> {
  const history = parsePolicy(params.history)
  if (history === undefined)
    return failure('bad_policy', 'History is handed over from a date, whole, or not.')
  return wish(live, params.conversation, { kind: 'set-history', history })
}

export function leaveGroup(live: Live, conversation: ConversationId): Promise<Outcome<null>> {
  return wish(live, conversation, { kind: 'leave', stage: 'notice' })
}

async function wish(live: Live, conversation: ConversationId, intent: Intent): Promise<Outcome<null>> {
  const stored = await live.actors.of(conversation).run(async (turn) => {
    const { record } = turn
    if (record.kind !== 'group' || (record.state !== 'active' && record.state !== 'request')) return 'refused'
    return writeIntent(live, turn, intent)
  })
  if (stored === undefined || stored === 'refused') return unknownConversation()
  return settled(live, stored)
}

/** Declines, and takes it out of the lists at once. */
export async function deleteRequest(live: Live, conversation: ConversationId): Promise<Outcome<null>> {
  const stored = await live.actors.of(conversation).run(async (turn) => {
    const { record } = turn
    record.listed = false
    await forgetConversation(live, turn)
    deleteUpTo(turn, await lastPosition(turn))
    turn.write('DELETE FROM items WHERE conversation = ?', conversation)
    turn.write('DELETE FROM failed_contents WHERE conversation = ?', conversation)
    turn.write('DELETE FROM receipts_due WHERE conversation = ?', conversation)
    return record.state === 'request' ? writeIntent(live, turn, { kind: 'decline' }) : endQuietly(live, turn)
  })
  if (stored === undefined) return unknownConversation()
  return settled(live, stored)
}

function endQuietly(live: Live, turn: Turn): number {
  const { group, cursor } = turn.record
  const silent = { kind: 'leave', stage: 'go', notice: cursor } as const
  return writeIntent(live, turn, group === 'live' ? { kind: 'leave', stage: 'notice' } : silent)
}

export async function settled(live: Live, intent: number | undefined): Promise<Outcome<null>> {
  if (intent === undefined) return { ok: true, value: null }
  const key = completionOf.intent(intent)
  const waiting = live.completions.wait(key)
  const row = await live.db.first(
    `SELECT json_extract(record, '$.awaited') OR json_extract(record, '$.group') = 'broken' AS awaited FROM intents
     JOIN conversations ON conversations.id = intents.conversation WHERE intents.id = ?`,
    [intent],
  )
  if (live.gateway.status.state === 'offline') live.completions.later(key)
  else if (row === undefined) live.completions.done(key)
  else if (row.awaited === 1) live.completions.later(key)
  const outcome = await waiting
  return outcome.ok ? { ok: true, value: null } : outcome
}

async function meetAll(live: Live, names: readonly string[]): Promise<Outcome<readonly AccountName[]>> {
  const accounts = readNames(live, names)
  if (!accounts.ok) return accounts
  for (const account of accounts.value) {
    const met = await meet(live, account)
    if (!met.ok) return met
  }
  return accounts
}

/** Each once, without the own one. */
function readNames(live: Live, names: readonly string[]): Outcome<readonly AccountName[]> {
  const accounts = new Set<AccountName>()
  for (const name of names) {
    const account = parseAccountName(name)
    if (account === undefined) return nobody(name)
    if (account !== live.identity.account) accounts.add(account)
  }
  if (accounts.size >= limits.accountsPerRequest) {
    return failure('unknown_person', `At most ${limits.accountsPerRequest - 1} people can be named at once.`)
  }
  return { ok: true, value: [...accounts] }
}

function nobody(name: string) {
  return failure('unknown_person', `Nobody to talk to is called ${name}.`)
}
