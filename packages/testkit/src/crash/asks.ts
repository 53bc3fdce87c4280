// What the parent of a device's process may ask of it, and what it hears.

import type { AccountName, ConversationId } from '@sotto/wire'

export type Ask =
  | { readonly do: 'sign-up'; readonly server: string; readonly account: string; readonly password: string }
  | { readonly do: 'open'; readonly account: AccountName }
  | { readonly do: 'group'; readonly name: string; readonly members: readonly AccountName[] }
  | { readonly do: 'rename'; readonly conversation: ConversationId; readonly name: string }
  | {
      readonly do: 'send'
      readonly conversation: ConversationId
      readonly text: string
      readonly until: 'queued' | 'sent'
      readonly key: string
    }
  | { readonly do: 'texts'; readonly conversation: ConversationId }
  | { readonly do: 'check' }

export type Asked = { readonly number: number; readonly ask: Ask }
/** Number 0 says that the process is ready. */
export type Answer = { readonly number: number; readonly ok: boolean; readonly value: unknown }
