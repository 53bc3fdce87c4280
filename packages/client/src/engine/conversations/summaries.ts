// Conversations as the list shows them, and the details of one, read in one indexed query each from columns that
// the actors keep up to date.

import {
  type AccountName,
  type ConversationId,
  type MessageId,
  parseAccountName,
  parseConversationId,
} from '@sotto/wire'
import type { ConversationDetails, ConversationSummary } from '../../api/conversations.ts'
import type { SqlRow } from '../../ports.ts'
import { timerOf } from '../expiry/timer.ts'
import type { Live } from '../live.ts'
import { levelOf, mutedUntilOf } from '../notices/level.ts'
import { mentionedIn } from '../notices/mentioned.ts'
import { declinedIn, describeKey } from '../people/key-numbers.ts'
import { isNull, jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { readThing } from '../synced/memory.ts'
import { parseSendState } from '../timeline/states.ts'
import { noHistory, parsePolicy } from './group-data.ts'
import { type ConversationRecord, type RosterMember, stateOf } from './record.ts'

// Of a long last message only what is shown; of a conversation nothing that its actor alone reads.
const listQuery = `
  SELECT conversations.id, conversations.kind, conversations.state, conversations.name, peer, members, begun_by, unread, last_item,
    conversations.at, attention, draft.value AS draft, pin.value AS pinned_at, mute.value AS muted_until, level.value AS level, archived.value AS archived, marked.value AS marked,
    items.sender AS last_from, items.mine AS last_mine, substr(items.text, 1, 200) AS last_text,
    items.state AS last_state, items.deleted AS last_deleted
  FROM conversations LEFT JOIN items ON items.id = conversations.last_item
    LEFT JOIN synced AS draft ON draft.kind = 'draft' AND draft.name = conversations.id
    LEFT JOIN synced AS pin ON pin.kind = 'pin' AND pin.name = conversations.id
    LEFT JOIN synced AS mute ON mute.kind = 'mute' AND mute.name = conversations.id
    LEFT JOIN synced AS level ON level.kind = 'level' AND level.name = conversations.id
    LEFT JOIN synced AS archived ON archived.kind = 'archived' AND archived.name = conversations.id
    LEFT JOIN synced AS marked ON marked.kind = 'unread' AND marked.name = conversations.id`

/** In no particular order. */
export async function listConversations(live: Live): Promise<readonly ConversationSummary[]> {
  const rows = await live.db.all(`${listQuery} WHERE listed = 1`)
  return summariesOf(live, rows)
}

/** Of these conversations the ones that people see. */
export async function readConversations(
  live: Live,
  conversations: readonly ConversationId[],
): Promise<readonly ConversationSummary[]> {
  const rows = await live.db.all(
    `${listQuery} WHERE listed = 1 AND conversations.id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(conversations)],
  )
  return summariesOf(live, rows)
}

async function summariesOf(live: Live, rows: readonly SqlRow[]): Promise<readonly ConversationSummary[]> {
  const mentioned = await mentionedIn(live, rows.filter((row) => numberOf(row, 'unread') > 0).map(idOf))
  return rows.map((row) => summaryOf(live, row, mentioned.get(idOf(row))))
}

function idOf(row: SqlRow): ConversationId {
  return parsed(row, 'id', parseConversationId)
}

export async function describeConversation(
  live: Live,
  conversation: ConversationId,
): Promise<ConversationDetails | null> {
  const row = await live.db.first(`${listQuery} WHERE conversations.id = ? AND listed = 1`, [conversation])
  const kept = await live.db.first('SELECT record FROM conversations WHERE id = ?', [conversation])
  if (row === undefined || kept === undefined) return null
  const mentioned = (await mentionedIn(live, [conversation])).get(conversation) ?? []
  const summary = summaryOf(live, row, mentioned)
  const { history, timer = 0 } = jsonOf(kept, 'record') as Partial<ConversationRecord>
  const people = membersOf(row).map(({ account, devices, joinedAt }) => ({
    account,
    devices,
    joinedAt,
    presence: live.presences.of(account).status,
    verified: live.people.verifiedAt(account) !== undefined,
    gone: live.people.isGone(account),
  }))
  return {
    ...summary,
    mentioned,
    people,
    canManage: summary.kind === 'group' && summary.state === 'active',
    changedKeys: await changedKeys(live, summary),
    history: parsePolicy(history) ?? noHistory,
    timer: await timerOf(live, { id: conversation, timer }),
    ...(await otherDraft(live, conversation)),
  }
}

function summaryOf(live: Live, row: SqlRow, mentioned: readonly MessageId[] = []): ConversationSummary {
  const members = membersOf(row).map((member) => member.account)
  const peer = peerOf(row)
  const changed = [...members, ...(peer === undefined ? [] : [peer])].some((one) =>
    live.people.isChanged(one),
  )
  return {
    conversation: idOf(row),
    kind: textOf(row, 'kind') === 'direct' ? 'direct' : 'group',
    name: peer ?? textOf(row, 'name'),
    members: members.length > 0 || peer === undefined ? members : [live.identity.account, peer],
    state: stateOf(row),
    ...(isNull(row, 'begun_by') ? {} : { by: parsed(row, 'begun_by', parseAccountName) }),
    unread: numberOf(row, 'unread'),
    mentions: mentioned.length,
    ...(isNull(row, 'last_item') ? {} : { last: lastOf(row) }),
    at: numberOf(row, 'at'),
    draft: isNull(row, 'draft') ? '' : textOf(row, 'draft'),
    ...pinOf(row),
    ...placeOf(row, live.platform.clock.now()),
    verified: peer !== undefined && live.people.verifiedAt(peer) !== undefined,
    attention: changed || numberOf(row, 'attention') === 1,
  }
}

function pinOf(row: SqlRow): Pick<ConversationSummary, 'pinnedAt'> {
  const at = isNull(row, 'pinned_at') ? 0 : numberOf(row, 'pinned_at')
  return at === 0 ? {} : { pinnedAt: at }
}

type Place = Pick<ConversationSummary, 'level' | 'mutedUntil' | 'archived' | 'markedUnread'>

/** What is told of it, and where it stands in the list. */
function placeOf(row: SqlRow, now: number): Place {
  const notices = noticesOf(row, now)
  const archived = isNull(row, 'archived') ? 0 : numberOf(row, 'archived')
  const isBack = notices.level === 'everything' && numberOf(row, 'at') > archived
  const isUnread = !isNull(row, 'marked') && numberOf(row, 'marked') > 0
  return {
    ...notices,
    ...(archived > 0 && !isBack ? { archived: true } : {}),
    ...(isUnread ? { markedUnread: true } : {}),
  }
}

function noticesOf(row: SqlRow, now: number): Pick<ConversationSummary, 'level' | 'mutedUntil'> {
  const until = isNull(row, 'muted_until') ? 0 : numberOf(row, 'muted_until')
  const level = isNull(row, 'level') ? 0 : numberOf(row, 'level')
  const mutedUntil = mutedUntilOf(until, now)
  return { level: levelOf({ until, level }, now), ...(mutedUntil === undefined ? {} : { mutedUntil }) }
}

function lastOf(row: SqlRow): NonNullable<ConversationSummary['last']> {
  return {
    from: parsed(row, 'last_from', parseAccountName),
    mine: numberOf(row, 'last_mine') === 1,
    text: textOf(row, 'last_text'),
    state: parseSendState(textOf(row, 'last_state')),
    ...(numberOf(row, 'last_deleted') > 0 ? { deleted: true } : {}),
  }
}

function membersOf(row: SqlRow): readonly RosterMember[] {
  return jsonOf(row, 'members') as readonly RosterMember[]
}

function peerOf(row: SqlRow): AccountName | undefined {
  return isNull(row, 'peer') ? undefined : parsed(row, 'peer', parseAccountName)
}

async function otherDraft({ db }: Live, conversation: ConversationId) {
  const aside = await readThing(db, { kind: 'aside', name: conversation })
  return aside === undefined || aside.value === '' ? {} : { otherDraft: String(aside.value) }
}

/** Of those who are in it the keys that keep it from sending. */
async function changedKeys(live: Live, { conversation, members }: ConversationSummary) {
  const waiting = members.filter((account) => live.people.isChanged(account))
  const declined = members.some((account) => live.people.hasDeclined(account))
    ? await live.actors.of(conversation).run((turn) => declinedIn(live, turn))
    : undefined
  const accounts = new Set([...waiting, ...(declined ?? [])])
  return [...accounts].sort().flatMap((account) => describeKey(live, account) ?? [])
}
