// The own account: how it is opened, and the word of what happened to it.

import type { AccountName } from '@sotto/wire'
import type { ShownPasskey } from './session.ts'
import type { ConnectionToProvider } from './sso.ts'

/** The ways into the own account, as far as this device has been told. */
export type AccountSnapshot = {
  /**
   * The recovery code: `outdated` was made before codes could sign in, `unseen` was made here and never shown,
   * because the answer was lost; both want a new one.
   */
  readonly recovery: 'unknown' | 'ready' | 'outdated' | 'unseen'
  /** What another device has done, until it is dismissed. `at`: milliseconds since 1970. */
  readonly alerts: readonly {
    readonly what:
      | 'password-changed'
      | 'recovery-changed'
      | 'recovered'
      | 'authenticator-added'
      | 'authenticator-removed'
      | 'passkey-added'
      | 'passkey-removed'
      | 'backup-codes-made'
      | 'backup-code-used'
      | 'sso-connected'
      | 'sso-disconnected'
      | 'program-allowed'
    readonly at: number
  }[]
  /** Second factors, once the server has told them. */
  readonly factors?: FactorsSnapshot
  /** Where the server has a provider. */
  readonly sso?: ConnectionToProvider
  /** It is time to ask for these groups of the recovery code, counted from 1. */
  readonly reminder?: readonly number[]
}

export type FactorsSnapshot = {
  /** What the server wants of everybody. */
  readonly policy: 'off' | 'optional' | 'required'
  /** The server wants one and there is none: nothing else is done until there is. */
  readonly missing: boolean
  /** An authenticator app. */
  readonly authenticator: boolean
  /** How many are left. */
  readonly backupCodes: number
  /** The oldest first. Times are milliseconds since 1970. */
  readonly passkeys: readonly PasskeySnapshot[]
}

export type PasskeySnapshot = {
  readonly id: string
  /** What the account calls it; sealed from the server. */
  readonly name: string
  readonly added: number
  readonly used?: number
  /** Whether it signs in without the password; otherwise it is a second factor and no more. */
  readonly opens: boolean
  /** Whether its maker keeps copies of it, as a password manager does. */
  readonly synced: boolean
}

export type AccountTopics = {
  account: { params: undefined; snapshot: AccountSnapshot }
}

export type PasskeyWanted = {
  readonly proof: string
  readonly attempt: string
  readonly challenge: string
  readonly rpId: string
  readonly rpName: string
  /** What passkeys know the account by. */
  readonly user: string
  readonly account: AccountName
  /** Passkeys that the account has already. */
  readonly exclude: readonly string[]
  readonly prfInput: Uint8Array
}

/** What a browser tells of a passkey that it made (WebAuthn §5.1.3), base64url. */
export type MadePasskey = {
  readonly attempt: string
  readonly id: string
  readonly clientData: string
  readonly attestation: string
}

/**
 * That it is the owner who asks, and not somebody at a device that was left open: the password, or a passkey that opens
 * the account, as a browser showed it for `askForPasskey`.
 */
export type OwnProof =
  | { readonly password: string }
  | { readonly passkey: ShownPasskey; readonly prf?: Uint8Array }

export type AccountCommands = {
  /**
   * The old password is dead at once; nobody is signed out unless asked. `devicesLeft`: of those to be signed out,
   * how many could not be (1 when they could not even be listed). After `outcome_unknown` the same call makes sure.
   */
  changePassword: {
    params: { present: OwnProof; next: string; signOutOthers: boolean }
    value: { devicesLeft: number }
  }
  /** Told this once; the old code is dead. */
  newRecoveryCode: { params: { password: string }; value: { recoveryCode: string } }
  /** The account's keys as armoured text under a password of its own, of at least 8 characters. */
  exportKeys: { params: { password: string; filePassword: string }; value: { file: string } }
  /** What an authenticator app is set up by: `uri` as a QR code, or `secret` typed. Nothing is changed yet. */
  newAuthenticator: { params: undefined; value: { readonly secret: string; readonly uri: string } }
  /**
   * `secret`: of `newAuthenticator`, `bad_secret` otherwise; `code`: what the app shows for it. The backup codes are
   * told this once.
   */
  addAuthenticator: {
    params: { password: string; secret: string; code: string }
    value: { backupCodes: readonly string[] }
  }
  removeAuthenticator: { params: { password: string }; value: null }
  /** Told this once; the old ones are dead. */
  newBackupCodes: { params: { password: string }; value: { backupCodes: readonly string[] } }
  /** What a browser is to make; `proof` goes back with what it made, within five minutes. */
  startPasskey: { params: { password: string }; value: PasskeyWanted }
  /** `prf`: what its PRF gave, where it has one. Backup codes are told where there were none. */
  addPasskey: {
    params: { proof: string; made: MadePasskey; prf?: Uint8Array; name: string }
    value: { backupCodes: readonly string[] }
  }
  removePasskey: { params: { password: string; id: string }; value: null }
  /** `name`: as for `renameDevice`. */
  renamePasskey: { params: { id: string; name: string }; value: null }
  /** The groups of the recovery code that the `account` topic asks for, in their order. `wrong_code`. */
  answerReminder: { params: { groups: readonly string[] }; value: null }
  /** Asks again tomorrow. */
  postponeReminder: { params: undefined; value: null }
  /** Asks the server now for what the `account` topic tells. */
  refreshAccount: { params: undefined; value: null }
  /** The person has seen the alerts of the `account` topic. */
  dismissAlerts: { params: undefined; value: null }
}
