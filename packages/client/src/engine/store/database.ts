// The profile's database: opened with the key that only SecretStorage holds, brought to the present
// schema, and watched: after a failed write nothing more is written until `recover` succeeds.

import {
  type Platform,
  type Sql,
  type SqlRow,
  type SqlValue,
  type Statement,
  StoreError,
} from '../../ports.ts'
import { forgetKey, keyName, readKey } from './lock.ts'
import { numberOf } from './rows.ts'
import { migrationFrom, schemaVersion } from './schema.ts'

const databaseName = 'sotto'
const keyLength = 32

export class Database {
  readonly #sql: Sql
  readonly #onFault: (error: StoreError) => void
  #fault: StoreError | undefined

  constructor(sql: Sql, onFault: (error: StoreError) => void) {
    this.#sql = sql
    this.#onFault = onFault
  }

  get fault(): StoreError | undefined {
    return this.#fault
  }

  async all(sql: string, params: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    try {
      return await this.#sql.all(sql, params)
    } catch (error) {
      throw this.#failed(error)
    }
  }

  async first(sql: string, params: readonly SqlValue[] = []): Promise<SqlRow | undefined> {
    return (await this.all(sql, params))[0]
  }

  /** One transaction, on the disk when it settles. Rejects with StoreError and then refuses all until recovered. */
  async write(statements: readonly Statement[]): Promise<void> {
    if (this.#fault !== undefined) throw this.#fault
    if (statements.length === 0) return
    try {
      await this.#sql.batch(statements)
    } catch (error) {
      throw this.#failed(error)
    }
  }

  /** Tries a write; when it succeeds the database may be used again. */
  async recover(now: number): Promise<boolean> {
    try {
      await this.#sql.batch([
        { sql: 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', params: ['probe', now] },
      ])
      this.#fault = undefined
      return true
    } catch {
      return false
    }
  }

  close(): Promise<void> {
    this.#fault ??= new StoreError('closed', 'The local store is closed.')
    return this.#sql.close()
  }

  #failed(error: unknown): StoreError {
    const fault = error instanceof StoreError ? error : new StoreError('failed', 'The local store failed.')
    if (this.#fault === undefined) {
      this.#fault = fault
      this.#onFault(fault)
    }
    return fault
  }
}

/** Opens this profile's database if it has one, and no lock is on. Rejects with StoreError. */
export async function openDatabase(
  platform: Platform,
  onFault: (error: StoreError) => void,
): Promise<Database | 'locked' | undefined> {
  const key = await readKey(platform)
  return key instanceof Uint8Array ? openWith(platform, key, onFault) : key
}

/** Makes a new, empty database under a new key; what an earlier profile left is deleted. */
export async function makeDatabase(
  platform: Platform,
  onFault: (error: StoreError) => void,
): Promise<Database> {
  await wipeDatabase(platform)
  const key = platform.random.bytes(keyLength)
  await platform.secrets.set(keyName, key)
  return openWith(platform, key, onFault)
}

/** The key goes last: a database that somebody else has open is refused, and must stay readable. */
export async function wipeDatabase(platform: Platform): Promise<void> {
  await platform.storage.destroy(databaseName)
  await forgetKey(platform)
}

/** `key`: of a database that there is. Rejects with StoreError. */
export async function openWith(
  platform: Platform,
  key: Uint8Array,
  onFault: (error: StoreError) => void,
): Promise<Database> {
  const sql = await platform.storage.open(databaseName, key)
  try {
    await migrate(sql)
  } catch (error) {
    await sql.close()
    throw error
  }
  return new Database(sql, onFault)
}

async function migrate(sql: Sql): Promise<void> {
  const [row] = await sql.all('PRAGMA user_version')
  const version = row === undefined ? 0 : numberOf(row, 'user_version')
  if (version > schemaVersion) {
    throw new StoreError(
      'failed',
      'This profile was written by a newer version of Sotto. Update Sotto to open it.',
    )
  }
  const statements = migrationFrom(version)
  if (statements.length > 0) await sql.batch(statements)
}
