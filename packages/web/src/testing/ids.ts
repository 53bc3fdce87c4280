// Well-formed ids that are the same in every run.

import {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  type DeviceId,
  deviceIdFromBytes,
  type MessageId,
  messageIdFromBytes,
  parseAccountName,
} from '@sotto/wire'

export function account(name: string): AccountName {
  return known(parseAccountName(name))
}

export function conversationId(number: number): ConversationId {
  return known(conversationIdFromBytes(bytes(16, number)))
}

export function messageId(number: number): MessageId {
  return known(messageIdFromBytes(bytes(32, number)))
}

export function deviceId(number: number): DeviceId {
  return known(deviceIdFromBytes(bytes(16, number)))
}

function bytes(length: number, number: number): Uint8Array {
  const made = new Uint8Array(length)
  new DataView(made.buffer).setUint32(0, number)
  return made
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('not a well-formed id')
  return value
}
