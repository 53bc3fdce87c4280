// What every rule of delivery is told about a request, and the refusals that several rules share. A rule
// is a pure function from what the store knows to what the store shall do.

import type { AccountName, DeviceId, Refusal } from '@sotto/wire'
import type { Limits } from '../../limits.ts'
import type { Decision, Facts, Log, RosterDevice } from '../../store/delivery-store.ts'

/** Who asks. */
export type Requester = { readonly account: AccountName; readonly device: DeviceId }

/** What rules may ask about accounts; see `AccountGate`. */
export type People = {
  hasBlocked(account: AccountName, other: AccountName): boolean
  accountOf(device: DeviceId): AccountName | undefined
}

export type RuleContext = { readonly people: People; readonly limits: Limits }

export function refused(code: Refusal['code'], message: string): Decision & { readonly do: 'refuse' } {
  return { do: 'refuse', refusal: { code, message } }
}

// One answer for a conversation that is not there and for one that the device is not in (C-4).
export const notMember = refused('not_member', 'This device is not part of the conversation.')
export const notAccepting = refused('not_accepting', 'This person does not accept messages from you.')

/** The device's place, if it is on the roster now. */
export function placeOf(log: Log | undefined, by: Requester): RosterDevice | undefined {
  const place = log?.roster.get(by.device)
  return place?.until === undefined && place?.account === by.account ? place : undefined
}

/** The answer to a request whose entry the log already has from this device (D-3). */
export function knownEntry(facts: Facts, by: Requester): Decision | undefined {
  const { known } = facts
  return known?.sender === by.device ? { do: 'known', seq: known.seq, at: known.at } : undefined
}

/** The place that the next entry has. */
export function nextSeq({ log }: Facts): number {
  return (log?.lastSeq ?? 0) + 1
}

/** An account on a conversation's side: it takes part, or has been asked to. */
export function takesPart(log: Log, account: AccountName): boolean {
  const state = log.members.get(account)?.state
  return state === 'active' || state === 'request'
}
