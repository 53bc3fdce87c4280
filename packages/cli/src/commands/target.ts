// Turns what a person writes for a conversation into its id.

import type { ConversationSummary, Engine } from '@sotto/client'
import {
  type AccountName,
  type ConversationId,
  type DeviceId,
  type MessageId,
  parseAccountName,
  parseConversationId,
  parseDeviceId,
  parseMessageId,
} from '@sotto/wire'
import { ask, until } from '../device.ts'
import { ExpectedFailure } from '../errors.ts'

/** For sending: an account's direct conversation is begun when there is none. Throws ExpectedFailure. */
export async function targetOf(engine: Engine, text: string): Promise<ConversationId> {
  const conversation = parseConversationId(text)
  if (conversation !== undefined) return conversation
  return (await ask(engine, 'openDirect', { account: accountOf(text) })).conversation
}

/** For reading: one of the conversations there are. Throws ExpectedFailure. */
export async function existing(engine: Engine, text: string): Promise<ConversationSummary> {
  const account = parseConversationId(text) === undefined ? accountOf(text) : undefined
  const all = await conversationsOf(engine)
  const found = all.find((one) =>
    account === undefined ? one.conversation === text : one.kind === 'direct' && one.name === account,
  )
  if (found !== undefined) return found
  throw new ExpectedFailure({
    code: 'unknown_conversation',
    message: `There is no conversation ${account === undefined ? text : `with ${account}`} on this device.`,
  })
}

/** Of the words CONVERSATION and MESSAGE. Throws ExpectedFailure. */
export async function messageTarget(
  engine: Engine,
  words: readonly string[],
): Promise<{ readonly conversation: ConversationId; readonly id: MessageId }> {
  const { conversation } = await existing(engine, words[0] ?? '')
  const id = parseMessageId(words[1])
  if (id !== undefined) return { conversation, id }
  throw new ExpectedFailure({
    code: 'message_not_found',
    message: `"${words[1]}" is no message id; sotto history --json tells them.`,
  })
}

export function conversationsOf(engine: Engine): Promise<readonly ConversationSummary[]> {
  return until(engine, 'conversations', undefined, (snapshot) => snapshot)
}

/** Throws ExpectedFailure for a text that can't be an account's name. */
export function accountOf(text: string): AccountName {
  const account = parseAccountName(text)
  if (account !== undefined) return account
  throw new ExpectedFailure({
    code: 'bad_name',
    message: `"${text}" is no account name; these are 1 to 31 of a-z, 0-9, "." and "-".`,
  })
}

/** Throws ExpectedFailure for a text that can't be a conversation's id. */
export function conversationOf(text: string): ConversationId {
  const conversation = parseConversationId(text)
  if (conversation !== undefined) return conversation
  throw new ExpectedFailure({
    code: 'unknown_conversation',
    message: `"${text}" is no conversation id; sotto conversations lists them.`,
  })
}

/** Throws ExpectedFailure for a text that can't be a device's id. */
export function deviceOf(text: string): DeviceId {
  const device = parseDeviceId(text)
  if (device !== undefined) return device
  throw new ExpectedFailure({
    code: 'unknown_device',
    message: `"${text}" is no device id; sotto devices lists them.`,
  })
}
