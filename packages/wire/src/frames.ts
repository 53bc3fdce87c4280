// The gateway's frames: each one WebSocket binary message holding one deterministic CBOR array whose
// first element names the kind. Client kinds are below 64, server kinds from 64 (spec/PROTOCOL.md §G).
// Numbers are unsigned integers; times are milliseconds since 1970; `ref` is the client's own number
// for a request, answered exactly once by `accepted` or `refused`.

import { type Cbor, encodeCbor } from './cbor.ts'
import { decodeCbor } from './cbor-decode.ts'
import { type ErrorCode, type Malformed, malformed, ok, parseErrorCode, type Result } from './errors.ts'
import { Fields, Unfit } from './frame-fields.ts'
import {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  type DeviceId,
  deviceIdFromBytes,
  type EnvelopeId,
  envelopeIdFromBytes,
  idBytes,
  parseAccountName,
} from './ids.ts'
import { limits } from './limits.ts'
import { type Notice, notices } from './notice.ts'

export const protocolVersion = 1

/** What an entry of a conversation's log is. */
export type EntryKind = 'message' | 'commit' | 'welcome' | 'left' | 'rejoin' | 'gap'
const entryKinds: readonly EntryKind[] = ['message', 'commit', 'welcome', 'left', 'rejoin', 'gap']

/**
 * One entry of a conversation's log as a device receives it.
 * `bytes` is: message, commit: the envelope (empty when this device sent it itself); welcome: the MLS
 * Welcome that adds this device, in the place of the commit that carries it; left: the account's name
 * as UTF-8; rejoin: the signed rejoin request; gap: empty, and `seq` is the last one missing.
 */
export type Entry = {
  readonly conversation: ConversationId
  readonly seq: number
  readonly at: number
  readonly kind: EntryKind
  readonly id: EnvelopeId
  readonly bytes: Uint8Array
  /** Absent for what the server wrote itself (`left`, `gap`), and where it does not know any more (D-15). */
  readonly uploader?: Uploader | undefined
}

/** The device that brought an entry to the log, by the server's word: authorship is what is sealed inside. */
export type Uploader = { readonly account: AccountName; readonly device: DeviceId }

export type RosterChange = {
  /** Every device the commit adds, with the account it belongs to. */
  readonly added: readonly { readonly account: AccountName; readonly device: DeviceId }[]
  readonly removed: readonly DeviceId[]
}

/** A commit on its way to the log, with what the server needs to route what follows it. */
export type CommitUpload = RosterChange & {
  readonly conversation: ConversationId
  readonly commit: Uint8Array
  /** One MLS Welcome for all added devices; empty when none is added. */
  readonly welcome: Uint8Array
}

export type PresenceStatus = 'online' | 'away' | 'offline'
const presenceStatuses: readonly PresenceStatus[] = ['online', 'away', 'offline']

export type Presence = {
  readonly account: AccountName
  readonly status: PresenceStatus
  /** When the account was last connected; 0 while it is, or when it never was. */
  readonly lastSeen: number
}

export type ConversationKind = 'direct' | 'group'

export type ClientFrame =
  | { readonly kind: 'hello'; readonly version: number; readonly token: string }
  | {
      readonly kind: 'send'
      readonly ref: number
      readonly conversation: ConversationId
      readonly envelope: Uint8Array
    }
  | ({ readonly kind: 'commit'; readonly ref: number } & CommitUpload)
  | ({ readonly kind: 'create'; readonly ref: number; readonly as: ConversationKind } & CommitUpload)
  | {
      readonly kind: 'ack'
      readonly upTo: readonly { readonly conversation: ConversationId; readonly seq: number }[]
    }
  | { readonly kind: 'watch'; readonly ref: number; readonly accounts: readonly AccountName[] }
  | { readonly kind: 'status'; readonly status: 'online' | 'away' }
  | { readonly kind: 'ping'; readonly nonce: number }

export type ServerFrame =
  | { readonly kind: 'welcome'; readonly version: number; readonly device: DeviceId; readonly now: number }
  /** `seq` and `at` are those of the entry that the request wrote, 0 for a request that wrote none. */
  | { readonly kind: 'accepted'; readonly ref: number; readonly seq: number; readonly at: number }
  | {
      readonly kind: 'refused'
      readonly ref: number
      readonly code: ErrorCode
      readonly message: string
      readonly retryAfter: number
    }
  | { readonly kind: 'deliver'; readonly entries: readonly Entry[] }
  | { readonly kind: 'presence'; readonly changes: readonly Presence[] }
  | { readonly kind: 'notice'; readonly notice: Notice; readonly subject: string }
  | { readonly kind: 'pong'; readonly nonce: number }
  | { readonly kind: 'bye'; readonly code: ErrorCode; readonly message: string }

const C = { hello: 1, send: 2, commit: 3, create: 4, ack: 5, watch: 6, status: 7, ping: 8 } as const
const S = {
  welcome: 64,
  accepted: 65,
  refused: 66,
  deliver: 67,
  presence: 68,
  notice: 69,
  pong: 70,
  bye: 71,
} as const

export function encodeClientFrame(frame: ClientFrame): Uint8Array {
  switch (frame.kind) {
    case 'hello':
      return encodeCbor([C.hello, frame.version, frame.token])
    case 'send':
      return encodeCbor([C.send, frame.ref, idBytes(frame.conversation), frame.envelope])
    case 'commit':
      return encodeCbor([C.commit, frame.ref, ...commitFields(frame)])
    case 'create':
      return encodeCbor([C.create, frame.ref, frame.as === 'direct' ? 0 : 1, ...commitFields(frame)])
    case 'ack':
      return encodeCbor([C.ack, frame.upTo.map((one) => [idBytes(one.conversation), one.seq])])
    case 'watch':
      return encodeCbor([C.watch, frame.ref, [...frame.accounts]])
    case 'status':
      return encodeCbor([C.status, presenceStatuses.indexOf(frame.status)])
    case 'ping':
      return encodeCbor([C.ping, frame.nonce])
  }
}

export function encodeServerFrame(frame: ServerFrame): Uint8Array {
  switch (frame.kind) {
    case 'welcome':
      return encodeCbor([S.welcome, frame.version, idBytes(frame.device), frame.now])
    case 'accepted':
      return encodeCbor([S.accepted, frame.ref, frame.seq, frame.at])
    case 'refused':
      return encodeCbor([S.refused, frame.ref, frame.code, frame.message, frame.retryAfter])
    case 'deliver':
      return encodeCbor([S.deliver, frame.entries.map(entryFields)])
    case 'presence':
      return encodeCbor([
        S.presence,
        frame.changes.map((one) => [one.account, presenceStatuses.indexOf(one.status), one.lastSeen]),
      ])
    case 'notice':
      return encodeCbor([S.notice, notices.indexOf(frame.notice), frame.subject])
    case 'pong':
      return encodeCbor([S.pong, frame.nonce])
    case 'bye':
      return encodeCbor([S.bye, frame.code, frame.message])
  }
}

function commitFields(upload: CommitUpload): Cbor[] {
  return [
    idBytes(upload.conversation),
    upload.commit,
    upload.welcome,
    upload.added.map((one) => [one.account, idBytes(one.device)]),
    upload.removed.map(idBytes),
  ]
}

function entryFields(entry: Entry): Cbor[] {
  return [
    idBytes(entry.conversation),
    entry.seq,
    entry.at,
    entryKinds.indexOf(entry.kind),
    idBytes(entry.id),
    entry.bytes,
    entry.uploader === undefined ? [] : [entry.uploader.account, idBytes(entry.uploader.device)],
  ]
}

/** Refuses a frame over `limits.frameBytes`, of an unknown kind, or with a field of the wrong form. */
export function decodeClientFrame(bytes: Uint8Array): Result<ClientFrame, Malformed> {
  return decodeFrame(bytes, readClientFrame)
}

/** As `decodeClientFrame`, for the other direction. */
export function decodeServerFrame(bytes: Uint8Array): Result<ServerFrame, Malformed> {
  return decodeFrame(bytes, readServerFrame)
}

function decodeFrame<T>(bytes: Uint8Array, read: (fields: Fields) => T): Result<T, Malformed> {
  if (bytes.length > limits.frameBytes) return malformed('frame over the size limit')
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) return decoded
  try {
    const fields = new Fields(decoded.value)
    const frame = read(fields)
    fields.end()
    return ok(frame)
  } catch (error) {
    if (error instanceof Unfit) return malformed(error.message)
    throw error
  }
}

function readClientFrame(f: Fields): ClientFrame {
  switch (f.uint()) {
    case C.hello:
      return { kind: 'hello', version: f.uint(), token: f.text(4096) }
    case C.send:
      return {
        kind: 'send',
        ref: f.uint(),
        conversation: f.id(conversationIdFromBytes),
        envelope: f.bytes(limits.messageBytes),
      }
    case C.commit:
      return { kind: 'commit', ref: f.uint(), ...readCommit(f) }
    case C.create:
      return { kind: 'create', ref: f.uint(), as: f.one(['direct', 'group'] as const), ...readCommit(f) }
    case C.ack:
      return {
        kind: 'ack',
        upTo: f.list(limits.conversationsPerAccount, (one) => ({
          conversation: one.id(conversationIdFromBytes),
          seq: one.uint(),
        })),
      }
    case C.watch:
      return {
        kind: 'watch',
        ref: f.uint(),
        accounts: f.values(limits.watchedAccounts, (value) => parseAccountName(value)),
      }
    case C.status:
      return { kind: 'status', status: f.one(['online', 'away'] as const) }
    case C.ping:
      return { kind: 'ping', nonce: f.uint() }
    default:
      throw new Unfit('frame kind')
  }
}

function readCommit(f: Fields): CommitUpload {
  return {
    conversation: f.id(conversationIdFromBytes),
    commit: f.bytes(limits.commitBytes),
    welcome: f.bytes(limits.commitBytes),
    added: f.list(limits.membersPerConversation, (one) => ({
      account: one.account(),
      device: one.id(deviceIdFromBytes),
    })),
    removed: f.values(limits.membersPerConversation, (value) =>
      value instanceof Uint8Array ? deviceIdFromBytes(value) : undefined,
    ),
  }
}

function readServerFrame(f: Fields): ServerFrame {
  switch (f.uint()) {
    case S.welcome:
      return { kind: 'welcome', version: f.uint(), device: f.id(deviceIdFromBytes), now: f.uint() }
    case S.accepted:
      return { kind: 'accepted', ref: f.uint(), seq: f.uint(), at: f.uint() }
    case S.refused:
      return {
        kind: 'refused',
        ref: f.uint(),
        code: parseErrorCode(f.text(64)),
        message: f.text(1024),
        retryAfter: f.uint(),
      }
    case S.deliver:
      return { kind: 'deliver', entries: f.list(limits.entriesInFlight, readEntry) }
    case S.presence:
      return {
        kind: 'presence',
        changes: f.list(limits.watchedAccounts, (one) => ({
          account: one.account(),
          status: one.one(presenceStatuses),
          lastSeen: one.uint(),
        })),
      }
    case S.notice:
      return { kind: 'notice', notice: f.one(notices), subject: f.text(64) }
    case S.pong:
      return { kind: 'pong', nonce: f.uint() }
    case S.bye:
      return { kind: 'bye', code: parseErrorCode(f.text(64)), message: f.text(1024) }
    default:
      throw new Unfit('frame kind')
  }
}

function readEntry(f: Fields): Entry {
  const entry = {
    conversation: f.id(conversationIdFromBytes),
    seq: f.uint(),
    at: f.uint(),
    kind: f.one(entryKinds),
    id: f.id(envelopeIdFromBytes),
    bytes: f.bytes(limits.commitBytes),
  }
  const uploader = f.array((one) =>
    one.isEmpty ? undefined : { account: one.account(), device: one.id(deviceIdFromBytes) },
  )
  return uploader === undefined ? entry : { ...entry, uploader }
}
