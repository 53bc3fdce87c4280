// What a screen or a terminal may ask of the engine, and what it is told: plain data that can cross a
// message port. No protocol word appears here; whoever draws needs nothing else of the engine.

import type { AccountName, ConversationId, MessageId } from '@sotto/wire'
import type { AccountCommands, AccountTopics } from './account.ts'
import type { ArchiveCommands, ArchiveTopics } from './archive.ts'
import type { ConversationsCommands, ConversationsTopics } from './conversations.ts'
import type { DeviceSnapshot, DevicesCommands, DevicesTopics } from './devices.ts'
import type { HistoryCommands } from './history.ts'
import type { MessageSnapshot, MessagesCommands, MessagesTopics, SendState } from './messages.ts'
import type { Outcome } from './outcome.ts'
import type { PeopleCommands, PeopleTopics } from './people.ts'
import type { ProfilesCommands, ProfilesTopics } from './profiles.ts'
import type { ProgramsCommands } from './programs.ts'
import type { SessionCommands, SessionTopics } from './session.ts'
import type { SettingsCommands, SettingsTopics } from './settings.ts'
import type { SsoCommands } from './sso.ts'

/** What can be watched: each topic's parameters and the snapshot its listeners get, at once and on every change. */
export type Topics = AccountTopics &
  ArchiveTopics &
  ConversationsTopics &
  DevicesTopics &
  MessagesTopics &
  PeopleTopics &
  ProfilesTopics &
  SessionTopics &
  SettingsTopics

/** What can be asked: each command's parameters and its value. */
export type Commands = AccountCommands &
  ArchiveCommands &
  ConversationsCommands &
  DevicesCommands &
  HistoryCommands &
  MessagesCommands &
  PeopleCommands &
  ProfilesCommands &
  ProgramsCommands &
  SessionCommands &
  SettingsCommands &
  SsoCommands

/** What happens once: for notifications, bots and tests. */
export type EngineEvent =
  | {
      readonly type: 'message'
      readonly message: MessageSnapshot
      readonly conversationName: string
      /** Nothing is to be made of it: the own one, a request, or the person does not want to be told now. */
      readonly quiet: boolean
    }
  /** Somebody has changed a message that this device has. No news to be counted, but perhaps to be told. */
  | {
      readonly type: 'change'
      readonly conversation: ConversationId
      readonly conversationName: string
      /** Of the message, and whether it is one of the own account's. */
      readonly id: MessageId
      readonly ofMine: boolean
      readonly by: AccountName
      readonly mine: boolean
      readonly at: number
      /** As of a message. */
      readonly quiet: boolean
      readonly what:
        | { readonly kind: 'edited'; readonly text: string }
        | { readonly kind: 'deleted' | 'pinned' | 'unpinned' }
        | { readonly kind: 'reacted' | 'unreacted'; readonly reaction: string }
    }
  /** Their time was over: nothing of them is here any more. */
  | { readonly type: 'expired'; readonly conversation: ConversationId; readonly ids: readonly MessageId[] }
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

/** Settles when whoever watches can take another snapshot. */
export type Pace = () => Promise<unknown>

export type Engine = {
  call<C extends keyof Commands>(
    command: C,
    ...params: Commands[C]['params'] extends undefined ? [] : [Commands[C]['params']]
  ): Promise<Outcome<Commands[C]['value']>>
  /**
   * The listener is called soon with the present snapshot, then on every change. Returns the way to stop. `pace` is called
   * after each snapshot; until it settles no other is made, and then the newest that there is.
   */
  watch<T extends keyof Topics>(
    topic: T,
    params: Topics[T]['params'],
    listener: (snapshot: Topics[T]['snapshot']) => void,
    pace?: Pace,
  ): () => void
  onEvent(listener: (event: EngineEvent) => void): () => void
  /** Finishes what is being written and lets go of the store. Nothing acknowledged is lost without it. */
  close(): Promise<void>
}
