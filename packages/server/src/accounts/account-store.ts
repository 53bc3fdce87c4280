// What is kept about accounts: the port. Each call is one transaction; what it reports as done is on the
// disk when the promise settles. Times are milliseconds since 1970. Nothing here knows a password, a
// token in the clear, or a private key.

import type { AccountName, DeviceId } from '@sotto/wire'
import type { Identity } from '../sso/identity.ts'

declare const brand: unique symbol
/** A session's own id, never shown to anybody but its device. */
export type SessionId = string & { readonly [brand]: 'SessionId' }

export type StoredAccount = {
  readonly account: AccountName
  /** Ed25519 public key, 32 bytes. */
  readonly accountKey: Uint8Array
  /** OPAQUE registration record. */
  readonly record: Uint8Array
  /** The root key sealed for each way in. */
  readonly vaultPassword: Uint8Array
  readonly vaultRecovery: Uint8Array
  /** Ed25519 public key of the recovery code; undefined for a code that was made before codes could sign in. */
  readonly recoveryKey: Uint8Array | undefined
  readonly created: number
  /** When each was changed last, 0 for as it was made. */
  readonly passwordChanged: number
  readonly recoveryChanged: number
  /** When somebody came in by the recovery code. */
  readonly recovered: number
  /** Since when whoever runs the server keeps everybody out of it. */
  readonly disabled: number | undefined
}

export type NewAccount = Omit<
  StoredAccount,
  'passwordChanged' | 'recoveryChanged' | 'recovered' | 'disabled'
> & {
  /** Its person's at the provider, where they came from there. */
  readonly identity?: Identity | undefined
}

/** What a proof rests on: it holds as long as the account still has it. */
export type Proven = ProvenWay & {
  /** That was shown besides: a device that enters by the proof connects the account with it. */
  readonly identity?: Identity
}

type ProvenWay =
  /** `second`: a second factor was shown besides; without one it ends when the account gets one. */
  | { readonly way: 'password'; readonly record: Uint8Array; readonly second?: boolean }
  | { readonly way: 'recovery'; readonly recoveryKey: Uint8Array }
  | { readonly way: 'key' }
  | { readonly way: 'passkey'; readonly id: Uint8Array }

/** New ways in (rule V-4); what is not named stays. */
export type WaysChange = {
  readonly account: AccountName
  readonly proven: Proven
  readonly password?: { readonly record: Uint8Array; readonly slot: Uint8Array }
  readonly recovery?: { readonly key: Uint8Array; readonly slot: Uint8Array }
  readonly now: number
}

export type DeviceAdded =
  | { readonly kind: 'added'; readonly ended: readonly EndedSession[] }
  | { readonly kind: 'outdated' | 'device_taken' | 'revoked' | 'too_many' }

export type StoredDevice = {
  readonly device: DeviceId
  readonly account: AccountName
  readonly credential: Uint8Array
  readonly added: number
  readonly lastSeen: number
  /** What its account calls it, sealed (N-1); undefined until it has been named. */
  readonly name: Uint8Array | undefined
  /** The network (rule N-3) that it was added from, and seen in last; undefined where that is not known. */
  readonly addedFrom: string | undefined
  readonly seenFrom: string | undefined
}

export type NewDevice = Pick<StoredDevice, 'device' | 'account' | 'credential' | 'added'> &
  Partial<Pick<StoredDevice, 'addedFrom'>> & {
    /** Ed25519 public key, 32 bytes, as the credential says. */
    readonly signatureKey: Uint8Array
  }

/** `revocation`: the account's signed word, checked by the caller. */
export type RevokedDevice = Pick<StoredDevice, 'account' | 'device'> & { readonly revocation: Uint8Array }

/** A session as it begins, with its first refresh token (SHA-256 of it). */
export type NewSession = {
  readonly session: SessionId
  readonly account: AccountName
  readonly device: DeviceId
  readonly created: number
  readonly tokenHash: Uint8Array
  readonly tokenExpires: number
}

export type StoredSession = {
  readonly session: SessionId
  readonly account: AccountName
  readonly device: DeviceId
  /** When its newest refresh token ends. */
  readonly expires: number
  readonly ended: boolean
}

/** A session that has just ended. */
export type EndedSession = Pick<StoredSession, 'session' | 'account' | 'device'>

/** Tokens as their SHA-256. */
export type Rotation = {
  readonly presented: Uint8Array
  /** The token that its device chose to follow. */
  readonly successor: Uint8Array
  readonly successorExpires: number
  readonly now: number
}

export type Rotated =
  /** Used for the first time, or again while no successor of it was used (S-2). */
  | { readonly kind: 'rotated'; readonly session: StoredSession }
  /** Replaced by the use of its successor, or by another successor: the session has been ended by this call. */
  | { readonly kind: 'reused'; readonly session: StoredSession }
  | { readonly kind: 'ended'; readonly session: StoredSession }
  /** `taken`: the successor is a token that was there before; nothing was changed. */
  | { readonly kind: 'expired' | 'unknown' | 'taken' }

export type StoredKeyPackage = {
  /** SHA-256 of `bytes`. */
  readonly hash: Uint8Array
  readonly bytes: Uint8Array
  readonly notAfter: number
}

export type KeyPackageUpload = {
  readonly device: DeviceId
  readonly oneTime: readonly StoredKeyPackage[]
  readonly lastResort: StoredKeyPackage | undefined
  /** One-time packages that may be kept in all. */
  readonly most: number
  readonly now: number
}

export type KeyPackageCount = { readonly oneTime: number; readonly lastResort: boolean }

export type KeyPackageClaim = {
  readonly accounts: readonly AccountName[]
  /** Only these devices, where named. */
  readonly devices: readonly DeviceId[] | undefined
  /** The device that claims: it needs none of its own. */
  readonly claimant: { readonly account: AccountName; readonly device: DeviceId }
  readonly now: number
}

export type ClaimedKeyPackage = {
  readonly account: AccountName
  readonly accountKey: Uint8Array
  readonly device: DeviceId
  readonly keyPackage: Uint8Array
  /** One-time packages that are left. */
  readonly left: number
}

export type Claimed =
  | { readonly kind: 'claimed'; readonly packages: readonly ClaimedKeyPackage[] }
  /** Nothing was taken. */
  | { readonly kind: 'unknown_account' | 'unknown_device' | 'not_accepting' | 'no_key_package' }

export type FoundPerson = { readonly account: AccountName; readonly accountKey: Uint8Array }

export type AccountStore = {
  /** The account with its first device and that device's session. */
  createAccount(
    account: NewAccount,
    device: NewDevice,
    session: NewSession,
  ): Promise<'created' | 'name_taken' | 'device_taken' | 'identity_taken'>
  account(name: AccountName): Promise<StoredAccount | undefined>
  countAccounts(): Promise<number>

  /**
   * Adds a device or, when the account has it already, renews its credential; earlier sessions of it end.
   * `outdated`: what proved the sign-in is the account's no more. `device_taken`: another account has it.
   * `revoked`: it was signed out. `too_many`: the account has `most` devices.
   */
  addDevice(device: NewDevice, session: NewSession, most: number, proven: Proven): Promise<DeviceAdded>
  /** All of it or, when what proved it is the account's no more, nothing. */
  changeWays(change: WaysChange): Promise<'changed' | 'outdated'>
  /** Both in one, or neither. */
  recover(change: WaysChange, device: NewDevice, session: NewSession, most: number): Promise<DeviceAdded>
  devices(account: AccountName): Promise<readonly StoredDevice[]>
  nameDevice(of: Pick<StoredDevice, 'account' | 'device'>, name: Uint8Array): Promise<'named' | 'no_device'>
  /**
   * Keeps the revocation (the newest `most` of the account), removes the device with its key packages, if the
   * account has it, and ends its sessions.
   */
  revokeDevice(revoked: RevokedDevice, most: number, now: number): Promise<readonly EndedSession[]>
  /** The revocations that are kept, the oldest first. */
  revocations(account: AccountName): Promise<readonly Uint8Array[]>
  isRevoked(account: AccountName, device: DeviceId): Promise<boolean>
  /** Whether a session of the device goes on. */
  isSignedIn(device: DeviceId, now: number): Promise<boolean>

  session(session: SessionId): Promise<StoredSession | undefined>
  /** Uses a refresh token (rule S-2). */
  rotate(rotation: Rotation): Promise<Rotated>
  /** Ends sessions that nobody refreshed and forgets what has expired. */
  sweep(now: number): Promise<readonly EndedSession[]>

  /** Adds one-time packages (those already there count once) and replaces the last-resort one. */
  putKeyPackages(
    upload: KeyPackageUpload,
  ): Promise<
    { readonly kind: 'stored'; readonly count: KeyPackageCount } | { readonly kind: 'too_many' | 'no_device' }
  >
  countKeyPackages(device: DeviceId, now: number): Promise<KeyPackageCount>
  /** One package of each device (rules K-1, C-7): all of them or, with any refusal, none. */
  claimKeyPackages(claim: KeyPackageClaim): Promise<Claimed>

  /** Accounts a part of whose name begins with `query` (rule P-3), in the order of their names. */
  search(query: string, limit: number): Promise<readonly FoundPerson[]>

  setBlock(
    account: AccountName,
    other: AccountName,
    blocked: boolean,
    now: number,
  ): Promise<'done' | 'unknown_account'>
  blocks(account: AccountName): Promise<readonly AccountName[]>
}
