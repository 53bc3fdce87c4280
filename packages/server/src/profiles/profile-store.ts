// The sealed profile and status of each account, which the server can't open: the port.

import type { AccountName } from '@sotto/wire'

/** A part and the version of the whole that brought it; 0 and undefined where there never was one. */
export type StoredPart = { readonly version: number; readonly bytes: Uint8Array | undefined }

export type StoredProfile = {
  /** Rises with every change. */
  readonly version: number
  /** The profile key, sealed for the account's own devices. */
  readonly ownKey: Uint8Array
  /** The profile key in the clear, where the account wants everybody to read it. */
  readonly openKey: Uint8Array | undefined
  readonly profile: StoredPart
  readonly status: StoredPart
  readonly hiding: Hiding
}

/** Until when nobody is told that the account is here (1: for good, 0: not at all), and since when. Milliseconds. */
export type Hiding = { readonly until: number; readonly since: number }

/** Takes the place of version `after`. A part that is undefined stays. */
export type ProfileWrite = {
  readonly after: number
  readonly version: number
  readonly ownKey: Uint8Array
  readonly openKey: Uint8Array | undefined
  readonly profile: Uint8Array | undefined
  readonly status: Uint8Array | undefined
  readonly hiddenUntil: number
}

export type ProfileStore = {
  /** On the disk when it resolves. `conflict`: there is another version. `now`: milliseconds. */
  write(account: AccountName, write: ProfileWrite, now: number): Promise<'written' | 'conflict'>
  read(account: AccountName): StoredProfile | undefined
  hidingOf(account: AccountName): Hiding
}
