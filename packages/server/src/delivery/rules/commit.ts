// When a commit is the next of its conversation, and what it makes of the roster (D-5, D-9, C-3, C-4).

import type { AccountName, CommitUpload } from '@sotto/wire'
import type { Decision, Facts, Log, LogChange, Member } from '../../store/delivery-store.ts'
import type { Envelope } from '../framing.ts'
import { admit, checkUpload, rosterSize } from './admission.ts'
import {
  knownEntry,
  nextSeq,
  notMember,
  placeOf,
  type Requester,
  type RuleContext,
  refused,
} from './request.ts'
import { acceptance, countedAsUnanswered } from './send.ts'

export type CommitRequest = {
  readonly by: Requester
  readonly envelope: Envelope
  readonly upload: CommitUpload
}

export function decideCommit(facts: Facts, request: CommitRequest, context: RuleContext): Decision {
  const { log } = facts
  const { by, envelope, upload } = request
  if (log === undefined || placeOf(log, by) === undefined) return notMember
  const early = knownEntry(facts, by) ?? lostRace(log, envelope) ?? checkUpload(upload, by, context)
  if (early !== undefined) return early
  const mismatch = rosterMismatch(log, upload)
  if (mismatch !== undefined) return mismatch
  const admitted = admit(facts, { by, upload, seq: nextSeq(facts) }, context)
  if (!admitted.ok) return admitted.error
  const change = changeOf(log, request, admitted.value, context)
  if (rosterSize(log, change) > context.limits.membersPerConversation) {
    return refused('too_many', 'This conversation has as many devices as it can.')
  }
  const { id, bytes } = envelope
  const entry = { kind: 'commit', id, bytes, sender: by.device } as const
  return {
    do: 'append',
    entry: upload.added.length > 0 ? { ...entry, welcome: upload.welcome } : entry,
    change,
  }
}

function lostRace(log: Log, envelope: Envelope): Decision | undefined {
  return envelope.generation === log.generation && envelope.epoch === log.epoch
    ? undefined
    : refused('epoch_conflict', 'Another change came first.')
}

function rosterMismatch(log: Log, upload: CommitUpload): Decision | undefined {
  const removed = new Set(upload.removed)
  for (const { account, device } of upload.added) {
    const place = log.roster.get(device)
    if (place !== undefined && place.until === undefined && !removed.has(device)) {
      return refused('roster_mismatch', 'A device that is added is part of the conversation already.')
    }
    if (log.kind === 'direct' && !log.members.has(account)) {
      return refused('forbidden', 'Nobody else can join a conversation of two.')
    }
  }
  return undefined
}

function changeOf(
  log: Log,
  { by, upload }: CommitRequest,
  admitted: NonNullable<LogChange['members']>,
  context: RuleContext,
): LogChange {
  const added = new Set(upload.added.map((one) => one.device))
  const ends = upload.removed.filter((device) => !added.has(device) && log.roster.has(device))
  return {
    epoch: log.epoch + 1,
    ...countedAsUnanswered(log, by),
    ...acceptance(log, by),
    members: [
      ...(acceptance(log, by)?.members ?? []),
      ...admitted,
      ...gone(log, upload, context).map((account) => [account, remains(log, account)] as const),
    ],
    joins: upload.added,
    ends,
  }
}

/** Accounts of which no device is left once the removed ones are gone. */
function gone(log: Log, upload: CommitUpload, { people }: RuleContext): AccountName[] {
  const removed = new Set(upload.removed)
  const touched = new Set<AccountName>()
  for (const device of upload.removed) {
    const account = log.roster.get(device)?.account ?? people.accountOf(device)
    if (account !== undefined) touched.add(account)
  }
  for (const { account } of upload.added) touched.delete(account)
  for (const [device, place] of log.roster) {
    if (place.until === undefined && !removed.has(device)) touched.delete(place.account)
  }
  return [...touched].filter((account) => log.members.has(account))
}

/**
 * The two people of a direct conversation stay its people, whatever they do (C-2, C-8). Of somebody who has not
 * answered it is remembered how much they were given (C-6).
 */
function remains(log: Log, account: AccountName): Member | undefined {
  const own = log.members.get(account)
  const hasNotAnswered = own?.pausesAt !== undefined
  return log.kind === 'direct' || hasNotAnswered
    ? { ...own, state: 'left', invitedBy: own?.invitedBy }
    : undefined
}
