// Sealed profiles on the embedded database.

import type { AccountName } from '@sotto/wire'
import { bytesIn, numberIn, type Row } from '../accounts/rows.ts'
import type { Database } from '../store/database.ts'
import type { Hiding, ProfileStore, ProfileWrite, StoredPart, StoredProfile } from './profile-store.ts'

const notHidden: Hiding = { until: 0, since: 0 }

export class SqliteProfileStore implements ProfileStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  write(account: AccountName, write: ProfileWrite, now: number): Promise<'written' | 'conflict'> {
    return this.#db.write(() => {
      const before = this.read(account)
      if ((before?.version ?? 0) !== write.after) return 'conflict'
      const profile = partAfter(before?.profile, write.profile, write.version)
      const status = partAfter(before?.status, write.status, write.version)
      const { until, since } = before?.hiding ?? notHidden
      const hiddenSince = write.hiddenUntil === 0 ? 0 : until === 0 ? now : since
      this.#db
        .prepare('INSERT OR REPLACE INTO person_profile VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          ...[account, write.version, write.ownKey, write.openKey ?? null],
          ...[profile.version, profile.bytes ?? null, status.version, status.bytes ?? null],
          ...[write.hiddenUntil, hiddenSince],
        )
      return 'written'
    })
  }

  read(account: AccountName): StoredProfile | undefined {
    const row = this.#db.prepare('SELECT * FROM person_profile WHERE account = ?').get(account)
    if (row === undefined) return undefined
    return {
      version: numberIn(row, 'version'),
      ownKey: bytesIn(row, 'own_key'),
      openKey: bytesOrNone(row, 'open_key'),
      profile: { version: numberIn(row, 'profile_version'), bytes: bytesOrNone(row, 'profile') },
      status: { version: numberIn(row, 'status_version'), bytes: bytesOrNone(row, 'status') },
      hiding: hidingIn(row),
    }
  }

  hidingOf(account: AccountName): Hiding {
    const row = this.#db
      .prepare('SELECT hidden_until, hidden_since FROM person_profile WHERE account = ?')
      .get(account)
    return row === undefined ? notHidden : hidingIn(row)
  }
}

function partAfter(
  before: StoredPart | undefined,
  bytes: Uint8Array | undefined,
  version: number,
): StoredPart {
  return bytes === undefined ? (before ?? { version: 0, bytes: undefined }) : { version, bytes }
}

function hidingIn(row: Row): Hiding {
  return { until: numberIn(row, 'hidden_until'), since: numberIn(row, 'hidden_since') }
}

function bytesOrNone(row: Row, column: string): Uint8Array | undefined {
  return row[column] === null ? undefined : bytesIn(row, column)
}
