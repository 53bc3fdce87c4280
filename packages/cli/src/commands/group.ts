// group create, add, remove, leave.

import type { Engine } from '@sotto/client'
import type { AccountName, ConversationId } from '@sotto/wire'
import { ask, catchUp, until, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
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
    case 'leave':
      if (rest.length > 0) throw new UsageError('One leaves one group at a time.', 'group')
      return leave(call, conversationOf(first))
    default:
      throw new UsageError(`sotto group has no "${action}".`, 'group')
  }
}

function create(call: Call, name: string, members: readonly AccountName[]): Promise<void> {
  return withDevice(call, async (engine) => {
    const made = await ask(engine, 'createGroup', { name, members })
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
