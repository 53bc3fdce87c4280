// The account's history at the server: how much of it has come to this device.

import type { ConversationId } from '@sotto/wire'

export type ArchiveSnapshot = {
  /** `unknown`: the server has not been asked yet; `arriving`: what is older is on its way, the newest is here. */
  readonly state: 'unknown' | 'arriving' | 'complete'
  /** Parts of the older history that are here, of how many. */
  readonly done: number
  readonly total: number
  /** Items of this device that the archive does not have yet. */
  readonly waiting: number
  /**
   * What the server shows is not believed (`old`, `unreadable`), it gives less than it has (`none`), does not take
   * what this device has (`refused`), or has no more room for this account (`full`).
   */
  readonly problem?: 'old' | 'none' | 'unreadable' | 'refused' | 'full'
}

export type ArchiveTopics = {
  archive: { params: undefined; snapshot: ArchiveSnapshot }
}

export type ArchiveCommands = {
  /** Asks everybody again for what is named as missing in a conversation: the server's log, and the archive. */
  askForMissing: { params: { conversation: ConversationId }; value: null }
}
