// Conversations, and who is in them.

import type {
  AccountName,
  ConversationId,
  ConversationKind,
  DeviceId,
  MessageId,
  PresenceStatus,
} from '@sotto/wire'
import type { HistoryPolicy } from './history-policy.ts'
import type { SendState } from './messages.ts'
import type { KeySnapshot } from './people.ts'

/** Everything that comes, what is meant for this account in particular (it is named, or answered), or nothing. */
export type NoticeLevel = 'everything' | 'mentions' | 'nothing'

export type ConversationSummary = {
  readonly conversation: ConversationId
  readonly kind: ConversationKind
  /** Of a direct conversation: the other's name. */
  readonly name: string
  readonly members: readonly AccountName[]
  /** `request`: somebody unknown wrote or added; `left`: one can read, not write. */
  readonly state: 'active' | 'request' | 'left' | 'removed'
  /** Who began it, for a request. */
  readonly by?: AccountName
  readonly unread: number
  /** Of the unread ones those that name this account, or everybody; at most of the newest 1,000. */
  readonly mentions: number
  readonly last?: {
    readonly from: AccountName
    readonly mine: boolean
    readonly text: string
    readonly state: SendState
    readonly deleted?: true
  }
  /** Time of the last message, or of the beginning. */
  readonly at: number
  readonly draft: string
  /** When it was pinned, on whichever device, milliseconds since 1970. */
  readonly pinnedAt?: number
  /** What is told of it; `nothing` also while it is muted for a time. */
  readonly level: NoticeLevel
  /** Nothing is said of what comes until then (milliseconds since 1970), though it is shown. */
  readonly mutedUntil?: number | 'always'
  /** Out of the list, until a message comes of which something is told (`level` everything). */
  readonly archived?: true
  /** Everything in it was read, and the person wants it to look as if it were not. */
  readonly markedUnread?: true
  /** Of a direct conversation: the safety number with the other one was compared. */
  readonly verified: boolean
  /** Something the person should look at (changed key, warning). */
  readonly attention: boolean
}

export type MemberSnapshot = {
  readonly account: AccountName
  readonly presence: PresenceStatus
  readonly devices: number
  readonly joinedAt: number
  /** The safety number with them was compared; false for the own account. */
  readonly verified: boolean
  /** The account was deleted: nothing reaches them any more. */
  readonly gone: boolean
}

/** Who can read what is written in a conversation: the people in it, each with the devices that hold its keys. */
export type SecuritySnapshot = {
  readonly conversation: ConversationId
  readonly people: readonly {
    readonly account: AccountName
    readonly own: boolean
    /** When the safety number with them was compared, milliseconds since 1970. */
    readonly verifiedAt?: number
    /** Their key has changed, or one that was declined is here: sending waits. */
    readonly changed: boolean
    readonly devices: readonly ReadingDevice[]
  }[]
}

export type ReadingDevice = {
  readonly device: DeviceId
  /** When its account vouched for it, by that account's clock, milliseconds since 1970. */
  readonly since: number
  /** Of the own account's devices alone. */
  readonly name?: string
  /** This one. */
  readonly current: boolean
}

export type ConversationDetails = ConversationSummary & {
  readonly people: readonly MemberSnapshot[]
  /** May this account add and remove people, and rename? */
  readonly canManage: boolean
  /** Members whose changed account key keeps this conversation from sending: undecided, or declined and here. */
  readonly changedKeys: readonly KeySnapshot[]
  readonly history: HistoryPolicy
  /** The unread messages that `mentions` counts, oldest first. */
  readonly mentioned: readonly MessageId[]
  /** How many seconds what is written lives, unless its author chooses otherwise; 0 for ever. */
  readonly timer: number
  /** What was written on another device at the same time as the draft, and gave way to it. */
  readonly otherDraft?: string
}

export type ConversationsTopics = {
  /** First those that are pinned, in the order in which they were; then the newest first. */
  conversations: { params: undefined; snapshot: readonly ConversationSummary[] }
  conversation: { params: { conversation: ConversationId }; snapshot: ConversationDetails | null }
  security: { params: { conversation: ConversationId }; snapshot: SecuritySnapshot | null }
}

export type ConversationsCommands = {
  /** Opens (and creates when first needed) the direct conversation with somebody. */
  openDirect: { params: { account: AccountName }; value: { conversation: ConversationId } }
  createGroup: {
    /** `history`: without it newcomers are handed nothing. */
    params: { name: string; members: readonly AccountName[]; history?: HistoryPolicy }
    value: { conversation: ConversationId; name: string; members: readonly AccountName[] }
  }
  renameGroup: { params: { conversation: ConversationId; name: string }; value: null }
  /** For whoever is added from now on. */
  setHistory: { params: { conversation: ConversationId; history: HistoryPolicy }; value: null }
  /** For what everybody writes from then on: seconds to 52 weeks, 0 for ever; `bad_timer` otherwise. */
  setTimer: { params: { conversation: ConversationId; seconds: number }; value: null }
  addMembers: { params: { conversation: ConversationId; members: readonly AccountName[] }; value: null }
  removeMembers: { params: { conversation: ConversationId; members: readonly AccountName[] }; value: null }
  leaveGroup: { params: { conversation: ConversationId }; value: null }
  acceptRequest: { params: { conversation: ConversationId }; value: null }
  /** Leaves, and removes it from this account's lists. */
  deleteRequest: { params: { conversation: ConversationId }; value: null }
  markRead: { params: { conversation: ConversationId; upTo: MessageId }; value: null }
  /** Of all devices of the account. `settled`: the person has left off for now, and it leaves at once. */
  saveDraft: { params: { conversation: ConversationId; text: string; settled?: boolean }; value: null }
  /** The `otherDraft` is not wanted any more. */
  dropOtherDraft: { params: { conversation: ConversationId }; value: null }
  /** These four are so on all devices of the account, at once where there is a connection. `too_many_pins`: over 100. */
  pin: { params: { conversation: ConversationId }; value: null }
  unpin: { params: { conversation: ConversationId }; value: null }
  /** `until`: milliseconds since 1970, to come; `bad_time` otherwise. */
  mute: { params: { conversation: ConversationId; until: number | 'always' }; value: null }
  unmute: { params: { conversation: ConversationId }; value: null }
  /** These three are so on all devices, too. A message that is sent or comes takes it back into the list. */
  archive: { params: { conversation: ConversationId }; value: null }
  unarchive: { params: { conversation: ConversationId }; value: null }
  /** Ends when something in it is read, or when `unread` is false. */
  markUnread: { params: { conversation: ConversationId; unread: boolean }; value: null }
  /** What is told of it from now on, whether it was muted or not. */
  setLevel: { params: { conversation: ConversationId; level: NoticeLevel }; value: null }
}
