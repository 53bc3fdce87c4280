// The names by which things are known on the wire. Each is a branded string that only the parser
// here makes, and (but for account names) 16 or 32 bytes underneath. An id always holds an
// underscore and an account name never does, so that the two can't be taken for each other.

import { base64urlToBytes, bytesToBase64url, isBase64url } from './base64url.ts'

declare const brand: unique symbol
type Branded<B extends string> = string & { readonly [brand]: B }

/** `a-z 0-9 . -`, 1 to 31 characters, begins and ends with a letter or digit (rule ID-1). */
export type AccountName = Branded<'AccountName'>
/** `d_` and 22 characters: the first 16 bytes of SHA-256 over the device's signature public key (rule ID-2). */
export type DeviceId = Branded<'DeviceId'>
/** `c_` and 22 characters: 16 bytes, random for a group, derived from the pair of names for a direct conversation (rule ID-3). */
export type ConversationId = Branded<'ConversationId'>
/** `e_` and 22 characters: the first 16 bytes of SHA-256 over the envelope's bytes (rule ID-4). */
export type EnvelopeId = Branded<'EnvelopeId'>
/** `m_` and 43 characters: the 32-byte message id of MIMI content (rule ID-5). */
export type MessageId = Branded<'MessageId'>

const accountName = /^[a-z0-9](?:[a-z0-9.-]{0,29}[a-z0-9])?$/

export function parseAccountName(value: unknown): AccountName | undefined {
  return typeof value === 'string' && accountName.test(value) ? (value as AccountName) : undefined
}

type IdKind = { readonly prefix: string; readonly length: number }
const device: IdKind = { prefix: 'd_', length: 16 }
const conversation: IdKind = { prefix: 'c_', length: 16 }
const envelope: IdKind = { prefix: 'e_', length: 16 }
const message: IdKind = { prefix: 'm_', length: 32 }

export const parseDeviceId = (value: unknown): DeviceId | undefined =>
  parseId(device, value) as DeviceId | undefined
export const parseConversationId = (value: unknown): ConversationId | undefined =>
  parseId(conversation, value) as ConversationId | undefined
export const parseEnvelopeId = (value: unknown): EnvelopeId | undefined =>
  parseId(envelope, value) as EnvelopeId | undefined
export const parseMessageId = (value: unknown): MessageId | undefined =>
  parseId(message, value) as MessageId | undefined

export const deviceIdFromBytes = (bytes: Uint8Array): DeviceId | undefined =>
  fromBytes(device, bytes) as DeviceId | undefined
export const conversationIdFromBytes = (bytes: Uint8Array): ConversationId | undefined =>
  fromBytes(conversation, bytes) as ConversationId | undefined
export const envelopeIdFromBytes = (bytes: Uint8Array): EnvelopeId | undefined =>
  fromBytes(envelope, bytes) as EnvelopeId | undefined
export const messageIdFromBytes = (bytes: Uint8Array): MessageId | undefined =>
  fromBytes(message, bytes) as MessageId | undefined

/** The bytes of any id but an account name. */
export function idBytes(id: DeviceId | ConversationId | EnvelopeId | MessageId): Uint8Array {
  const bytes = base64urlToBytes(id.slice(2))
  if (bytes === undefined) throw new TypeError('an id that no parser made')
  return bytes
}

function parseId(kind: IdKind, value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith(kind.prefix)) return undefined
  return isBase64url(value, kind.prefix.length, kind.length) ? value : undefined
}

function fromBytes(kind: IdKind, bytes: Uint8Array): string | undefined {
  return bytes.length === kind.length ? kind.prefix + bytesToBase64url(bytes) : undefined
}
