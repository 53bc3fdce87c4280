// group create, add, remove, history, leave.

import type { Engine, Failure, HistoryPolicy } from '@sotto/client'
import type { AccountName, ConversationId } from '@sotto/wire'
import { policyText } from '../chat/happening-text.ts'
import { ask, catchUp, until, withDevice } from '../device.ts'
import { ExpectedFailure, UsageError } from '../errors.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import type { Call, Run } from './command.ts'
import { accountOf, conversationOf } from './target.ts'

type Group = {
  readonly conversation: ConversationId
  readonly name: string
  readonly members: readonly AccountName[]
}

export const group: Run = (call) => {
  const [action, first = '', ...rest] = call.words
  switch (action) {
    case 'create':
      return create(call, first, membersIn(rest))
    case 'add':
      return change(call, 'addMembers', { conversation: conversationOf(first), members: membersIn(rest) })
    case 'remove':
      return change(call, 'removeMembers', { conversation: conversationOf(first), members: membersIn(rest) })
    case 'history':
      if (rest.length > 1)
        throw new UsageError('Newcomers see none, all, or what was written from a day on.', 'group')
      return history(call, conversationOf(first), rest[0])
    case 'leave':
      if (rest.length > 0) throw new UsageError('One leaves one group at a time.', 'group')
      return leave(call, conversationOf(first))
    default:
      throw new UsageError(`sotto group has no "${action}".`, 'group')
  }
}

function create(call: Call, name: string, members: readonly AccountName[]): Promise<void> {
  const text = call.options.history
  const chosen: HistoryPolicy = typeof text === 'string' ? policyOf(text) : { kind: 'none' }
  return withDevice(call, async (engine) => {
    const made = await ask(engine, 'createGroup', { name, members, history: chosen })
    show(call, { conversation: made.conversation, name: made.name, members: made.members })
  })
}

type Change = { readonly conversation: ConversationId; readonly members: readonly AccountName[] }

function change(call: Call, command: 'addMembers' | 'removeMembers', params: Change): Promise<void> {
  return withDevice(call, async (engine) => {
    await catchUp(engine)
    await ask(engine, command, params)
    show(call, await groupOf(engine, params, command === 'addMembers'))
  })
}

/** The group once the change is in it. */
async function groupOf(engine: Engine, change: Change, present: boolean): Promise<Group> {
  const { conversation } = change
  return until(engine, 'conversation', { conversation }, (details) => {
    const done = details !== null && change.members.every((one) => details.members.includes(one) === present)
    return done ? { conversation, name: details.name, members: details.members } : undefined
  })
}

/** Shows what newcomers see, or changes it. */
function history(call: Call, conversation: ConversationId, text: string | undefined): Promise<void> {
  const wanted = text === undefined ? undefined : policyOf(text)
  return withDevice(call, async (engine) => {
    await catchUp(engine)
    if (wanted !== undefined) await ask(engine, 'setHistory', { conversation, history: wanted })
    const found = await until(engine, 'conversation', { conversation }, (details) => ({ details }))
    if (found.details === null) throw new ExpectedFailure(unknown(conversation))
    const shown = wanted ?? found.details.history
    call.output.result({ conversation, history: jsonOf(shown) }, () => `Newcomers see ${policyText(shown)}.`)
  })
}

function unknown(conversation: ConversationId): Failure {
  return { code: 'unknown_conversation', message: `There is no conversation ${conversation} on this device.` }
}

/** As it is written in a command: `none`, `all`, or a day. */
function policyOf(text: string): HistoryPolicy {
  if (text === 'none' || text === 'all') return { kind: text }
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00`).getTime() : Number.NaN
  if (Number.isFinite(at) && at >= 0) return { kind: 'from', at }
  throw new UsageError('What newcomers see is none, all, or a day such as 2026-05-01.', 'group')
}

function jsonOf(policy: HistoryPolicy): string | { readonly from: number } {
  return policy.kind === 'from' ? { from: policy.at } : policy.kind
}

function leave(call: Call, conversation: ConversationId): Promise<void> {
  return withDevice(call, async (engine) => {
    await catchUp(engine)
    await ask(engine, 'leaveGroup', { conversation })
    call.output.result({ conversation }, () => `Left ${conversation}.`)
  })
}

function show(call: Call, { conversation, name, members }: Group): void {
  call.output.result(
    { conversation, name, members },
    (style) => `${style.bold(harmlessLine(name))}  ${members.join(', ')}\n${style.dim(conversation)}`,
  )
}

function membersIn(words: readonly string[]): AccountName[] {
  if (words.length === 0) throw new UsageError('Name at least one member.', 'group')
  return [...new Set(words)].map(accountOf)
}
