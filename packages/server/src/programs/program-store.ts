// What is kept about programs: the port. Each call is one transaction; what it reports as done is on the disk when the
// promise settles. Times are milliseconds since 1970. Tokens are given as their SHA-256.

import type { AccountName, Scope } from '@sotto/wire'

export type StoredProgram = {
  readonly program: string
  /** Who has registered it. */
  readonly account: AccountName
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly created: number
}

export type NewAccess = {
  readonly access: string
  readonly account: AccountName
  readonly program: string
  readonly scopes: readonly Scope[]
  readonly since: number
}

/** `used`: 0 for never. */
export type StoredAccess = NewAccess & { readonly used: number }

export type NewTokens = {
  readonly accessHash: Uint8Array
  readonly accessExpires: number
  readonly refreshHash: Uint8Array
  readonly refreshExpires: number
  /** Of the access token: what the access has, or less. */
  readonly scopes: readonly Scope[]
}

export type Refresh = Omit<NewTokens, 'scopes'> & {
  readonly presented: Uint8Array
  /** Who shows it. */
  readonly program: string
  /** Less than the access has, where less is asked for. */
  readonly scopes: readonly Scope[] | undefined
  readonly now: number
}

export type Refreshed =
  | { readonly kind: 'refreshed'; readonly scopes: readonly Scope[] }
  /** It was used before: the access has been ended by this call. */
  | { readonly kind: 'reused' }
  /** More is asked for than the access has. */
  | { readonly kind: 'too_much' }
  /** Not there, expired, or another program's. */
  | { readonly kind: 'unknown' }

export type ProgramStore = {
  register(program: StoredProgram, most: number): Promise<'registered' | 'too_many'>
  /** None: also while who registered it is disabled. */
  program(id: string): Promise<StoredProgram | undefined>
  programsOf(account: AccountName): Promise<readonly StoredProgram[]>
  /** With every access and token of it. */
  remove(account: AccountName, id: string): Promise<'removed' | 'none'>

  /** When the account allowed a program something, whichever and whatever became of it; 0 for never. */
  allowedAt(account: AccountName): Promise<number>
  noteAllowed(account: AccountName, at: number): Promise<void>

  /** `gone`: the program was removed meanwhile, or the account disabled. */
  grant(access: NewAccess, tokens: NewTokens, most: number): Promise<'granted' | 'too_many' | 'gone'>
  accessOf(account: AccountName): Promise<readonly (StoredAccess & { readonly of: StoredProgram })[]>
  endAccess(account: AccountName, access: string): Promise<'ended' | 'none'>
  refresh(refresh: Refresh): Promise<Refreshed>
  /** What an access token gives now; none while who registered the program is disabled. */
  byAccessToken(hash: Uint8Array, now: number): Promise<StoredAccess | undefined>
  /** RFC 7009: a refresh token takes its whole access along. Of another program's nothing happens. */
  revoke(hash: Uint8Array, program: string): Promise<void>
  used(access: string, at: number): Promise<void>
  /** Forgets tokens that have expired, and access that nobody can use any more. */
  sweep(now: number): Promise<void>
}
