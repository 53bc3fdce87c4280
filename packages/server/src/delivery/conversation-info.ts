// What the REST interface says of a conversation: who takes part, never what it is called.

import type { AccountName, Schemas } from '@sotto/wire'
import { type Log, pauseOf } from '../store/delivery-store.ts'
import type { Requester } from './rules/request.ts'

type Info = Schemas['ConversationInfo']
type Summary = Schemas['Conversations']['conversations'][number]

/** As a device that takes part in it sees it. */
export function describeConversation(log: Log, { account, device }: Requester): Info {
  const acknowledged = log.roster.get(device)?.cursor ?? 0
  return { ...summarise(log, account), acknowledged, members: membersOf(log) }
}

export function summarise(log: Log, account: AccountName): Summary {
  const { conversation, kind, epoch } = log
  const lastSeq = Math.min(log.lastSeq, pauseOf(log, account) ?? log.lastSeq)
  return { conversation, kind, epoch, lastSeq, state: stateOf(log, account) }
}

function stateOf(log: Log, account: AccountName): Info['state'] {
  return log.members.get(account)?.state === 'request' ? 'request' : 'active'
}

function membersOf(log: Log): Info['members'] {
  const devices = new Map<AccountName, string[]>()
  for (const [device, { account, until }] of log.roster) {
    if (until === undefined) devices.set(account, [...(devices.get(account) ?? []), device])
  }
  return [...log.members].map(([account, { state }]) => ({
    account,
    state,
    devices: devices.get(account) ?? [],
  }))
}
