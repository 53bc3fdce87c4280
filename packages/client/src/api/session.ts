// Whether somebody is signed in, whether the server is there, and the ways in.

import type { AccountName, DeviceId } from '@sotto/wire'
import type { Failure } from '../errors.ts'

export type SessionSnapshot =
  | { readonly state: 'starting' }
  | {
      readonly state: 'signed-out'
      /** `begun-anew`: what was stored here could not be read, and was erased. */
      readonly reason?: 'signed-out' | 'session-ended' | 'device-removed' | 'begun-anew'
      /** Whose history is still here: it stays only if they sign in again, at the same server. */
      readonly kept?: { readonly account: AccountName; readonly server: string }
    }
  | {
      readonly state: 'signed-in'
      readonly account: AccountName
      readonly device: DeviceId
      readonly server: string
    }
  /** The app lock is on, and nobody has opened it since the start, or since it was left alone. */
  | { readonly state: 'locked' }
  /** The local store can't be opened or written: nothing is sent or acknowledged until it can. */
  | { readonly state: 'store-failed'; readonly error: Failure }

export type ConnectionSnapshot = {
  readonly state: 'online' | 'connecting' | 'offline'
  /** When the state began, milliseconds since 1970. */
  readonly since: number
  /** When the next try is due, while offline. */
  readonly nextTry?: number
  /** Whether everything that waited at the server when the connection began has been stored here. */
  readonly caughtUp: boolean
  /** Messages of this device that no server has yet. */
  readonly waiting: number
  /** Receipts of this device that no server has yet. */
  readonly receiptsWaiting: number
}

/** The app lock of this device. */
export type LockSnapshot = {
  readonly on: boolean
  /** Locks after so many minutes in which nobody was at it; 0 for never, until the app is started again. */
  readonly afterMinutes: number
  /** What opens it: one of these, or either. `passkey`: a credential id, base64url. */
  readonly passphrase: boolean
  readonly passkey?: string
  /** What a passkey's PRF is evaluated at for it. */
  readonly prfInput: Uint8Array
}

/** `id`: of the credential, base64url; `prf`: the 32 bytes that its PRF gave for `prfInput` of the lock. */
export type LockPasskey = { readonly id: string; readonly prf: Uint8Array }
export type LockKey = { readonly passphrase: string } | { readonly passkey: LockPasskey }

export type SessionTopics = {
  lock: { params: undefined; snapshot: LockSnapshot }
  session: { params: undefined; snapshot: SessionSnapshot }
  connection: { params: undefined; snapshot: ConnectionSnapshot }
}

/** What a browser tells of a passkey that was shown (WebAuthn §5.1.4), base64url; `attempt`: what it was asked by. */
export type ShownPasskey = {
  readonly attempt: string
  readonly id: string
  readonly clientData: string
  readonly authenticatorData: string
  readonly signature: string
  readonly userHandle?: string
}

export type PasskeyAsked = {
  readonly attempt: string
  readonly challenge: string
  readonly rpId: string
  readonly prfInput: Uint8Array
}

/** `code`: of the authenticator app, or a backup code, as typed. */
export type SecondFactorGiven = { readonly code: string } | { readonly passkey: ShownPasskey }

export type SessionCommands = {
  /**
   * Seals what this device has stored under a passphrase of at least 8 characters, or under a passkey; with the lock on,
   * and by what opens it at present, under another one, or under the other as well. `afterMinutes`: 0 to 1440.
   * `wrong_passphrase`, `wrong_passkey`, `weak_password`.
   */
  setLock: { params: LockKey & { present?: LockKey; afterMinutes: number }; value: null }
  lockAfter: { params: { afterMinutes: number }; value: null }
  /** `only`: takes this way from a lock that has two. */
  removeLock: { params: LockKey & { only?: 'passphrase' | 'passkey' }; value: null }
  /** Locks now: connections end, and what is in memory is let go of. `no_lock`. */
  lock: { params: undefined; value: null }
  /** `wrong_passphrase`, `wrong_passkey`; `no_lock` where it has no such way. */
  unlock: { params: LockKey; value: null }
  /** Somebody is at it: puts off the lock. */
  stay: { params: undefined; value: null }
  /**
   * `account` free, password at least 8 characters. The recovery code is told this once.
   * `forget`: erases the history of somebody else that is kept here; without it that is refused (`other_account`).
   */
  signUp: {
    params: { server: string; account: string; password: string; ticket?: string; forget?: boolean }
    value: { account: AccountName; device: DeviceId; recoveryCode: string }
  }
  /**
   * `forget`: as in `signUp`. `second_factor_required` when the password is right and the account has a second
   * factor, whose kinds `secondFactor` of the failure names: the same call is made again with one of them.
   * `ticket`: of `finishSso`, here and in the other ways in; `sso_required` where the server wants one,
   * `sso_mismatch` where it is of somebody else. It connects an account that was not connected.
   */
  signIn: {
    params: {
      server: string
      account: string
      password: string
      secondFactor?: SecondFactorGiven
      ticket?: string
      forget?: boolean
    }
    value: { account: AccountName; device: DeviceId }
  }
  /** What a browser shows a passkey for: to sign in by it, or as the second factor. Good for one answer. */
  askForPasskey: { params: { server: string }; value: PasskeyAsked }
  /**
   * `prf`: what the passkey's PRF gave for `prfInput`; without it `passkey_needs_password`. `forget`: as in `signUp`.
   */
  signInWithPasskey: {
    params: { server: string; passkey: ShownPasskey; prf?: Uint8Array; ticket?: string; forget?: boolean }
    value: { account: AccountName; device: DeviceId }
  }
  /**
   * Signs in by the recovery code, which sets a new password and makes a new code: told this once, the old one is
   * dead. `mistyped_code` before anything is sent. After `outcome_unknown` the same call goes on from there.
   * `forget`: as in `signUp`.
   */
  recover: {
    params: {
      server: string
      account: string
      code: string
      password: string
      secondFactor?: SecondFactorGiven
      ticket?: string
      forget?: boolean
    }
    value: { account: AccountName; device: DeviceId; recoveryCode: string }
  }
  /** Signs in by a key file (`exportKeys`). `password`: a new one, if it was forgotten. */
  signInWithKeys: {
    params: {
      server: string
      account: string
      file: string
      filePassword: string
      password?: string
      secondFactor?: SecondFactorGiven
      ticket?: string
      forget?: boolean
    }
    value: { account: AccountName; device: DeviceId }
  }
  /**
   * Asks another device of an account to sign this one in: the person types `code` there, or opens `link`, which holds
   * it. `expires`: milliseconds since 1970. Nothing is stored.
   */
  askForSignIn: {
    params: { server: string }
    value: {
      readonly ticket: string
      readonly code: string
      readonly address: string
      readonly link: string
      readonly expires: number
    }
  }
  /**
   * Waits for the answer, and enters. `account`: whose, where nobody else's will do (`other_account`). `link_denied`,
   * `link_expired`, `link_not_genuine`. `forget`: as in `signUp`.
   */
  awaitSignIn: {
    params: { ticket: string; account?: string; forget?: boolean }
    value: { account: AccountName; device: DeviceId }
  }
  /** Nobody waits for the answer any more: `awaitSignIn` is `interrupted`. */
  stopAskingForSignIn: { params: { ticket: string }; value: null }
  /**
   * Signs this device out for good and wipes its store, also when the server can't be reached. `told`: the server
   * has the account's word for it; otherwise that word alone is kept, and brought to the server as soon as it can
   * be reached while an engine of this profile runs.
   */
  signOut: { params: undefined; value: { readonly told: boolean } }
  /** Tries to connect now, instead of at `nextTry`. */
  reconnect: { params: undefined; value: null }
  /** Whether somebody is looking: sets presence, and lets the engine rest. */
  setActive: { params: { active: boolean }; value: null }
}
