// What people say of themselves: their profile, and how they are just now.

import type { AccountName, PresenceStatus } from '@sotto/wire'

export type ProfileSnapshot = {
  readonly account: AccountName
  readonly own: boolean
  /** What they call themselves; empty for nothing. The account name says who they are. */
  readonly name: string
  /** Somebody else that is known has a name that looks the same: shown with the account name beside it. */
  readonly alike: boolean
  readonly title: string
  readonly about: string
  readonly location: string
  readonly pronouns: string
  /** JPEG, PNG or WebP. With another version it is another picture. */
  readonly picture?: {
    readonly bytes: Uint8Array
    readonly type: 'image/jpeg' | 'image/png' | 'image/webp'
    readonly version: number
  }
  /** Of the own account: who is given the key. `everyone`: the server can read it, too. */
  readonly audience?: 'people' | 'everyone'
  /** Of the own account: until when nobody is told that it is here, milliseconds since 1970; 0 for not. */
  readonly hiddenUntil?: number | 'always'
  readonly status?: ShownStatus
  readonly presence: PresenceStatus
  /** 0 while online or never seen. */
  readonly lastSeen: number
}

/** `busy`: do not disturb. `until`: milliseconds since 1970. */
export type ShownStatus = {
  readonly kind: 'none' | 'away' | 'busy'
  readonly emoji: string
  readonly text: string
  readonly until?: number
}

export type NamedPerson = { readonly account: AccountName; readonly name: string }

export type ProfilesTopics = {
  person: { params: { account: AccountName }; snapshot: ProfileSnapshot | null }
  /** Everybody known who calls themselves something, and what; in no particular order. */
  names: { params: undefined; snapshot: readonly NamedPerson[] }
}

export type ProfilesCommands = {
  /** What is not named stays as it is; `picture` null takes it away. `bad_profile`, `bad_picture`. */
  setProfile: {
    params: {
      name?: string
      title?: string
      about?: string
      location?: string
      pronouns?: string
      picture?: Uint8Array | null
      audience?: 'people' | 'everyone'
    }
    value: null
  }
  /** `hidden`: nobody is told that the account is here. `until`: milliseconds since 1970, to come. `bad_profile`, `bad_time`. */
  setStatus: {
    params: { kind: 'none' | 'away' | 'busy' | 'hidden'; emoji?: string; text?: string; until?: number }
    value: null
  }
  /** Asks the server, where it can be reached. */
  person: { params: { account: string }; value: ProfileSnapshot }
}
