// What a screen or a terminal may ask of the engine, and what it is told: plain data that can cross a
// message port. No protocol word appears here; whoever draws needs nothing else of the engine.

import type {
  AccountName,
  ConversationId,
  ConversationKind,
  DeviceId,
  MessageId,
  PresenceStatus,
} from '@sotto/wire'
import type { Failure } from './errors.ts'

/** Every command answers with one of these and never throws for an expected outcome. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure }

export type SessionSnapshot =
  | { readonly state: 'starting' }
  | {
      readonly state: 'signed-out'
      readonly reason?: 'signed-out' | 'session-ended' | 'device-removed'
      /** Whose history is still here: it stays only if they sign in again, at the same server. */
      readonly kept?: { readonly account: AccountName; readonly server: string }
    }
  | {
      readonly state: 'signed-in'
      readonly account: AccountName
      readonly device: DeviceId
      readonly server: string
    }
  /** The local store can't be opened or written: nothing is sent or acknowledged until it can. */
  | { readonly state: 'store-failed'; readonly error: Failure }

export type ConnectionSnapshot = {
  readonly state: 'online' | 'connecting' | 'offline'
  /** When the state began, milliseconds since 1970. */
  readonly since: number
  /** When the next try is due, while offline. */
  readonly nextTry?: number
  /** Whether everything that waited at the server when the connection began has been stored here. */
  readonly caughtUp: boolean
  /** Messages of this device that no server has yet. */
  readonly waiting: number
  /** Receipts of this device that no server has yet. */
  readonly receiptsWaiting: number
}

/** States only move forward; `failed` waits for the person's decision. */
export type SendState = 'pending' | 'sent' | 'delivered' | 'read' | 'failed'

export type PersonSnapshot = {
  readonly account: AccountName
  readonly presence: PresenceStatus
  /** 0 while online or never seen. */
  readonly lastSeen: number
  readonly blocked: boolean
  /** The account key differs from the one first seen: sending waits for a decision. */
  readonly keyChanged: boolean
}

/** Safety numbers with somebody: 60 digits in groups of five. */
export type KeySnapshot = {
  readonly account: AccountName
  /** Under the account key that this device goes by. */
  readonly number: string
  /** Under another key that was shown since: sending waits for a decision about it. */
  readonly offered?: string
  /** Under one that the person has declined. */
  readonly declined?: string
}

/**
 * How far the server's word about keys and devices can be relied on. `size` counts the changes that its directory
 * has seen. `unproven`, `older`: of the moment. `differs`: by what somebody else has told; nothing is stopped by it.
 * With any other kind nobody new and no new device is taken from this directory until the person goes on with it.
 */
export type DirectorySnapshot =
  | { readonly state: 'good'; readonly size: number }
  | ({ readonly state: 'doubtful'; readonly size: number } & DirectoryDoubt)

export type DirectoryDoubt = {
  readonly kind:
    | 'unproven'
    | 'older'
    | 'split'
    | 'rewritten'
    | 'foreign_version'
    | 'withheld'
    | 'other_log'
    | 'differs'
  /** Milliseconds since 1970. */
  readonly since: number
  /** What is wrong, in a sentence. */
  readonly text: string
  /** Whose account it is about, or who was shown something else. */
  readonly about?: AccountName
  /** What the server has signed, base64url: whoever looks at these can judge for themselves. */
  readonly heads: readonly string[]
}

/** The ways into the own account, as far as this device has been told. */
export type AccountSnapshot = {
  /**
   * The recovery code: `outdated` was made before codes could sign in, `unseen` was made here and never shown,
   * because the answer was lost; both want a new one.
   */
  readonly recovery: 'unknown' | 'ready' | 'outdated' | 'unseen'
  /** What another device has done, until it is dismissed. `at`: milliseconds since 1970. */
  readonly alerts: readonly {
    readonly what: 'password-changed' | 'recovery-changed' | 'recovered'
    readonly at: number
  }[]
  /** It is time to ask for these groups of the recovery code, counted from 1. */
  readonly reminder?: readonly number[]
}

/** A device of the own account, vouched for by the account's key. */
export type DeviceSnapshot = {
  readonly device: DeviceId
  /** What the account calls it; sealed from the server. */
  readonly name?: string
  /** Milliseconds since 1970. */
  readonly added: number
  readonly lastSeen: number
  /** By the server's word: the network that it signed in from, and was seen in last, such as `198.51.100.0/24`. */
  readonly addedFrom?: string
  readonly seenFrom?: string
  readonly current: boolean
  /** It has come since this device signed in, and nobody has said yet that it is theirs. */
  readonly isNew: boolean
}

export type MessageSnapshot = {
  readonly type: 'message'
  readonly id: MessageId
  readonly conversation: ConversationId
  readonly from: AccountName
  readonly mine: boolean
  /** Markdown (GFM), never HTML. Empty with `unsupported` set for content this version can't show. */
  readonly text: string
  readonly unsupported?: string
  readonly at: number
  readonly inReplyTo?: MessageId
  /** Of own messages: the least of all receivers' states. */
  readonly state: SendState
  readonly failure?: Failure
}

/** Something that happened to the conversation, told in the timeline. */
export type HappeningSnapshot = {
  readonly type: 'happening'
  readonly key: string
  readonly at: number
  readonly what:
    | { readonly kind: 'created'; readonly by: AccountName }
    | { readonly kind: 'added' | 'removed'; readonly by: AccountName; readonly who: readonly AccountName[] }
    | { readonly kind: 'left'; readonly who: AccountName }
    | { readonly kind: 'renamed'; readonly by: AccountName; readonly name: string }
    /**
     * Messages that should be here and are not; `asking` while they are being fetched. With `from`: this member
     * sent something that could not be opened here, by the server's word for who it was.
     */
    | {
        readonly kind: 'missing'
        readonly count: number
        readonly state: 'asking' | 'unavailable'
        readonly from?: AccountName
      }
    /** The server showed something that can't be true; `code` names it, the text is for people. */
    | { readonly kind: 'warning'; readonly code: string; readonly text: string }
}

export type TimelineItem = MessageSnapshot | HappeningSnapshot

export type TimelineSnapshot = {
  readonly conversation: ConversationId
  /** In the order to show, oldest first; a contiguous window of the history. */
  readonly items: readonly TimelineItem[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
  /** The first message that was unread when the window was opened. */
  readonly firstUnread?: MessageId
}

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
  readonly last?: {
    readonly from: AccountName
    readonly mine: boolean
    readonly text: string
    readonly state: SendState
  }
  /** Time of the last message, or of the beginning. */
  readonly at: number
  readonly draft: string
  /** Something the person should look at (changed key, warning). */
  readonly attention: boolean
}

export type MemberSnapshot = {
  readonly account: AccountName
  readonly presence: PresenceStatus
  readonly devices: number
  readonly joinedAt: number
}

export type ConversationDetails = ConversationSummary & {
  readonly people: readonly MemberSnapshot[]
  /** May this account add and remove people, and rename? */
  readonly canManage: boolean
  /** Members whose changed account key keeps this conversation from sending: undecided, or declined and here. */
  readonly changedKeys: readonly KeySnapshot[]
  /** Of a direct conversation: 60 digits in groups of five, the same on both sides. */
  readonly safetyNumber?: string
}

export type SearchHit = {
  readonly message: MessageSnapshot
  readonly conversationName: string
  readonly snippet: string
}

/** What can be watched: each topic's parameters and the snapshot its listeners get, at once and on every change. */
export type Topics = {
  session: { params: undefined; snapshot: SessionSnapshot }
  connection: { params: undefined; snapshot: ConnectionSnapshot }
  /** Newest first. */
  conversations: { params: undefined; snapshot: readonly ConversationSummary[] }
  conversation: { params: { conversation: ConversationId }; snapshot: ConversationDetails | null }
  /** `size`: how many items at first; `loadOlder` widens the window. `around` opens it at a message instead of the end. */
  timeline: {
    params: { conversation: ConversationId; size: number; around?: MessageId }
    snapshot: TimelineSnapshot
  }
  /** The directory, live: presence follows while it is watched. */
  people: {
    params: { query: string }
    snapshot: { readonly people: readonly PersonSnapshot[]; readonly complete: boolean }
  }
  blocks: { params: undefined; snapshot: readonly AccountName[] }
  /** Of the own account, oldest first, as this device has learned of them last. */
  devices: { params: undefined; snapshot: readonly DeviceSnapshot[] }
  directory: { params: undefined; snapshot: DirectorySnapshot }
  account: { params: undefined; snapshot: AccountSnapshot }
}

/** What can be asked: each command's parameters and its value. */
export type Commands = {
  /**
   * `account` free, password at least 8 characters. The recovery code is told this once.
   * `forget`: erases the history of somebody else that is kept here; without it that is refused (`other_account`).
   */
  signUp: {
    params: { server: string; account: string; password: string; forget?: boolean }
    value: { account: AccountName; device: DeviceId; recoveryCode: string }
  }
  /** `forget`: as in `signUp`. */
  signIn: {
    params: { server: string; account: string; password: string; forget?: boolean }
    value: { account: AccountName; device: DeviceId }
  }
  /**
   * Signs in by the recovery code, which sets a new password and makes a new code: told this once, the old one is
   * dead. `mistyped_code` before anything is sent. After `outcome_unknown` the same call goes on from there.
   * `forget`: as in `signUp`.
   */
  recover: {
    params: { server: string; account: string; code: string; password: string; forget?: boolean }
    value: { account: AccountName; device: DeviceId; recoveryCode: string }
  }
  /** Signs in by a key file (`exportKeys`). `password`: a new one, if it was forgotten. */
  signInWithKeys: {
    params: {
      server: string
      account: string
      file: string
      filePassword: string
      password?: string
      forget?: boolean
    }
    value: { account: AccountName; device: DeviceId }
  }
  /**
   * The old password is dead at once; nobody is signed out unless asked. `devicesLeft`: of those to be signed out,
   * how many could not be (1 when they could not even be listed). After `outcome_unknown` the same call makes sure.
   */
  changePassword: {
    params: { present: string; next: string; signOutOthers: boolean }
    value: { devicesLeft: number }
  }
  /** Told this once; the old code is dead. */
  newRecoveryCode: { params: { password: string }; value: { recoveryCode: string } }
  /** The account's keys as armoured text under a password of its own, of at least 8 characters. */
  exportKeys: { params: { password: string; filePassword: string }; value: { file: string } }
  /** The groups of the recovery code that the `account` topic asks for, in their order. `wrong_code`. */
  answerReminder: { params: { groups: readonly string[] }; value: null }
  /** Asks again tomorrow. */
  postponeReminder: { params: undefined; value: null }
  /** The person has seen the alerts of the `account` topic. */
  dismissAlerts: { params: undefined; value: null }
  /**
   * Signs this device out for good and wipes its store, also when the server can't be reached. `told`: the server
   * has the account's word for it; otherwise that word alone is kept, and brought to the server as soon as it can
   * be reached while an engine of this profile runs.
   */
  signOut: { params: undefined; value: { readonly told: boolean } }
  /** The devices of the own account, as the server lists them now. */
  devices: { params: undefined; value: readonly DeviceSnapshot[] }
  /** `name`: 1 to 64 characters; `bad_device_name` otherwise. */
  renameDevice: { params: { device: DeviceId; name: string }; value: null }
  /** A new device is one's own. */
  acknowledgeDevice: { params: { device: DeviceId }; value: null }
  /**
   * Signs another device of the own account out for good, also one that the server no longer lists. Answers
   * once the server has the account's word; the conversations follow.
   */
  signOutDevice: { params: { device: DeviceId }; value: null }
  /** The same for every other device; answers with which they were. */
  signOutOthers: { params: undefined; value: { devices: readonly DeviceId[] } }
  /** Opens (and creates when first needed) the direct conversation with somebody. */
  openDirect: { params: { account: AccountName }; value: { conversation: ConversationId } }
  createGroup: {
    params: { name: string; members: readonly AccountName[] }
    value: { conversation: ConversationId; name: string; members: readonly AccountName[] }
  }
  renameGroup: { params: { conversation: ConversationId; name: string }; value: null }
  addMembers: { params: { conversation: ConversationId; members: readonly AccountName[] }; value: null }
  removeMembers: { params: { conversation: ConversationId; members: readonly AccountName[] }; value: null }
  leaveGroup: { params: { conversation: ConversationId }; value: null }
  acceptRequest: { params: { conversation: ConversationId }; value: null }
  /** Leaves, and removes it from this account's lists. */
  deleteRequest: { params: { conversation: ConversationId }; value: null }
  block: { params: { account: AccountName }; value: null }
  unblock: { params: { account: AccountName }; value: null }
  /**
   * Answers when the message is durable in the outbox (`queued`) or acknowledged by the server (`sent`).
   * `key`: random, chosen by the caller. A `send` repeated with the same key (after a crash, after another tab
   * took over) is the same message: it is written once, and both calls answer with its id. The key is kept in
   * the transaction that writes the message to the outbox.
   */
  send: {
    params: {
      conversation: ConversationId
      text: string
      inReplyTo?: MessageId
      until: 'queued' | 'sent'
      key?: string
    }
    value: { conversation: ConversationId; id: MessageId; state: SendState }
  }
  retry: { params: { conversation: ConversationId; id: MessageId }; value: null }
  discard: { params: { conversation: ConversationId; id: MessageId }; value: null }
  markRead: { params: { conversation: ConversationId; upTo: MessageId }; value: null }
  saveDraft: { params: { conversation: ConversationId; text: string }; value: null }
  loadOlder: { params: { conversation: ConversationId; count: number }; value: null }
  loadNewer: { params: { conversation: ConversationId; count: number }; value: null }
  history: {
    params: { conversation: ConversationId; limit: number; before?: MessageId }
    value: readonly MessageSnapshot[]
  }
  search: {
    params: { text: string; conversation?: ConversationId; limit: number }
    value: readonly SearchHit[]
  }
  key: { params: { account: AccountName }; value: KeySnapshot }
  /**
   * After a changed account key: go on with the one whose safety number the person has seen. `key_outdated`
   * when it is neither the one that waits for a decision nor one declined before.
   */
  acceptKey: { params: { account: AccountName; number: string }; value: null }
  /**
   * Keeps the key that was known. Conversations go on with the devices that it vouches for; whoever shows the
   * declined key is not added, and where somebody is in a group under it, sending waits there. `key_outdated`
   * when the number is not that of the key that waits for a decision.
   */
  rejectKey: { params: { account: AccountName; number: string }; value: null }
  /** Every doubt there ever was about the server's directory, but those of a moment; the oldest first. */
  directoryDoubts: { params: undefined; value: readonly (DirectoryDoubt & { readonly settled: boolean })[] }
  /**
   * The person has seen the doubt of that time, and goes on with the directory as the server shows it now. What came
   * later is not settled by it. The safety numbers that are known stay.
   */
  acceptDirectory: { params: { since: number }; value: null }
  /** Tries to connect now, instead of at `nextTry`. */
  reconnect: { params: undefined; value: null }
  /** Whether somebody is looking: sets presence, and lets the engine rest. */
  setActive: { params: { active: boolean }; value: null }
}

/** What happens once: for notifications, bots and tests. */
export type EngineEvent =
  | { readonly type: 'message'; readonly message: MessageSnapshot; readonly conversationName: string }
  | {
      readonly type: 'state'
      readonly conversation: ConversationId
      readonly id: MessageId
      readonly state: SendState
    }
  | { readonly type: 'conversation'; readonly conversation: ConversationId }
  /** Somebody has signed in to the own account on another device. */
  | { readonly type: 'device'; readonly device: DeviceSnapshot }
  | {
      readonly type: 'warning'
      readonly conversation?: ConversationId
      readonly code: string
      readonly text: string
      /** Who sent what could not be opened, by the server's word. */
      readonly from?: AccountName
    }

export type Engine = {
  call<C extends keyof Commands>(
    command: C,
    ...params: Commands[C]['params'] extends undefined ? [] : [Commands[C]['params']]
  ): Promise<Outcome<Commands[C]['value']>>
  /** The listener is called soon with the present snapshot, then on every change. Returns the way to stop. */
  watch<T extends keyof Topics>(
    topic: T,
    params: Topics[T]['params'],
    listener: (snapshot: Topics[T]['snapshot']) => void,
  ): () => void
  onEvent(listener: (event: EngineEvent) => void): () => void
  /** Finishes what is being written and lets go of the store. Nothing acknowledged is lost without it. */
  close(): Promise<void>
}
