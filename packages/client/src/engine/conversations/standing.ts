// Where this device stands to the group: when it asks to be let in again because it can't follow the log
// (C-8) or because it may be in a group of its own (C-10), when nobody is left who could let it in, and
// what it finds out by asking the server (C-12).

import { epochOf, signRejoin } from '@sotto/crypto'
import { bytesToBase64url, type ConversationId } from '@sotto/wire'
import { type Live, warn } from '../live.ts'
import { routes } from '../network/routes.ts'
import { renew } from './begin.ts'
import { goneUnseen } from './overtaken.ts'
import { beginNextGeneration, type ConversationRecord, isInDoubt } from './record.ts'
import { standBack } from './stand-back.ts'
import type { Turn } from './turn.ts'
import { abandon } from './upload.ts'

/** After so many unanswered requests nobody is left who could mend the group. */
const mostAsks = 3
const askAgainAfter = 60_000
/** How long others may take to let in a device that has seen that it is not the only one lost. */
const lastChance = 10_000
/** Between two askings out of doubt; whoever wants to be a nuisance gets one commit out of it, ever more rarely. */
const betweenDoubts = { least: 60_000, most: 24 * 3_600_000 }
const lookAgainAfter = 1_000

/** A message of the present epoch that nobody can verify; several may mean that this device stands alone. */
export async function noteUnverified(live: Live, turn: Turn): Promise<void> {
  const { record } = turn
  const wasInDoubt = isInDoubt(record)
  record.unreadable++
  if (wasInDoubt || !isInDoubt(record)) return
  const text =
    'Several messages could not be verified. This device looks whether it still stands with the others.'
  turn.after(() => warn(live, 'forked_conversation', text, record.id))
  await standBack(live, turn, { without: [] })
  const pause = endOfPause(record) - live.platform.clock.now()
  if (pause > 0) turn.after(() => live.wakeLater(record.id, pause))
}

function isForsaken({ asks, lostTogether }: ConversationRecord): boolean {
  return asks >= mostAsks || (lostTogether && asks > 0)
}

/** It is lost, and somebody may still let it in. */
export function mayComeBack(live: Live, turn: Turn): boolean {
  if (turn.record.group !== 'broken') return false
  return !isForsaken(turn.record) || (untilAsking(live, turn) ?? 0) > 0
}

/** Milliseconds until this device asks to be let in again; undefined when it has no reason to. */
export function untilAsking(live: Live, { record }: Turn): number | undefined {
  const { choresFrom } = live.errands.of(record.id)
  const now = live.platform.clock.now()
  if (record.group === 'live' && isInDoubt(record)) return Math.max(endOfPause(record), choresFrom) - now
  if (record.group !== 'broken') return undefined
  if (record.lostTogether && record.asks > 0) return Math.max(record.askedAt, choresFrom) + lastChance - now
  return record.askedAt + askAgainAfter - now
}

function endOfPause({ doubtedAt, doubts }: ConversationRecord): number {
  if (doubts === 0) return 0
  return doubtedAt + Math.min(betweenDoubts.most, betweenDoubts.least * 2 ** Math.min(doubts - 1, 20))
}

/** Somebody asks, this device or another that doubted too: the next commit settles whose group it is. */
export function endDoubt(record: ConversationRecord, at: number): void {
  const isRare = at - record.doubtedAt > betweenDoubts.most
  record.doubts = isRare ? 1 : record.doubts + 1
  record.doubtedAt = at
  record.unreadable = 0
}

/** A device that only doubts goes on reading and writing; one that is lost begins anew when nobody answers. */
export async function askRejoin(live: Live, conversation: ConversationId): Promise<void> {
  const signed = await live.actors.of(conversation).run(async (turn) => {
    const { record } = turn
    if (record.group !== 'broken' && !(record.group === 'live' && isInDoubt(record))) return undefined
    if (record.group === 'broken' && isForsaken(record)) return void renew(live, turn)
    const now = live.platform.clock.now()
    // members take only what is later than the last, the server only what is recent (RJ-1), whatever this clock says
    record.signedAt = Math.max(live.gateway.serverTime, record.signedAt + 1)
    if (record.group === 'live') {
      endDoubt(record, now)
    } else {
      record.askedAt = now
      record.asks += 1
    }
    const group = await turn.group()
    const epoch = group === undefined ? 0 : Number(epochOf(group))
    const { generation, signedAt: at } = record
    const { device, signaturePrivateKey } = live.identity
    return signRejoin({ conversation, generation, epoch, device, at }, signaturePrivateKey)
  })
  if (signed === undefined) return
  const json = { request: bytesToBase64url(signed) }
  const told = await live.rest.tell({ method: 'POST', path: routes.rejoin(conversation), json })
  if (told.ok || told.error.code !== 'not_member') return
  await live.actors.of(conversation).run((turn) => goneUnseen(live, turn))
}

/**
 * Something came that belongs to an epoch which this device has passed: an old entry told again, or the others
 * are in a history of their own that is shorter. What tells is where the server says that they are (C-12).
 */
export function compareSoon(live: Live, turn: Turn): void {
  const { id } = turn.record
  const errand = live.errands.of(id)
  if (errand.comparing) return
  errand.comparing = true
  const compare = () => {
    errand.comparing = false
    void checkStanding(live, id).catch(() => undefined)
  }
  turn.after(() => live.platform.clock.after(lookAgainAfter, compare))
}

/**
 * The server refused what this device wrote because it is of another moment, but the log does not show why.
 * Either it is on its way, or this device does not stand where the others do (C-12); a creation that found
 * the conversation taken goes on with the next generation where it was taken without us (C-8), and else in what there
 * is: somebody lets this device in.
 */
export async function checkStanding(live: Live, conversation: ConversationId): Promise<void> {
  const actor = live.actors.of(conversation)
  const seen = await actor.run(async ({ record }) => record.cursor)
  const path = routes.conversation(conversation)
  const info = await live.rest.get('ConversationInfo', { method: 'GET', path })
  const errand = live.errands.of(conversation)
  await actor.run(async (turn) => {
    const { record } = turn
    // an answer that got lost is asked for again, by way of another refusal
    errand.awaitingLog = false
    const isTaken = !info.ok && info.error.code === 'not_member'
    if (isTaken && record.group === 'creating' && record.kind === 'direct') {
      abandon(live, turn)
      beginNextGeneration(record)
    }
    // what this device has confirmed does not come again: it was set back to before its creation was taken (C-12)
    const isConfirmed =
      record.group === 'creating' && info.ok && info.value.acknowledged >= info.value.lastSeq
    if (!info.ok || record.cursor !== seen || (info.value.lastSeq > seen && !isConfirmed))
      return turn.after(() => live.wakeLater(conversation, lookAgainAfter))
    if (record.group === 'creating') {
      abandon(live, turn)
      record.group = 'broken'
      record.renewing = false
    }
    const group = await turn.group()
    // what changed the group later may be held back from whoever has not accepted (C-6)
    const isHeldBack = info.value.state === 'request'
    const isElsewhere = group !== undefined && !isHeldBack && info.value.epoch !== Number(epochOf(group))
    if (isElsewhere && record.group === 'live') {
      abandon(live, turn)
      record.group = 'broken'
      const text = 'This device does not stand where the others do. It asks to be let in again.'
      turn.after(() => warn(live, 'forked_conversation', text, conversation))
    }
    turn.after(() => live.wake(conversation))
  })
}
