// What every platform's local store must do, whatever it is made of: the contract of SqlStorage.

import { type Sql, type SqlStorage, type Statement, StoreError, type StoreFault } from '@sotto/client/ports'
import { type ContractCase, demand, demandSame } from './contract-case.ts'

export type StoreSetting = {
  readonly storage: SqlStorage
  /** Spoils the stored bytes of a closed database, where the adapter can be reached that way. */
  readonly damage?: (name: string) => Promise<void>
}

const name = 'contract'
const key = Uint8Array.from({ length: 32 }, (_, at) => at * 7)
const otherKey = key.map((byte) => byte ^ 1)

/** `fresh` gives an empty place each time. */
export function clientStoreContract(fresh: () => Promise<StoreSetting>): readonly ContractCase[] {
  const cases: ContractCase[] = []
  const test = (title: string, body: (setting: StoreSetting) => Promise<void>) => {
    cases.push({ name: title, run: async () => body(await fresh()) })
  }
  const withStore = (title: string, body: (sql: Sql, setting: StoreSetting) => Promise<void>) => {
    test(title, async (setting) => {
      const sql = await setting.storage.open(name, key)
      try {
        await body(sql, setting)
      } finally {
        await sql.close()
      }
    })
  }
  describeValues(withStore)
  describeBatches(withStore)
  describeOpening(test, withStore)
  describeSearch(withStore)
  describeLimits(withStore)
  return cases
}

type WithSetting = (title: string, body: (setting: StoreSetting) => Promise<void>) => void
type WithStore = (title: string, body: (sql: Sql, setting: StoreSetting) => Promise<void>) => void

function describeValues(withStore: WithStore): void {
  withStore('keeps every kind of value as it was', async (sql) => {
    const values = [
      ...[null, 0, 1, -1, 2 ** 31, -(2 ** 31) - 1, Date.UTC(2030, 0, 1)],
      ...[Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0.5, -1.25e300],
      ...['', 'plain', 'nul\0inside', '\ufeffmark', 'Grüße 👋🏽 مرحبا', "'; DROP TABLE t; --"],
      ...[new Uint8Array(0), Uint8Array.of(0, 1, 255), Uint8Array.from({ length: 300_000 }, (_, at) => at)],
    ]
    await sql.batch([
      { sql: 'CREATE TABLE t (at INTEGER PRIMARY KEY, value)' },
      ...values.map((value, at) => ({ sql: 'INSERT INTO t VALUES (?, ?)', params: [at, value] })),
    ])
    const rows = await sql.all('SELECT value FROM t ORDER BY at')
    for (const [at, row] of rows.entries()) demandSame(row.value, values[at] ?? null, `value ${at}`)
    demandSame(rows.length, values.length, 'rows')
  })

  withStore('keeps whole numbers integers', async (sql) => {
    const rows = await sql.all('SELECT typeof(?) AS small, typeof(?) AS large, ? / 2 AS half', [
      1,
      2 ** 40,
      5,
    ])
    demandSame(rows, [{ small: 'integer', large: 'integer', half: 2 }], 'types')
  })

  withStore('copies bytes in and out', async (sql) => {
    const given = Uint8Array.of(1, 2, 3)
    await sql.batch([{ sql: 'CREATE TABLE t (b BLOB)' }])
    const written = sql.batch([{ sql: 'INSERT INTO t VALUES (?)', params: [given] }])
    given.fill(9)
    await written
    const [first] = await sql.all('SELECT b FROM t')
    await sql.batch([{ sql: 'UPDATE t SET b = ?', params: [Uint8Array.of(7, 7, 7)] }])
    await sql.all('SELECT hex(b) FROM t')
    demandSame(first?.b, Uint8Array.of(1, 2, 3), 'bytes')
  })

  withStore('refuses misuse and stays usable', async (sql) => {
    await rejects(() => sql.all('SELEC 1'), 'failed')
    await rejects(() => sql.all('SELECT 1; SELECT 2'), 'failed')
    await rejects(() => sql.all('SELECT ?', [1, 2]), 'failed')
    await rejects(() => sql.all('SELECT ?', [Number.NaN]), 'failed')
    await rejects(() => sql.all('SELECT 9223372036854775807'), 'failed')
    demandSame(await sql.all('SELECT 1 AS one'), [{ one: 1 }], 'after misuse')
  })
}

function describeBatches(withStore: WithStore): void {
  withStore('applies a batch whole or not at all', async (sql) => {
    await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY)' }, insert(1)])
    await rejects(() => sql.batch([insert(2), insert(3), insert(1)]), 'failed')
    await rejects(() => sql.batch([insert(4), { sql: 'INSERT INTO missing VALUES (1)' }]), 'failed')
    await rejects(() => sql.batch([insert(5), { sql: 'BEGIN' }]), 'failed')
    demandSame(await keys(sql), [1], 'after rejected batches')
    await sql.batch([insert(6)])
    demandSame(await keys(sql), [1, 6], 'after the next batch')
    await sql.batch([])
  })

  withStore('takes calls in the order made', async (sql) => {
    await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY)' }])
    const seen: Promise<unknown>[] = []
    for (let k = 1; k <= 50; k++) {
      const written = sql.batch([insert(k)])
      seen.push(
        sql.all('SELECT count(*) AS n FROM t').then((rows) => demandSame(rows, [{ n: k }], `after ${k}`)),
      )
      seen.push(written)
    }
    await Promise.all(seen)
  })

  withStore('holds foreign keys and triggers of replaced rows', async (sql) => {
    await sql.batch([
      { sql: 'CREATE TABLE parent (k INTEGER PRIMARY KEY, v)' },
      { sql: 'CREATE TABLE child (p INTEGER REFERENCES parent (k) ON DELETE CASCADE)' },
      { sql: 'CREATE TABLE gone (v)' },
      { sql: 'CREATE TRIGGER leaves AFTER DELETE ON parent BEGIN INSERT INTO gone VALUES (old.v); END' },
      { sql: "INSERT INTO parent VALUES (1, 'old')" },
    ])
    await rejects(() => sql.batch([{ sql: 'INSERT INTO child VALUES (2)' }]), 'failed')
    await sql.batch([{ sql: "INSERT OR REPLACE INTO parent VALUES (1, 'new')" }])
    demandSame(await sql.all('SELECT v FROM gone'), [{ v: 'old' }], 'trigger')
  })
}

function describeOpening(test: WithSetting, withStore: WithStore): void {
  test('has after reopening what a batch acknowledged', async ({ storage }) => {
    const first = await storage.open(name, key)
    await first.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY)' }, insert(1), insert(2)])
    await first.close()
    await first.close()
    await rejects(() => first.all('SELECT 1'), 'closed')
    await rejects(() => first.batch([insert(3)]), 'closed')
    const second = await storage.open(name, key)
    demandSame(await keys(second), [1, 2], 'rows')
    await second.close()
  })

  test('calls a wrong key damage, and harms nothing', async ({ storage }) => {
    const first = await storage.open(name, key)
    await first.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY)' }, insert(1)])
    await first.close()
    await rejects(() => storage.open(name, otherKey), 'damaged')
    const second = await storage.open(name, key)
    demandSame(await keys(second), [1], 'rows')
    await second.close()
  })

  test('never answers with spoiled data', async ({ storage, damage }) => {
    if (damage === undefined) return
    const first = await storage.open(name, key)
    await first.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY, filling)' }, ...filling(1, 2000)])
    await first.close()
    await damage(name)
    await rejects(async () => {
      const second = await storage.open(name, key)
      try {
        demandSame(await sum(second), (2000 * 2001) / 2, 'sum')
        await second.all('SELECT length(filling) FROM t')
      } finally {
        await second.close()
      }
    }, 'damaged')
  })

  withStore('refuses a second opener until the first closes', async (sql, { storage }) => {
    await rejects(() => storage.open(name, key), 'locked')
    await rejects(() => storage.destroy(name), 'locked')
    await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY)' }, insert(1)])
    const other = await storage.open('other', key)
    await other.close()
    await sql.close()
    const second = await storage.open(name, key)
    demandSame(await keys(second), [1], 'rows')
    await second.close()
  })

  test('leaves nothing when destroyed', async ({ storage }) => {
    await storage.destroy(name)
    const first = await storage.open(name, key)
    await first.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY)' }])
    await first.close()
    await storage.destroy(name)
    const second = await storage.open(name, otherKey)
    demandSame(await second.all('SELECT name FROM sqlite_schema'), [], 'tables')
    await second.close()
  })
}

function describeSearch(withStore: WithStore): void {
  withStore('searches full text', async (sql) => {
    await sql.batch([
      { sql: "CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')" },
      ...['Meet at the café', 'coffee later', 'Meeting moved'].map((text) => ({
        sql: 'INSERT INTO words (text) VALUES (?)',
        params: [text],
      })),
    ])
    const found = async (query: string) =>
      (await sql.all('SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid', [query])).map(
        (row) => row.rowid,
      )
    demandSame(await found('cafe'), [1], 'without the accent')
    demandSame(await found('meet*'), [1, 3], 'by prefix')
    const [hit] = await sql.all(
      "SELECT snippet(words, 0, '[', ']', '…', 5) AS s FROM words WHERE words MATCH 'moved'",
    )
    demandSame(hit, { s: 'Meeting [moved]' }, 'snippet')
  })
}

function describeLimits(withStore: WithStore): void {
  withStore('says when it is full, keeps what it had, and goes on when there is room', async (sql) => {
    await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY, filling)' }, ...filling(1, 10)])
    await sql.all('PRAGMA max_page_count = 40')
    await rejects(() => sql.batch(filling(11, 2000)), 'full')
    demandSame(await sum(sql), 55, 'while full')
    await sql.all('PRAGMA max_page_count = 1000000')
    await sql.batch(filling(11, 2000))
    demandSame(await sum(sql), (2000 * 2001) / 2, 'with room')
  })

  withStore('holds a hundred thousand rows', async (sql) => {
    await sql.batch([{ sql: 'CREATE TABLE t (k INTEGER PRIMARY KEY, filling)' }])
    for (let from = 1; from < 100_000; from += 10_000) await sql.batch(filling(from, from + 9_999))
    demandSame(await sum(sql), (100_000 * 100_001) / 2, 'sum')
    demandSame(
      (await sql.all('SELECT k FROM t WHERE k > ? LIMIT ?', [99_990, 20])).length,
      10,
      'the last ones',
    )
    demandSame(await sql.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }], 'integrity')
  })
}

function insert(k: number): Statement {
  return { sql: 'INSERT INTO t (k) VALUES (?)', params: [k] }
}

function filling(from: number, to: number): Statement[] {
  const text = 'a line as long as people write'.repeat(4)
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    sql: 'INSERT INTO t (k, filling) VALUES (?, ?)',
    params: [from + at, text],
  }))
}

async function keys(sql: Sql): Promise<unknown[]> {
  return (await sql.all('SELECT k FROM t ORDER BY k')).map((row) => row.k)
}

async function sum(sql: Sql): Promise<unknown> {
  return (await sql.all('SELECT sum(k) AS sum FROM t'))[0]?.sum
}

async function rejects(work: () => Promise<unknown>, fault: StoreFault): Promise<void> {
  try {
    await work()
  } catch (error) {
    demand(error instanceof StoreError, `Not a StoreError: ${String(error)}`)
    demandSame(error.fault, fault, `fault (${error.message})`)
    return
  }
  throw new Error(`It should have been refused as ${fault}`)
}
