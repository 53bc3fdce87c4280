// What was written, and what happened, in a conversation.

import type { AccountName, ConversationId, MessageId } from '@sotto/wire'
import type { Failure } from '../errors.ts'
import type { HistoryPolicy } from './history-policy.ts'

/** States only move forward; `failed` waits for the person's decision. */
export type SendState = 'pending' | 'sent' | 'delivered' | 'read' | 'failed'

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
  /** What `inReplyTo` names, as this device has it now: never what somebody says it was. */
  readonly quote?: QuoteSnapshot
  /** Its author wrote it anew, and when; `pending` while that is still on its way. What it said before: `versions`. */
  readonly edited?: { readonly at: number; readonly pending: boolean }
  /** Its author took it back for everyone: `text` is empty. */
  readonly deleted?: { readonly pending: boolean }
  /** In the order in which they were first given. */
  readonly reactions: readonly ReactionSnapshot[]
  /** Own changes to it that were refused, and count for nothing: `retry` and `discard` take their ids. */
  readonly refused?: readonly RefusedChange[]
  /** It goes by itself. */
  readonly expires?: Lifetime
  /** This account wants to find it again. */
  readonly starred?: true
  /** Its author took the text over from another message, and says no more. */
  readonly forwarded?: true
  /** Somebody in the conversation has pinned it for everyone. */
  readonly pinned?: true
  /** Of own messages: the least of all receivers' states. */
  readonly state: SendState
  readonly failure?: Failure
}

export type Lifetime = {
  /** Seconds from reading, on whichever device of the account; of own messages from sending. */
  readonly after?: number
  /** When it goes, milliseconds since 1970; missing until it is counted. */
  readonly at?: number
}

/** `text`: its beginning. `missing`: this device does not have it. */
export type QuoteSnapshot =
  | {
      readonly kind: 'message'
      readonly id: MessageId
      readonly from: AccountName
      readonly mine: boolean
      readonly text: string
      readonly unsupported?: string
    }
  | { readonly kind: 'deleted'; readonly id: MessageId; readonly from: AccountName; readonly mine: boolean }
  | { readonly kind: 'missing'; readonly id: MessageId }

export type ReactionSnapshot = {
  readonly reaction: string
  readonly by: readonly AccountName[]
  /** The own account is among them. */
  readonly mine: boolean
  /** The own one is still on its way. */
  readonly pending: boolean
}

export type RefusedChange = {
  readonly id: MessageId
  readonly what: 'edit' | 'deletion' | 'reaction' | 'pin'
  /** What it would say now, or the reaction; `pin` or `unpin`; of a deletion nothing. */
  readonly text: string
  readonly failure: Failure
}

/** What a message said from then on. */
export type MessageVersion = { readonly text: string; readonly at: number }

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
    /** What newcomers are handed was changed. */
    | { readonly kind: 'history-policy'; readonly by: AccountName; readonly history: HistoryPolicy }
    /** How long what is written lives was changed: seconds, 0 for ever. */
    | { readonly kind: 'timer'; readonly by: AccountName; readonly seconds: number }
    /** `by` has pinned the message for everyone. */
    | { readonly kind: 'pinned'; readonly by: AccountName; readonly id: MessageId }
    /** What was written before `to` came was handed to them by `by`. Of them alone: the own account's line stands where it begins. */
    | HandedOver
    /** `by` has other things there than `giver` handed over. */
    | { readonly kind: 'history-disputed'; readonly by: AccountName; readonly giver: AccountName }
    /** The own account's history here is being asked for, or is on its way. */
    | { readonly kind: 'handing-over'; readonly state: 'asking' | 'arriving'; readonly by?: AccountName }
    /**
     * Messages that should be here and are not; `state`: who is being asked, or what came of it. With `from`: this member
     * sent something that could not be opened here, by the server's word for who it was.
     */
    | {
        readonly kind: 'missing'
        readonly count: number
        readonly state: MissingState
        readonly from?: AccountName
      }
    /** The server showed something that can't be true; `code` names it, the text is for people. */
    | { readonly kind: 'warning'; readonly code: string; readonly text: string }
}

/**
 * `asking`: the account's other devices; `asking-members`: the others in the conversation, of whom none has answered yet;
 * `not-had`: those who answered have none of it; `refused`: what somebody offered could not be shown to be genuine;
 * `unavailable`: nobody can be asked.
 */
export type MissingState = 'asking' | 'asking-members' | 'not-had' | 'refused' | 'unavailable'

export type HandedOver = {
  readonly kind: 'handed-over'
  readonly by: AccountName
  readonly to: AccountName
  readonly count: number
  /** Messages that `by` did not have, or whose writer could not be shown: they were not handed over. */
  readonly lacking: number
  /** There was more than one handing over may bring. */
  readonly cut: boolean
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

export type SearchHit = {
  readonly message: MessageSnapshot
  readonly conversationName: string
  readonly snippet: string
}

/** `text`: its beginning. */
export type StarredMessage = Pick<
  MessageSnapshot,
  'conversation' | 'id' | 'from' | 'mine' | 'text' | 'unsupported' | 'at'
> & { readonly conversationName: string; readonly starredAt: number }

export type PinnedMessage = Pick<MessageSnapshot, 'id' | 'from' | 'mine' | 'text' | 'unsupported' | 'at'> & {
  /** Who has pinned it. */
  readonly by: AccountName
  readonly pinnedAt: number
}

export type StarredSnapshot = {
  /** The last starred first. */
  readonly messages: readonly StarredMessage[]
  /** So many more were starred on other devices, and are not here (yet). */
  readonly elsewhere: number
}

export type MessagesTopics = {
  starred: { params: undefined; snapshot: StarredSnapshot }
  /** Those of them that are here, the last pinned first; at most 50. */
  pinned: { params: { conversation: ConversationId }; snapshot: readonly PinnedMessage[] }
  /** `size`: how many items at first; `loadOlder` widens the window. `around` opens it at a message instead of the end. */
  timeline: {
    params: { conversation: ConversationId; size: number; around?: MessageId }
    snapshot: TimelineSnapshot
  }
  /** As `search`, once; from then on what is deleted or goes by itself leaves it, and what is edited says what it says now. */
  found: { params: SearchParams; snapshot: readonly SearchHit[] }
}

/**
 * `text`: words (their beginnings count), "words that follow each other", and what narrows it: `from:` and `in:` with a name,
 * `before:`, `after:` and `on:` with a day, a month or a year (2026-03-09, 2026-03, 2026, today, yesterday), `has:link`. Several of
 * `from:` or `in:` are any of them, everything else must hold. Whatever else is typed is words. At most 200 are found, newest first.
 */
export type SearchParams = {
  readonly text: string
  readonly conversation?: ConversationId
  readonly limit: number
}

type ChangeParams = {
  readonly conversation: ConversationId
  readonly id: MessageId
  readonly until?: 'queued' | 'sent'
}

/** `id`: of the message that was changed. */
type Changed = { readonly conversation: ConversationId; readonly id: MessageId; readonly state: SendState }

export type MessagesCommands = {
  /**
   * Answers when the message is durable in the outbox (`queued`) or acknowledged by the server (`sent`).
   * `key`: random, chosen by the caller. A `send` repeated with the same key (after a crash, after another tab
   * took over) is the same message: it is written once, and both calls answer with its id. The key is kept in
   * the transaction that writes the message to the outbox. `expiresAfter`: seconds that it lives, 0 for ever, in the place of
   * what the conversation says; `bad_timer` over 52 weeks.
   */
  send: {
    params: {
      conversation: ConversationId
      text: string
      inReplyTo?: MessageId
      expiresAfter?: number
      until: 'queued' | 'sent'
      key?: string
    }
    value: { conversation: ConversationId; id: MessageId; state: SendState }
  }
  /**
   * What it says now, as an own message in `to`, under what that conversation says of how long messages live; answered like
   * `send`. `message_not_found`, `message_deleted`; `not_forwardable`: no text, or one that disappears.
   */
  forward: {
    params: {
      conversation: ConversationId
      id: MessageId
      to: ConversationId
      until: 'queued' | 'sent'
      key?: string
    }
    value: { conversation: ConversationId; id: MessageId; state: SendState }
  }
  /**
   * Changes to a message, by any device of whoever may. They are kept in the outbox like messages, shown at once, and
   * answered like `send`; asked for again they are there already. `until`: `queued` if it is left out.
   *
   * `message_not_found`; `message_deleted`; `not_yours`; `not_editable` of what is no text, or was never sent;
   * `request_open`: the request must be accepted first.
   */
  editMessage: { params: ChangeParams & { text: string }; value: Changed }
  /** A message that was never on its way just goes. */
  deleteForEveryone: { params: ChangeParams; value: Changed }
  /** `bad_reaction`: not one emoji or character; `too_many_reactions`: this account has given 20 already. */
  react: { params: ChangeParams & { reaction: string }; value: Changed }
  unreact: { params: ChangeParams & { reaction: string }; value: Changed }
  /** For everyone in the conversation, by anyone in it. `too_many_pins`: there are 50. */
  pinMessage: { params: ChangeParams; value: Changed }
  unpinMessage: { params: ChangeParams; value: Changed }
  /** Out of the history of this account's devices, for good; the others keep it. `on_its_way`: try again in a moment. */
  deleteForMe: { params: { conversation: ConversationId; id: MessageId }; value: null }
  /**
   * For this account alone, on all its devices. `message_not_found`, `message_deleted`; `on_its_way` before it was sent;
   * `too_many_stars`: over 1,000.
   */
  star: { params: { conversation: ConversationId; id: MessageId }; value: null }
  unstar: { params: { conversation: ConversationId; id: MessageId }; value: null }
  /** What it said, oldest first, the present last; one if it was never edited, none if it was deleted. */
  versions: {
    params: { conversation: ConversationId; id: MessageId }
    value: readonly MessageVersion[]
  }
  retry: { params: { conversation: ConversationId; id: MessageId }; value: null }
  discard: { params: { conversation: ConversationId; id: MessageId }; value: null }
  loadOlder: { params: { conversation: ConversationId; count: number }; value: null }
  loadNewer: { params: { conversation: ConversationId; count: number }; value: null }
  /** A window that follows the end lets go of all but the newest `keep`: it would else grow with all that arrives. */
  leaveOlder: { params: { conversation: ConversationId; keep: number }; value: null }
  history: {
    params: { conversation: ConversationId; limit: number; before?: MessageId }
    value: readonly MessageSnapshot[]
  }
  /**
   * The first message written at `at` (milliseconds since 1970) or later, by the times that are shown; none if there is none.
   * `whole`: false while messages of that time may still have to come to this device.
   */
  firstOn: {
    params: { conversation: ConversationId; at: number }
    value: { readonly message?: { readonly id: MessageId; readonly at: number }; readonly whole: boolean }
  }
  search: {
    params: SearchParams
    value: readonly SearchHit[]
  }
}
