// Leaving, accepting, declining and asking to be added again (C-5, C-6, C-8).

import { randomBytes } from 'node:crypto'
import type { AccountName } from '@sotto/wire'
import { type DeviceId, envelopeIdFromBytes } from '@sotto/wire'
import type { Amendment, Decision, Facts, Log } from '../../store/delivery-store.ts'
import { knownEntry, notMember, placeOf, type Requester, refused } from './request.ts'
import { acceptance } from './send.ts'

/** The account's devices go off the roster; the entry tells the others who commit the removal. */
export function decideLeave({ log }: Facts, by: Requester, notice: number): Decision {
  const place = placeOf(log, by)
  if (log === undefined || place === undefined) return notMember
  if (notice > log.lastSeq) return refused('bad_request', 'The word of leaving is not in the conversation.')
  // a request that was overtaken would leave a member in the tree to whom nothing is delivered, or a newcomer
  // who knows of the leaving by the server's word alone
  for (const { joined, until } of log.roster.values()) {
    if (until === undefined && notice < joined) {
      return refused('stale_epoch', 'Somebody was added since. Say it again.')
    }
  }
  const own = log.members.get(by.account)
  return {
    do: 'append',
    entry: { kind: 'left', id: randomEntryId(), bytes: Buffer.from(by.account), sender: undefined },
    change: {
      members: [[by.account, { state: 'left', invitedBy: own?.invitedBy }]],
      ends: devicesOf(log, by.account),
    },
  }
}

export function decideAccept(log: Log | undefined, by: Requester): Amendment {
  if (log === undefined || placeOf(log, by) === undefined) return notMember
  const change = acceptance(log, by)
  return change === undefined ? { do: 'nothing' } : { do: 'change', change }
}

/** A declined request ends without a word to the one who asked. */
export function decideDecline(log: Log | undefined, by: Requester): Amendment {
  const own = log?.members.get(by.account)
  if (log === undefined || own === undefined || placeOf(log, by) === undefined) return notMember
  if (own.state !== 'request') {
    return { do: 'refuse', refusal: { code: 'not_found', message: 'There is no open request here.' } }
  }
  return {
    do: 'change',
    change: {
      members: [[by.account, { state: 'left', invitedBy: own.invitedBy }]],
      drops: devicesOf(log, by.account),
    },
  }
}

export function decideRejoin(facts: Facts, by: Requester, request: Decision & { do: 'append' }): Decision {
  return placeOf(facts.log, by) === undefined ? notMember : (knownEntry(facts, by) ?? request)
}

function devicesOf(log: Log, account: AccountName): DeviceId[] {
  return [...log.roster]
    .filter(([, place]) => place.account === account && place.until === undefined)
    .map(([device]) => device)
}

/** An id for an entry that the server writes itself. */
export function randomEntryId() {
  const id = envelopeIdFromBytes(randomBytes(16))
  if (id === undefined) throw new Error('16 bytes are an id')
  return id
}
