// Whom a commit or a create may bring into a conversation, and what that makes of its members
// (C-3, C-4, C-6, C-7).

import type { AccountName, CommitUpload, Result } from '@sotto/wire'
import { err, ok } from '@sotto/wire'
import type { Decision, Facts, Log, LogChange, Member } from '../../store/delivery-store.ts'
import { notAccepting, type Requester, type RuleContext, refused, takesPart } from './request.ts'

type Refused = Decision & { readonly do: 'refuse' }

/** The roster as it was told must fit: real devices, each once, none that is here already. */
export function checkUpload(
  upload: CommitUpload,
  by: Requester,
  { people, limits }: RuleContext,
): Refused | undefined {
  if (upload.commit.length + upload.welcome.length > limits.commitBytes) {
    return refused('too_large', 'This change is larger than the server takes.')
  }
  if (upload.added.length > 0 !== upload.welcome.length > 0) {
    return refused('bad_request', 'A welcome belongs to added devices, and to nothing else.')
  }
  const added = new Set(upload.added.map((one) => one.device))
  const isSound =
    added.size === upload.added.length &&
    !added.has(by.device) &&
    !upload.removed.includes(by.device) &&
    upload.added.every((one) => people.accountOf(one.device) === one.account)
  return isSound
    ? undefined
    : refused('roster_mismatch', 'The devices named are not the devices of these people.')
}

/** `seq`: the place that the entry will have. */
type Admission = { readonly by: Requester; readonly upload: CommitUpload; readonly seq: number }

/** The member rows of accounts that come in, or why one may not. */
export function admit(
  facts: Facts,
  { by, upload, seq }: Admission,
  { people, limits }: RuleContext,
): Result<readonly (readonly [AccountName, Member])[], Refused> {
  const newcomers = newcomersOf(facts.log, upload, by)
  const asked = facts.log?.kind === 'direct' ? upload.added.map((one) => one.account) : newcomers
  if (asked.some((account) => people.hasBlocked(account, by.account))) return err(notAccepting)
  if (newcomers.some((account) => facts.fullAccounts.has(account))) {
    return err(refused('too_many', 'Somebody takes part in too many conversations.'))
  }
  // who was taken out before answering and is asked again gets no second helping
  const pauseFor = (account: AccountName) =>
    facts.log?.members.get(account)?.pausesAt ?? seq + limits.messagesBeforeAccept
  const members = newcomers.map((account): readonly [AccountName, Member] => [
    account,
    facts.acquainted.has(account)
      ? { state: 'active', invitedBy: by.account }
      : { state: 'request', invitedBy: by.account, pausesAt: pauseFor(account) },
  ])
  const requests = members.filter(([, member]) => member.state === 'request').length
  if (requests > 0 && facts.openRequests + requests > limits.openMessageRequests) {
    return err(refused('too_many', 'Too many of your message requests are unanswered.'))
  }
  return ok(members)
}

/** Accounts that the upload brings in and that do not take part yet, but the own one. */
export function newcomersOf(log: Log | undefined, upload: CommitUpload, by: Requester): AccountName[] {
  const accounts = new Set(upload.added.map((one) => one.account))
  return [...accounts].filter(
    (account) => account !== by.account && (log === undefined || !takesPart(log, account)),
  )
}

/** Devices on the roster once the change is made. */
export function rosterSize(log: Log | undefined, change: LogChange): number {
  const devices = new Set<string>()
  for (const [device, place] of log?.roster ?? []) if (place.until === undefined) devices.add(device)
  for (const device of change.ends ?? []) devices.delete(device)
  for (const { device } of change.joins ?? []) devices.add(device)
  return devices.size
}
