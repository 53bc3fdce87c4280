// When an application message is taken into the log (D-3, D-4, C-4, C-6, C-7).

import type { Decision, Facts, Log, LogChange } from '../../store/delivery-store.ts'
import type { Envelope } from '../framing.ts'
import {
  knownEntry,
  notAccepting,
  notMember,
  placeOf,
  type Requester,
  type RuleContext,
  refused,
} from './request.ts'

export function decideSend(facts: Facts, by: Requester, envelope: Envelope, context: RuleContext): Decision {
  const { log } = facts
  const decision = decideLastWord(facts, by, envelope, context)
  const isNew = log !== undefined && decision.do === 'append'
  return isNew && log.unanswered >= context.limits.messagesBeforeAccept && awaitsAnswer(log, by)
    ? refused('request_pending', 'Your message request has not been answered yet.')
    : decision
}

/** The word of who goes in the same moment: however much they have written unanswered, nothing follows it (C-6). */
export function decideLastWord(
  facts: Facts,
  by: Requester,
  envelope: Envelope,
  context: RuleContext,
): Decision {
  const { log } = facts
  if (log === undefined || placeOf(log, by) === undefined) return notMember
  return (
    knownEntry(facts, by) ??
    wrongEpoch(log, envelope, context.limits.epochLag) ??
    unwelcome(log, by, context) ??
    taken(log, by, envelope)
  )
}

function wrongEpoch(log: Log, envelope: Envelope, lag: number): Decision | undefined {
  const { generation, epoch } = envelope
  if (generation > log.generation || (generation === log.generation && epoch > log.epoch)) {
    return refused('epoch_conflict', 'This message is ahead of its conversation.')
  }
  if (generation < log.generation || epoch < log.epoch - lag) {
    return refused('stale_epoch', 'The conversation has moved on. Seal the message again.')
  }
  return undefined
}

function unwelcome(log: Log, by: Requester, { people }: RuleContext): Decision | undefined {
  if (log.kind !== 'direct') return undefined
  const others = [...log.members.keys()].filter((account) => account !== by.account)
  return others.some((account) => people.hasBlocked(account, by.account)) ? notAccepting : undefined
}

function taken(log: Log, by: Requester, { id, bytes }: Envelope): Decision {
  const entry = { kind: 'message', id, bytes, sender: by.device } as const
  const change = acceptance(log, by) ?? countedAsUnanswered(log, by)
  return change === undefined ? { do: 'append', entry } : { do: 'append', entry, change }
}

/** What changes when an account that was asked takes part (C-6); undefined when it already does. */
export function acceptance(log: Log, by: Requester): LogChange | undefined {
  const own = log.members.get(by.account)
  if (own?.state !== 'request') return undefined
  return { members: [[by.account, { state: 'active', invitedBy: own.invitedBy }]], unanswered: 0 }
}

/** An entry that nobody has asked for counts, whatever it is (C-6). */
export function countedAsUnanswered(log: Log, by: Requester): LogChange | undefined {
  return awaitsAnswer(log, by) ? { unanswered: log.unanswered + 1 } : undefined
}

// A group in which one other has accepted goes on: a single unanswered request does not silence it. Whoever
// has not answered is given no more than the limit in any case (`pausesAt`).
function awaitsAnswer(log: Log, by: Requester): boolean {
  if (log.requests === 0) return false
  let asked = false
  for (const [account, { state }] of log.members) {
    if (account === by.account) continue
    if (state === 'active') return false
    asked ||= state === 'request'
  }
  return asked
}
