// A welcome: this device is put into a conversation, for the first time or again. It must come from
// somebody who may: for a conversation that is known, a member of it; for a direct one, one of the two.

import {
  currentGroupData,
  type DeviceCredential,
  directConversationId,
  epochOf,
  groupIdOf,
  type Joined,
  membersOf,
} from '@sotto/crypto'
import type { AccountName, ConversationId, Entry } from '@sotto/wire'
import { rangesOf, union } from '../archive/ranges.ts'
import { joinAfterArchive } from '../archive/take-in.ts'
import { evictStranger } from '../conversations/evict.ts'
import { readGroupData } from '../conversations/group-data.ts'
import { generationOf } from '../conversations/group-id.ts'
import { finishIntent, readIntents } from '../conversations/intents.ts'
import { watchForRevoked } from '../conversations/plan-devices.ts'
import {
  accountsOf,
  type ConversationRecord,
  findPlace,
  noChores,
  takeBack,
} from '../conversations/record.ts'
import { sightMembers, updateRoster } from '../conversations/roster.ts'
import { compareSoon } from '../conversations/standing.ts'
import { endStays, noteStays, orderNow } from '../conversations/stays.ts'
import type { Turn } from '../conversations/turn.ts'
import { wantHistory } from '../handover/ask.ts'
import { type Live, warn } from '../live.ts'
import { routes } from '../network/routes.ts'
import { holderOf, leavesOf } from '../people/holder.ts'
import { oweProfiles } from '../profiles/words.ts'
import { forgetKeyPackage, keyPackageSecret } from '../session/key-packages.ts'
import { writeHappenings } from '../timeline/happenings.ts'
import { settlePending } from './follow-commit.ts'
import { giveUpMissing } from './missing.ts'
import { compareUploader } from './uploader.ts'

export async function joinFromWelcome(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const read = await readWelcome(live, turn, entry)
  return 'refused' in read ? refuseWelcome(live, turn, read.refused) : takeOver(live, turn, read)
}

/** One that comes for a place passed before; false, and nothing said, when it leads nowhere new. */
export async function joinsAnew(live: Live, turn: Turn, entry: Entry): Promise<boolean> {
  const read = await readWelcome(live, turn, entry)
  if ('refused' in read) return false
  await takeOver(live, turn, read)
  return true
}

async function readWelcome(
  live: Live,
  turn: Turn,
  entry: Entry,
): Promise<Welcomed | { readonly refused: string }> {
  const { group } = turn.record
  const before = group === 'live' || group === 'broken' ? await turn.group() : undefined
  const joined = await live.mls.join({
    ...(before === undefined ? {} : { before }),
    device: live.device,
    welcome: entry.bytes,
    keyPackageSecret: (ref) => keyPackageSecret(live.db, ref),
  })
  if (!joined.ok) return { refused: joined.error.code }
  const welcome = joined.value
  const { record } = turn
  // nothing of a stranger's group may live on in this one
  if (isDirect(record.id, accountsIn(welcome)) && evictStranger(live, turn))
    return readWelcome(live, turn, entry)
  const generation = generationOf(record.id, groupIdOf(welcome.state))
  if (generation === undefined) return { refused: 'wrong_group' }
  const refused = await problemOf(live, turn, { welcome, generation })
  if (refused !== undefined) return { refused }
  const isNext = generation > record.generation || (generation > 0 && record.epoch === 0)
  return { entry, welcome, generation, isNext }
}

type Placed = { readonly welcome: Joined; readonly generation: number }
type Welcomed = Placed & {
  readonly entry: Entry
  /** Into another generation than this device was in (C-8). */
  readonly isNext: boolean
}

/** Why this welcome can't be genuine; undefined when it may be. */
async function problemOf(
  live: Live,
  turn: Turn,
  { welcome, generation }: Placed,
): Promise<string | undefined> {
  const { record } = turn
  const accounts = accountsIn(welcome)
  const pair = pairOf(accounts)
  const own = live.identity.account
  // a creation that is on its way wins over a generation that has another
  const isOnItsWay = record.renewing && record.group === 'creating'
  if (generation < record.generation + (isOnItsWay ? 1 : 0)) return 'old_generation'
  if (isOld(record, { welcome, generation })) return 'old_epoch'
  if (isAnothersDirect(record.id, accounts, own)) return 'strangers'
  if (record.kind === 'direct' && accounts.some((one) => one !== own && one !== record.peer))
    return 'strangers'
  if (pair !== undefined && !accounts.includes(own)) return 'strangers'
  const by = holderOf(welcome.committer)
  if (!isKnown(record) || by.account === own) return undefined
  if (isAnotherKey(live, by)) return 'other_account_key'
  const known = accountsOf(record)
  if (!known.includes(by.account)) return 'stranger_invites'
  if (record.group !== 'live') return undefined
  if (generation > record.generation) {
    return accounts.every((one) => one === own || known.includes(one)) ? undefined : 'others_than_before'
  }
  const group = await turn.group()
  const isMember = group === undefined || membersOf(group).some((one) => holderOf(one).device === by.device)
  return isMember ? undefined : 'stranger_invites'
}

/** Whether this device has been in it, and knows by the tree of that time who was in it. */
function isKnown({ listed, group, members }: ConversationRecord): boolean {
  const isIn = group === 'live' || group === 'broken'
  return isIn || (listed && members.some((member) => member.devices > 0))
}

/** A conversation that is known goes on only with the keys that were seen. */
function isAnotherKey(live: Live, { account, accountKey }: DeviceCredential): boolean {
  const pinned = live.people.keyOf(account)
  return pinned !== undefined && !pinned.every((byte, at) => byte === accountKey[at])
}

/**
 * A welcome can come again, as often as its sender likes, if it was made with the last-resort key package:
 * it must not lead back to members who are gone, nor to keys that were used. Whoever let this device in
 * anew has moved the group on.
 */
function isOld(record: ConversationRecord, { welcome, generation }: Placed): boolean {
  return generation === record.generation && Number(epochOf(welcome.state)) <= record.epoch
}

/** The id belongs to two people and nobody else (ID-3). */
function isAnothersDirect(id: ConversationId, accounts: readonly AccountName[], own: AccountName): boolean {
  const others = accounts.filter((account) => account !== own)
  return others.length > 1 && others.some((account) => directConversationId(own, account) === id)
}

async function takeOver(live: Live, turn: Turn, welcomed: Welcomed): Promise<void> {
  const { entry, welcome, generation, isNext } = welcomed
  const { record } = turn
  compareUploader(live, turn, entry, welcome.committer)
  const own = live.identity.account
  const by = holderOf(welcome.committer).account
  takeBack(record)
  const before = accountsOf(record)
  // a stranger who brings this device back is somebody who adds it, and is named
  const wasIn = record.listed && before.includes(own) && before.includes(by)
  const wasAwaited = record.awaited
  if (record.since === 0) {
    record.since = entry.seq
    await joinAfterArchive(live, turn)
  }
  const between = { first: record.cursor + 1, last: entry.seq - 1 }
  if (record.cursor > 0) record.absences = union(record.absences, rangesOf([between]))
  settlePending(live, turn)
  turn.replaceGroup(welcome)
  if (!welcome.usedLastResort) forgetKeyPackage(turn, welcome.usedKeyPackageRef)
  sightMembers(live, turn, membersOf(welcome.state))
  await giveUpMissing(turn)
  nameConversation(live, turn, welcome)
  const { came } = updateRoster(turn, welcome.state, entry.at)
  endStays(turn, { last: orderNow(record), seq: entry.seq })
  record.group = 'live'
  record.generation = generation
  record.epoch = Number(epochOf(welcome.state))
  record.widened = 0
  record.chores = { ...noChores, check: [own] }
  noteStays(turn, { seq: entry.seq, went: [] })
  record.leaving = []
  findPlace(record)
  if (!wasIn) await begin(live, turn, { entry, by, welcome })
  else if (isNext && came.length > 0) writeHappenings(turn, entry, [{ kind: 'added', by, who: came }])
  if (wasIn) await takeBackLeaving(live, turn, entry)
  if (wasIn && wasAwaited) turn.after(() => live.emit({ type: 'conversation', conversation: record.id }))
  record.listed = true
  await watchForRevoked(live, turn, membersOf(welcome.state))
}

async function begin(
  live: Live,
  turn: Turn,
  { entry, by, welcome }: { entry: Entry; by: AccountName; welcome: Joined },
): Promise<void> {
  const { record } = turn
  const own = live.identity.account
  if (!record.listed) record.begunAt = entry.at
  record.begunBy = by
  record.state = by === own ? 'active' : await standingAtServer(live, turn)
  const isNew = entry.seq === 1
  if (record.state === 'active' && isFirstHere(live, welcome)) oweProfiles(live, turn, 'own')
  writeHappenings(turn, entry, [
    isNew ? { kind: 'created', by } : { kind: 'added', by, who: [own] },
    ...(isNew && record.timer > 0 ? [{ kind: 'timer', by, seconds: record.timer } as const] : []),
  ])
  if (!isNew && record.kind === 'group' && by !== own) await wantHistory(live, turn, entry)
  turn.after(() => live.emit({ type: 'conversation', conversation: record.id }))
}

/**
 * What was said of leaving counts for the stay in which it was said (C-5): after places that were not for this device
 * it has been out, and was added again. Where nobody here is to finish it, this device is in.
 */
async function takeBackLeaving(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const { record } = turn
  const leaving = (await readIntents(turn)).filter(({ intent }) => intent.kind === 'leave')
  const isOver = record.cursor > 0 && entry.seq > record.cursor + 1
  if (isOver) {
    for (const { id } of leaving) finishIntent(live, turn, id)
    turn.write(`DELETE FROM outbox WHERE conversation = ? AND kind = 'leave'`, record.id)
  }
  if (record.state === 'left' && (isOver || leaving.length === 0))
    record.state = await standingAtServer(live, turn)
}

/** Of the account's devices that come in together one is enough to tell what the account has to tell. */
function isFirstHere({ identity }: Live, welcome: Joined): boolean {
  const own = leavesOf(membersOf(welcome.state)).filter(({ account }) => account === identity.account)
  return own.every(({ device }) => device >= identity.device)
}

function nameConversation(live: Live, turn: Turn, welcome: Joined): void {
  const { record } = turn
  const own = live.identity.account
  const accounts = accountsIn(welcome)
  if (isDirect(record.id, accounts)) {
    record.kind = 'direct'
    record.peer = accounts.find((account) => account !== own) ?? own
    record.name = ''
    record.timer = readGroupData(currentGroupData(welcome.state)).timer
  } else if (record.kind === 'group') {
    Object.assign(record, readGroupData(currentGroupData(welcome.state)))
  }
}

function isDirect(id: ConversationId, accounts: readonly AccountName[]): boolean {
  const pair = pairOf(accounts)
  return pair !== undefined && directConversationId(...pair) === id
}

/** Whether this is a message request (C-6). Without an answer it is taken for one: that is the careful side. */
async function standingAtServer(live: Live, turn: Turn): Promise<'active' | 'request'> {
  const path = routes.conversation(turn.record.id)
  const info = await live.rest.get('ConversationInfo', { method: 'GET', path })
  return info.ok ? info.value.state : 'request'
}

function refuseWelcome(live: Live, turn: Turn, code: string): void {
  const { record } = turn
  const text = 'An invitation could not be verified and was ignored.'
  turn.after(() => warn(live, 'welcome_refused', `${text} (${code})`, record.id))
  // it stands where a commit would stand that this device now can't follow
  const leadsAstray = code !== 'old_epoch' && (record.group === 'live' || record.group === 'broken')
  if (leadsAstray) record.group = 'broken'
  if (code === 'old_epoch' && record.group === 'live') compareSoon(live, turn)
  turn.after(() => live.wake(record.id))
}

function accountsIn(welcome: Joined): readonly AccountName[] {
  return [...new Set(membersOf(welcome.state).map((member) => holderOf(member).account))].sort()
}

function pairOf(accounts: readonly AccountName[]): readonly [AccountName, AccountName] | undefined {
  const [one, other] = accounts
  return accounts.length === 2 && one !== undefined && other !== undefined ? [one, other] : undefined
}
