// What is kept about second factors and passkeys: the port. Each call is one transaction; what it reports as done
// is on the disk when the promise settles. Times are milliseconds since 1970. An authenticator's secret is given
// sealed and backup codes as keyed hashes: the tables alone are no factor.

import type { AccountName } from '@sotto/wire'
import type { Proven } from '../accounts/account-store.ts'

export type StoredPasskey = {
  readonly id: Uint8Array
  readonly account: AccountName
  /** COSE (RFC 9052). */
  readonly publicKey: Uint8Array
  /** What the authenticator has counted to; stays 0 for one that doesn't count. */
  readonly counter: number
  /** The root key sealed for it; undefined where it can't open the vault. */
  readonly slot: Uint8Array | undefined
  /** What its account calls it, sealed. */
  readonly name: Uint8Array
  readonly added: number
  /** 0 for never. */
  readonly used: number
  /** Whether its maker keeps copies (the backup state of WebAuthn §6.1.3). */
  readonly synced: boolean
}

export type NewPasskey = Omit<StoredPasskey, 'added' | 'used'>

export type FactorTimes = {
  readonly authenticatorAdded: number
  readonly authenticatorRemoved: number
  readonly passkeyAdded: number
  readonly passkeyRemoved: number
  readonly backupCodesMade: number
  readonly backupCodeUsed: number
}

export type StoredFactors = {
  /** `step`: of the newest code that was accepted. */
  readonly authenticator: { readonly secret: Uint8Array; readonly step: number } | undefined
  readonly backupCodes: number
  /** The oldest first. */
  readonly passkeys: readonly StoredPasskey[]
  readonly changed: FactorTimes
}

/** A change under a proof. */
export type UnderProof = {
  readonly account: AccountName
  readonly proven: Proven
  readonly now: number
}

/** `keepOne`: the account may not be left without a second factor. */
export type Removal = UnderProof & { readonly keepOne: boolean }
export type Removed = 'changed' | 'outdated' | 'last' | 'none'

export type FactorStore = {
  factors(account: AccountName): Promise<StoredFactors>
  /** Whether the account has an authenticator app or a passkey. */
  hasFactor(account: AccountName): Promise<boolean>
  passkey(id: Uint8Array): Promise<StoredPasskey | undefined>

  /**
   * In the place of the one before, if any, with new backup codes. `step`: of the code that it was shown by.
   * `outdated`: what proved it is the account's no more.
   */
  setAuthenticator(
    change: UnderProof & {
      readonly secret: Uint8Array
      readonly step: number
      readonly codes: readonly Uint8Array[]
    },
  ): Promise<'changed' | 'outdated'>
  /** The last factor takes the backup codes along. */
  removeAuthenticator(removal: Removal): Promise<Removed>
  /** `none`: there is no factor that they could stand in for. */
  setBackupCodes(
    change: UnderProof & { readonly codes: readonly Uint8Array[] },
  ): Promise<'changed' | 'outdated' | 'none'>
  /** `codes`: where the account has none yet. `taken`: there is a passkey with this id. */
  addPasskey(
    change: UnderProof & {
      readonly passkey: NewPasskey
      readonly codes: readonly Uint8Array[] | undefined
      readonly most: number
    },
  ): Promise<'changed' | 'outdated' | 'taken' | 'too_many'>
  removePasskey(removal: Removal & { readonly id: Uint8Array }): Promise<Removed>
  namePasskey(
    of: { readonly account: AccountName; readonly id: Uint8Array },
    name: Uint8Array,
  ): Promise<'named' | 'none'>

  /** False for a code as old as one that was accepted, or older. */
  useStep(account: AccountName, step: number): Promise<boolean>
  /** False for one that the account doesn't have, or has no more. */
  useBackupCode(account: AccountName, hash: Uint8Array, now: number): Promise<boolean>
  /** False where the counter has not grown though it counts, or the passkey is gone. */
  usePasskey(id: Uint8Array, use: Pick<StoredPasskey, 'counter' | 'synced' | 'used'>): Promise<boolean>
}
