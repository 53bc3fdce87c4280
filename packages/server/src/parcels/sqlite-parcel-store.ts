// Parcels on the embedded database.

import { type AccountName, idBytes } from '@sotto/wire'
import { bytesIn, numberIn } from '../accounts/rows.ts'
import type { Database } from '../store/database.ts'
import type { ParcelPlace, ParcelQuota, ParcelStore, ParcelsLeft } from './parcel-store.ts'

export class SqliteParcelStore implements ParcelStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  leave(left: ParcelsLeft, { here, inAll }: ParcelQuota): Promise<boolean> {
    const { account, by, at, parcels } = left
    const place = placeOf(left)
    return this.#db.write(() => {
      const fresh = parcels.filter(({ id }) => this.#look(left, id) === undefined)
      if (this.#count(by, left) + fresh.length > here) return false
      if (this.#count(by) + fresh.length > inAll) return false
      const insert = this.#db.prepare('INSERT OR IGNORE INTO parcel VALUES (?, ?, ?, ?, ?, ?, ?)')
      for (const { id, bytes } of fresh) insert.run(...place, id, account, by, at, bytes)
      return true
    })
  }

  async read(place: ParcelPlace, id: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#look(place, id)
  }

  async taken(place: ParcelPlace): Promise<void> {
    await this.#db.write(() => {
      this.#db.prepare('DELETE FROM parcel WHERE conversation = ? AND device = ?').run(...placeOf(place))
    })
  }

  async expire(before: number): Promise<void> {
    await this.#db.write(() => {
      this.#db.prepare('DELETE FROM parcel WHERE left_at < ?').run(before)
    })
  }

  #look(place: ParcelPlace, id: Uint8Array): Uint8Array | undefined {
    const row = this.#db
      .prepare('SELECT bytes FROM parcel WHERE conversation = ? AND device = ? AND id = ?')
      .get(...placeOf(place), id)
    return row === undefined ? undefined : bytesIn(row, 'bytes')
  }

  #count(by: AccountName, place?: ParcelPlace): number {
    const row =
      place === undefined
        ? this.#db.prepare('SELECT count(*) AS n FROM parcel WHERE left_by = ?').get(by)
        : this.#db
            .prepare('SELECT count(*) AS n FROM parcel WHERE left_by = ? AND conversation = ? AND device = ?')
            .get(by, ...placeOf(place))
    return row === undefined ? 0 : numberIn(row, 'n')
  }
}

function placeOf({ conversation, device }: ParcelPlace): readonly [Uint8Array, Uint8Array] {
  return [idBytes(conversation), idBytes(device)]
}
