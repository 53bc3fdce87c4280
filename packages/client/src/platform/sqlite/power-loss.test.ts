// Pulls the plug at every flush: of what was written since a file's last flush, any part may be missing.

import { SeededRandom } from '@sotto/testkit'
import { expect, test } from 'vitest'
import type { Sql } from '../../ports.ts'
import { loadSqlite } from '../node/load-sqlite.ts'
import { fillRandom } from '../web-standard/time-and-chance.ts'
import { openSealedDatabase } from './sealed-database.ts'
import { type DatabaseFiles, FileFault, memoryFile, type SyncFile } from './sync-file.ts'

const key = new Uint8Array(32).fill(3)

type Change = (file: SyncFile) => void

const sector = 512

/** A disk whose files lose a random part of what was not flushed when the power goes. */
class FragileDisk {
  readonly durable = { main: memoryFile(), journal: memoryFile(), wal: memoryFile() }
  readonly #random: SeededRandom
  #flushesLeft = Number.POSITIVE_INFINITY
  #off = false

  constructor(random: SeededRandom) {
    this.#random = random
  }

  /** A new process: what is durable is what there is. */
  boot(flushes: number): DatabaseFiles {
    this.#flushesLeft = flushes
    this.#off = false
    const { main, journal, wal } = this.durable
    return { main: this.#file(main), journal: this.#file(journal), wal: this.#file(wal), close() {} }
  }

  #file(durable: SyncFile): SyncFile {
    const live = memoryFile()
    live.write(contents(durable), 0)
    let pending: Change[] = []
    const change = (apply: Change) => {
      if (this.#off) throw new FileFault('failed')
      apply(live)
      pending.push(apply)
    }
    return {
      size: () => live.size(),
      read: (into, at) => live.read(into, at),
      write: (bytes, at) => {
        // of a long write, too, any part may be missing
        for (let from = 0; from < bytes.length; from += sector) {
          const copy = bytes.slice(from, from + sector)
          change((file) => file.write(copy, at + from))
        }
      },
      truncate: (size) => change((file) => file.truncate(size)),
      flush: () => {
        if (this.#off) throw new FileFault('failed')
        this.#off = this.#flushesLeft-- <= 0
        for (const apply of pending) if (!this.#off || this.#random.chance(0.5)) apply(durable)
        pending = []
        if (this.#off) throw new FileFault('failed')
      },
    }
  }
}

function contents(file: SyncFile): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(file.size())
  file.read(bytes, 0)
  return bytes
}

/** Writes batches until the power goes; answers the last one acknowledged. */
async function writeUntilDark(sql: Sql, from: number, random: SeededRandom): Promise<number> {
  let acknowledged = from
  try {
    for (let n = from + 1; n < from + 400; n++) {
      const filling = random.bytes(random.below(9000))
      await sql.batch([
        { sql: 'INSERT INTO log VALUES (?, ?)', params: [n, filling] },
        { sql: 'UPDATE counter SET n = ?', params: [n] },
        { sql: 'DELETE FROM log WHERE k % 7 = 3 AND k < ?', params: [n - 20] },
      ])
      acknowledged = n
    }
  } catch {}
  return acknowledged
}

async function survive(seed: number): Promise<void> {
  const random = new SeededRandom(seed)
  const disk = new FragileDisk(random)
  const first = await openSealedDatabase(await loadSqlite(), disk.boot(1e9), key, fillRandom)
  await first.batch([
    { sql: 'CREATE TABLE log (k INTEGER PRIMARY KEY, filling BLOB)' },
    { sql: 'CREATE TABLE counter (n INTEGER)' },
    { sql: 'INSERT INTO counter VALUES (0)' },
  ])
  await first.close()
  let last = 0
  for (let life = 0; life < 6; life++) {
    const sql = await openSealedDatabase(
      await loadSqlite(),
      disk.boot(random.below(150) + 5),
      key,
      fillRandom,
    )
    const [counter] = await sql.all('SELECT n, (SELECT max(k) FROM log) AS top FROM counter')
    expect(await sql.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    // The batch that was cut off may be there whole; what was acknowledged must be.
    expect([last, last + 1]).toContain(counter?.n)
    if (counter?.n !== 0) expect(counter?.top).toBe(counter?.n)
    last = await writeUntilDark(sql, Number(counter?.n), random)
  }
}

for (const seed of [1, 2, 3, 4, 5, 6]) {
  test(`what was acknowledged outlives a power cut (seed ${seed})`, () => survive(seed))
}

test('a new database whose making is cut off anywhere can be opened again', async () => {
  for (let flushes = 0; flushes < 12; flushes++) {
    const disk = new FragileDisk(new SeededRandom(flushes))
    const make = async (allowed: number) => {
      const sql = await openSealedDatabase(await loadSqlite(), disk.boot(allowed), key, fillRandom)
      await sql.batch([{ sql: 'CREATE TABLE IF NOT EXISTS t (k)' }, { sql: 'INSERT INTO t VALUES (1)' }])
      return sql
    }
    await make(flushes).catch(() => {})
    const sql = await make(1e9)
    expect(await sql.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  }
})
