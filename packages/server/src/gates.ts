// What delivery and the gateway ask of accounts and sessions, as ports: they know neither tables nor
// tokens. The answers are synchronous because they are asked inside the writer's transaction; an adapter
// over the network keeps a copy in memory and refreshes it by the bus (topics `blocks`, `devices`).

import type { AccountName, DeviceId, Result } from '@sotto/wire'

/** Milliseconds since 1970; a port, so that tests own the time. */
export type Clock = { now(): number }

export const systemClock: Clock = { now: () => Date.now() }

export type AccountGate = {
  /** Whether `account` has blocked `other` (C-7). */
  hasBlocked(account: AccountName, other: AccountName): boolean
  /** The account a device is signed in to; undefined for one that is unknown or signed out. */
  accountOf(device: DeviceId): AccountName | undefined
  /** The account a device is or was signed in to, as far as it is remembered; undefined when two claim it. */
  formerAccountOf(device: DeviceId): AccountName | undefined
  devicesOf(account: AccountName): readonly DeviceId[]
  /** A device has connected, from this network, or gone; may be stored lazily. */
  seen(device: DeviceId, at: number, from?: string): void
  /** When a device of the account was last seen; 0 when it never was. */
  lastSeen(account: AccountName): number
  /** The device's signature public key (Ed25519, 32 bytes), for rejoin requests (RJ-1). */
  signatureKeyOf(device: DeviceId): Uint8Array | undefined
}

/** Who speaks on a connection or in a request, once the access token was checked (S-1). */
export type AuthenticatedSession = {
  readonly account: AccountName
  readonly device: DeviceId
  /** The server's own id of the session; the same after a refresh. */
  readonly session: string
  /** When the access token expires. */
  readonly expires: number
}

export type SessionGate = {
  /** Refuses with `unauthenticated`, `session_expired`, `session_revoked`, `device_removed`, `insufficient_scope` or `second_factor_missing`. */
  verifyAccess(token: string): Promise<Result<AuthenticatedSession>>
}
