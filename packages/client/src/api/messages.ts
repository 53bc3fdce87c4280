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
    /** What newcomers are handed was changed. */
    | { readonly kind: 'history-policy'; readonly by: AccountName; readonly history: HistoryPolicy }
    /** What was written before `to` came was handed to them by `by`. Of them alone: the own account's line stands where it begins. */
    | HandedOver
    /** `by` has other things there than `giver` handed over. */
    | { readonly kind: 'history-disputed'; readonly by: AccountName; readonly giver: AccountName }
    /** The own account's history here is being asked for, or is on its way. */
    | { readonly kind: 'handing-over'; readonly state: 'asking' | 'arriving'; readonly by?: AccountName }
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

export type MessagesTopics = {
  /** `size`: how many items at first; `loadOlder` widens the window. `around` opens it at a message instead of the end. */
  timeline: {
    params: { conversation: ConversationId; size: number; around?: MessageId }
    snapshot: TimelineSnapshot
  }
}

export type MessagesCommands = {
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
}
