// What a conversation needs from the network before its next turn can go on.

import type { AccountName, AskPurpose, DeviceId } from '@sotto/wire'

export type Task =
  | { readonly do: 'rest' }
  /** The turn wrote something that the next one goes on from. */
  | { readonly do: 'again' }
  /** Key packages of all devices of these accounts, or of one device. */
  | { readonly do: 'claim'; readonly accounts: readonly AccountName[]; readonly device?: DeviceId }
  /** The devices that the directory names. */
  | { readonly do: 'inspect'; readonly account: AccountName }
  /** `notice`: where the word of leaving stands in the log, or how far this device has seen it (C-5). */
  | { readonly do: 'leave' | 'decline'; readonly notice: number }
  | { readonly do: 'ask-rejoin' }
  /** Where the server takes this device to stand. */
  | { readonly do: 'learn-place' }
  /** Hands what a member's device asks for over to it. */
  | { readonly do: 'hand-over'; readonly device: DeviceId }
  /** The next part of what somebody hands over to this device. */
  | { readonly do: 'fetch-history'; readonly purpose: AskPurpose }

export const rest: Task = { do: 'rest' }
export const again: Task = { do: 'again' }
