// Profiles in the store, one row for each account of which something is known.

import {
  type AccountName,
  decodeProfile,
  decodeStatus,
  type PersonStatus,
  type Profile,
  parseAccountName,
} from '@sotto/wire'
import type { SqlRow, Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { bytesOf, isNull, numberOf, parsed } from '../store/rows.ts'

export type KnownProfile = {
  readonly account: AccountName
  readonly key: Uint8Array | undefined
  /** What there is at least, by the account's own word. */
  readonly least: number
  /** The version that `key` did not open. */
  readonly tried: number
  readonly version: number
  readonly profile: Profile
  readonly statusVersion: number
  readonly status: PersonStatus
  /** Of the own account: the version of the whole record, until when it is hidden, whether its key is to be replaced. */
  readonly whole: number
  readonly hiddenUntil: number
  readonly rotate: boolean
}

export const blankProfile: Profile = {
  ...{ name: '', title: '', about: '', location: '', pronouns: '' },
  picture: new Uint8Array(),
  audience: 'people',
}
export const noStatus: PersonStatus = { kind: 'none', emoji: '', text: '', until: 0 }

export async function readProfile(db: Database, account: AccountName): Promise<KnownProfile> {
  const row = await db.first('SELECT * FROM profiles WHERE account = ?', [account])
  return row === undefined ? unknown(account) : profileOf(row)
}

export async function readProfiles(db: Database): Promise<readonly KnownProfile[]> {
  return (await db.all('SELECT * FROM profiles')).map(profileOf)
}

/** Accounts whose key is known. */
export async function accountsWithKey(db: Database): Promise<readonly AccountName[]> {
  const rows = await db.all('SELECT account FROM profiles WHERE key IS NOT NULL')
  return rows.map((row) => parsed(row, 'account', parseAccountName))
}

export type LearnedKey = { readonly account: AccountName; readonly key: Uint8Array; readonly version: number }

/**
 * The account itself has told its key; or somebody else has, whose word counts where there is none, or one that opens
 * nothing, and says nothing of versions.
 */
export function writeKey({ account, key, version }: LearnedKey, by: 'owner' | 'other'): Statement {
  const isOwner = by === 'owner' ? 1 : 0
  return {
    sql: `INSERT INTO profiles (account, key, least) VALUES (?1, ?2, ?3)
          ON CONFLICT (account) DO UPDATE SET key = ?2, least = max(least, ?3),
            tried = CASE WHEN key IS ?2 THEN tried ELSE 0 END
          WHERE ?4 = 1 OR key IS NULL OR tried > 0`,
    params: [account, key, isOwner === 1 ? version : 0, isOwner],
  }
}

/**
 * What was opened: the bytes inside the seals. `key`: the one that opened them, which stands from now on, unless another
 * than `before` was told meanwhile.
 */
export function writeOpened(
  account: AccountName,
  opened: {
    readonly key: Uint8Array
    readonly before: Uint8Array | undefined
    readonly profile?: { readonly version: number; readonly bytes: Uint8Array }
    readonly status?: { readonly version: number; readonly bytes: Uint8Array }
  },
): Statement {
  const { key, before, profile, status } = opened
  return {
    sql: `INSERT INTO profiles (account, key, version, profile, status_version, status)
          VALUES (?1, ?2, coalesce(?3, 0), ?4, coalesce(?5, 0), ?6)
          ON CONFLICT (account) DO UPDATE SET tried = 0, key = CASE WHEN key IS ?7 THEN ?2 ELSE key END,
            version = coalesce(?3, version), profile = coalesce(?4, profile),
            status_version = coalesce(?5, status_version), status = coalesce(?6, status)`,
    params: [
      ...[account, key, profile?.version ?? null, profile?.bytes ?? null],
      ...[status?.version ?? null, status?.bytes ?? null, before ?? null],
    ],
  }
}

/** This key, unless another was told meanwhile, does not open this version. */
export function writeTried(
  { account, key }: Pick<KnownProfile, 'account' | 'key'>,
  version: number,
): Statement {
  return {
    sql: 'UPDATE profiles SET tried = ? WHERE account = ? AND key IS ?',
    params: [version, account, key ?? null],
  }
}

export function writeWhole(
  account: AccountName,
  { whole, hiddenUntil, rotate }: Pick<KnownProfile, 'whole' | 'hiddenUntil' | 'rotate'>,
): Statement {
  return {
    sql: 'UPDATE profiles SET whole = ?, hidden_until = ?, rotate = ? WHERE account = ?',
    params: [whole, hiddenUntil, rotate ? 1 : 0, account],
  }
}

function unknown(account: AccountName): KnownProfile {
  return {
    ...{ account, key: undefined, least: 0, tried: 0, version: 0, profile: blankProfile },
    ...{ statusVersion: 0, status: noStatus, whole: 0, hiddenUntil: 0, rotate: false },
  }
}

function profileOf(row: SqlRow): KnownProfile {
  const profile = isNull(row, 'profile') ? undefined : decodeProfile(bytesOf(row, 'profile'))
  const status = isNull(row, 'status') ? undefined : decodeStatus(bytesOf(row, 'status'))
  return {
    account: parsed(row, 'account', parseAccountName),
    key: isNull(row, 'key') ? undefined : bytesOf(row, 'key'),
    least: numberOf(row, 'least'),
    tried: numberOf(row, 'tried'),
    version: numberOf(row, 'version'),
    profile: profile?.ok ? profile.value : blankProfile,
    statusVersion: numberOf(row, 'status_version'),
    status: status?.ok ? status.value : noStatus,
    whole: numberOf(row, 'whole'),
    hiddenUntil: numberOf(row, 'hidden_until'),
    rotate: numberOf(row, 'rotate') === 1,
  }
}
