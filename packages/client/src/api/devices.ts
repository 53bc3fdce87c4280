// The devices of the own account.

import type { DeviceId } from '@sotto/wire'

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

export type DevicesTopics = {
  /** Of the own account, oldest first, as this device has learned of them last. */
  devices: { params: undefined; snapshot: readonly DeviceSnapshot[] }
}

export type DevicesCommands = {
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
}
