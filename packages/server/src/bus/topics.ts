// Every topic of the bus, with the type of its messages.

import type {
  AccountName,
  ConversationId,
  DeviceId,
  EntryKind,
  EnvelopeId,
  ErrorCode,
  Notice,
  PresenceStatus,
  Uploader,
} from '@sotto/wire'
import type { Topic } from './bus.ts'

/** An entry was committed to a conversation's log. */
export type NewEntry = {
  readonly conversation: ConversationId
  readonly seq: number
  readonly at: number
  readonly kind: EntryKind
  readonly id: EnvelopeId
  readonly bytes: Uint8Array
  /** The device that wrote it; undefined for what the server wrote (`left`). */
  readonly sender: DeviceId | undefined
  readonly uploader: Uploader | undefined
  /** Devices that see the log from this entry on. */
  readonly added: readonly DeviceId[]
  /** Devices for which this entry is the last. */
  readonly removed: readonly DeviceId[]
}

export type DeviceEvent =
  /**
   * The device is now on the roster of this conversation (published before the entry that added it), or is to
   * be given what was held back from it (C-6).
   */
  | { readonly kind: 'joined'; readonly conversation: ConversationId }
  /** A newer connection of the device took its place (G-6). */
  | { readonly kind: 'replaced'; readonly connection: string }

export type AccountEvent = { readonly notice: Notice; readonly subject: string }

export type PresenceEvent = {
  readonly account: AccountName
  readonly status: PresenceStatus
  readonly lastSeen: number
}

/** What the connections of a session that has ended are told. */
export type SessionEnd = Extract<ErrorCode, 'session_revoked' | 'device_removed'>

export const topics = {
  conversation: (id: ConversationId): Topic<NewEntry> => ({ name: 'conversation', of: id }),
  device: (id: DeviceId): Topic<DeviceEvent> => ({ name: 'device', of: id }),
  /** Notices for every connected device of an account. */
  account: (name: AccountName): Topic<AccountEvent> => ({ name: 'account', of: name }),
  presence: (name: AccountName): Topic<PresenceEvent> => ({ name: 'presence', of: name }),
  /** A session has ended: its connections close at once (G-7, S-3). */
  sessionEnded: { name: 'session-ended', of: '' } as Topic<{
    readonly session: string
    readonly device: DeviceId
    readonly why: SessionEnd
  }>,
  /** The block list of `account` changed (C-7). */
  blocks: { name: 'blocks', of: '' } as Topic<{ readonly account: AccountName }>,
} as const
