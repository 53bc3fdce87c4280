// How a conversation comes to be, and how a broken one starts its next generation (C-1, C-2, C-8).

import { directConversationId } from '@sotto/crypto/server'
import type { AccountName, CommitUpload, ConversationKind, DeviceId } from '@sotto/wire'
import type { Decision, Facts, Log, LogChange, Member } from '../../store/delivery-store.ts'
import type { Envelope } from '../framing.ts'
import { admit, checkUpload } from './admission.ts'
import { knownEntry, nextSeq, type Requester, type RuleContext, refused, takesPart } from './request.ts'

export type CreateRequest = {
  readonly by: Requester
  readonly as: ConversationKind
  readonly envelope: Envelope
  readonly upload: CommitUpload
}

export function decideCreate(facts: Facts, request: CreateRequest, context: RuleContext): Decision {
  const { by, envelope, upload } = request
  const known = knownEntry(facts, by)
  if (known !== undefined) return known
  const early = badForm(request) ?? checkUpload(upload, by, context) ?? taken(facts.log, request)
  if (early !== undefined) return early
  // Whoever squats on the id of two people has made a group of it: they are not asked as its members.
  const before = isSquatted(facts.log, request) ? undefined : facts.log
  const admitted = admit({ ...facts, log: before }, { by, upload, seq: nextSeq(facts) }, context)
  if (!admitted.ok) return admitted.error
  if (before === undefined && facts.fullAccounts.has(by.account)) {
    return refused('too_many', 'You take part in too many conversations.')
  }
  if (upload.added.length + 1 > context.limits.membersPerConversation) {
    return refused('too_many', 'This conversation would have too many devices.')
  }
  const { id, bytes } = envelope
  const entry = { kind: 'commit', id, bytes, sender: by.device } as const
  return {
    do: 'append',
    entry: upload.added.length > 0 ? { ...entry, welcome: upload.welcome } : entry,
    change: changeOf(facts.log, request, admitted.value),
  }
}

function badForm({ by, as, envelope, upload }: CreateRequest): Decision | undefined {
  if (envelope.epoch !== 0 || upload.removed.length > 0) {
    return refused('bad_request', 'A conversation begins with a first change that removes nobody.')
  }
  if (as === 'group') return undefined
  const accounts = new Set([by.account, ...upload.added.map((one) => one.account)])
  const [one, other = one] = [...accounts]
  const isPair = accounts.size <= 2 && one !== undefined && other !== undefined
  return isPair && directConversationId(one, other) === upload.conversation
    ? undefined
    : refused('bad_request', 'A conversation of two has the id of its two people.')
}

function taken(log: Log | undefined, request: CreateRequest): Decision | undefined {
  const { generation } = request.envelope
  if (log === undefined || isSquatted(log, request)) {
    return log !== undefined || generation === 0
      ? undefined
      : refused('bad_request', 'The first generation of a conversation is 0.')
  }
  return isNextGeneration(log, request)
    ? undefined
    : refused('already_exists', 'This conversation exists already.')
}

/** A direct id, proven by its two names, under which somebody has put a group. */
function isSquatted(log: Log | undefined, { as }: CreateRequest): boolean {
  return as === 'direct' && log?.kind === 'group'
}

function isNextGeneration(log: Log, { by, as, envelope, upload }: CreateRequest): boolean {
  const isMember = as === 'direct' ? log.members.has(by.account) : takesPart(log, by.account)
  return (
    log.kind === as &&
    envelope.generation === log.generation + 1 &&
    isMember &&
    upload.added.every((one) => log.members.has(one.account))
  )
}

function changeOf(
  log: Log | undefined,
  request: CreateRequest,
  admitted: readonly (readonly [AccountName, Member])[],
): LogChange {
  const { by, as, envelope, upload } = request
  const devices = new Set<DeviceId>([by.device, ...upload.added.map((one) => one.device)])
  const accounts = new Set<AccountName>([by.account, ...upload.added.map((one) => one.account)])
  const own: Member = { state: 'active', invitedBy: log?.members.get(by.account)?.invitedBy }
  const absent = [...(log?.members ?? [])].filter(([account]) => !accounts.has(account))
  const ends = [...(log?.roster ?? [])].filter(([device]) => !devices.has(device)).map(([device]) => device)
  return {
    kind: as,
    generation: envelope.generation,
    epoch: 1,
    unanswered: unansweredAfter(log, request),
    members: [...absent.map(([account]) => [account, undefined] as const), [by.account, own], ...admitted],
    joins: [{ account: by.account, device: by.device }, ...upload.added],
    ends,
  }
}

/** Beginning anew answers a request only when it is the one asked who does so (C-6). */
function unansweredAfter(log: Log | undefined, request: CreateRequest): number {
  if (log === undefined || isSquatted(log, request)) return 0
  return log.members.get(request.by.account)?.state === 'request' ? 0 : log.unanswered
}
