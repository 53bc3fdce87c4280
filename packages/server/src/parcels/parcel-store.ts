// Sealed parcels that somebody in a conversation leaves for one device of another: the port. A parcel is named by what
// it holds, so that leaving it twice leaves one, and nobody can put another in its place.

import type { AccountName, ConversationId, DeviceId } from '@sotto/wire'

/** For whom, and where both are members. */
export type ParcelPlace = { readonly conversation: ConversationId; readonly device: DeviceId }

export type ParcelsLeft = ParcelPlace & {
  /** Whose device it is. */
  readonly account: AccountName
  readonly by: AccountName
  readonly at: number
  readonly parcels: readonly { readonly id: Uint8Array; readonly bytes: Uint8Array }[]
}

/** What one account may have left: for this device in this conversation, and in all. */
export type ParcelQuota = { readonly here: number; readonly inAll: number }

export type ParcelStore = {
  /** All or none; on the disk when it resolves. False when it would be more than the quota. */
  leave(left: ParcelsLeft, quota: ParcelQuota): Promise<boolean>
  read(place: ParcelPlace, id: Uint8Array): Promise<Uint8Array | undefined>
  /** The device has what was left for it here, or wants no more of it. */
  taken(place: ParcelPlace): Promise<void>
  /** Deletes what was left before that time. */
  expire(before: number): Promise<void>
}
