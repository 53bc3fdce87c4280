import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshFolder, removeFolder } from '../testing/test-server.ts'
import { type Database, databaseFile, openDatabase } from './database.ts'
import { StoreError } from './errors.ts'
import type { Migrations } from './migrations.ts'

const notes: Migrations = { room: 'notes', steps: ['CREATE TABLE note (text TEXT PRIMARY KEY) STRICT'] }
let dataDir: string
let db: Database

beforeEach(() => {
  dataDir = freshFolder()
  db = openDatabase({ dataDir, migrations: [notes] })
})

afterEach(async () => {
  await db.close()
  removeFolder(dataDir)
})

const insert = (text: string) => () => db.prepare('INSERT INTO note VALUES (?)').run(text)
const all = (of: Database = db) =>
  of
    .prepare('SELECT text FROM note ORDER BY text')
    .all()
    .map((row) => row.text)
async function storeError(work: Promise<unknown> | (() => unknown)): Promise<StoreError> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('group commit', () => {
  test('[D-2] a promise resolves only when its group is committed', async () => {
    const order: string[] = []
    const observed = openDatabase({
      dataDir: ':memory:',
      migrations: [notes],
      observer: {
        committed: (units) => order.push(`committed ${units}`),
        failed: () => order.push('failed'),
      },
    })
    const write = (text: string) =>
      observed
        .write(() => {
          observed.prepare('INSERT INTO note VALUES (?)').run(text)
          order.push(`ran ${text}`)
        })
        .then(() => order.push(`resolved ${text}`))
    await Promise.all([write('a'), write('b')])
    expect(order).toEqual(['ran a', 'ran b', 'committed 2', 'resolved a', 'resolved b'])
    await observed.close()
  })

  test('a unit that throws is undone alone, in memory too', async () => {
    await db.write(insert('a'))
    let undone = 0
    const results = await Promise.allSettled([
      db.write(insert('b')),
      db.write((unit) => {
        insert('c')()
        unit.onUndo(() => {
          undone += 1
        })
        throw new RangeError('no')
      }),
      db.write(insert('d')),
    ])
    expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: new RangeError('no') })
    expect(all()).toEqual(['a', 'b', 'd'])
    expect(undone).toBe(1)
  })

  test('a constraint that fails is no failure of the store', async () => {
    await db.write(insert('a'))
    const [again] = await Promise.allSettled([db.write(insert('a')), db.write(insert('b'))])
    expect(again?.status).toBe('rejected')
    expect(again).not.toMatchObject({ reason: expect.any(StoreError) })
    expect(all()).toEqual(['a', 'b'])
  })

  test('steps are undone last first, for the whole group, when the disk is full', async () => {
    const undone: string[] = []
    db.pragma(`max_page_count = ${pages()}`)
    const big = 'x'.repeat(100_000)
    const results = await Promise.allSettled([
      db.write((unit) => {
        unit.onUndo(() => undone.push('first'))
        unit.onUndo(() => undone.push('second'))
        insert(big)()
      }),
      db.write((unit) => {
        unit.onUndo(() => undone.push('third'))
        insert('small')()
      }),
    ])
    expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'full' } })
    expect(undone.indexOf('second')).toBeLessThan(undone.indexOf('first'))
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(StoreError)
    }
  })

  test('a full disk refuses with `full`, acknowledges nothing, and works again when there is room', async () => {
    db.pragma(`max_page_count = ${pages()}`)
    const failed = await storeError(db.write(insert('x'.repeat(200_000))))
    expect(failed.code).toBe('full')
    expect(failed.toRefusal().code).toBe('store_full')
    expect(all()).toEqual([])
    db.pragma('max_page_count = 1000000')
    await db.write(insert('room again'))
    expect(all()).toEqual(['room again'])
  })

  test('a disk that refuses the commit refuses the whole group', async () => {
    db.pragma('query_only = ON')
    const results = await Promise.allSettled([db.write(insert('a')), db.write(insert('b'))])
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'read_only' } })
    db.pragma('query_only = OFF')
    await db.write(insert('c'))
    expect(all()).toEqual(['c'])
  })

  test('close commits what is queued, and what comes later is refused', async () => {
    const queued = db.write(insert('last'))
    await db.close()
    await queued
    expect((await storeError(db.write(insert('later')))).code).toBe('closed')
    db = openDatabase({ dataDir, migrations: [notes] })
    expect(all()).toEqual(['last'])
  })
})

describe('opening', () => {
  test('rooms bring their own steps, and only the new ones run', async () => {
    await db.write(insert('kept'))
    await db.close()
    const more: Migrations = {
      room: 'notes',
      steps: [...notes.steps, 'ALTER TABLE note ADD COLUMN mark INTEGER'],
    }
    const other: Migrations = { room: 'other', steps: ['CREATE TABLE other (id INTEGER PRIMARY KEY) STRICT'] }
    db = openDatabase({ dataDir, migrations: [other, more] })
    expect(db.prepare('SELECT text, mark FROM note').all()).toEqual([{ text: 'kept', mark: null }])
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 })
  })

  test('a step that fails leaves the schema as it was', async () => {
    await db.close()
    const broken: Migrations = {
      room: 'notes',
      steps: [...notes.steps, 'CREATE TABLE fine (a); CREATE BROKEN'],
    }
    expect(() => openDatabase({ dataDir, migrations: [broken] })).toThrow()
    db = openDatabase({ dataDir, migrations: [notes] })
    expect(db.prepare("SELECT name FROM sqlite_master WHERE name = 'fine'").all()).toEqual([])
  })

  test('a newer schema, a damaged file and a busy file are named', async () => {
    expect((await storeError(() => openDatabase({ dataDir, migrations: [notes] }))).code).toBe('busy')
    await db.close()
    expect((await storeError(() => openDatabase({ dataDir, migrations: [] }))).code).toBe('newer_schema')
    writeFileSync(
      join(dataDir, databaseFile),
      'this is no database, but long enough to have a header'.repeat(300),
    )
    expect((await storeError(() => openDatabase({ dataDir, migrations: [notes] }))).code).toBe('damaged')
  })

  test('a folder that is a file cannot be written', async () => {
    const file = join(dataDir, 'file')
    writeFileSync(file, '')
    chmodSync(file, 0o400)
    const error = await storeError(() => openDatabase({ dataDir: file, migrations: [notes] }))
    expect(error.code).toBe('read_only')
    expect(error.message).not.toContain(dataDir)
  })
})

function pages(): number {
  return Number(db.prepare('PRAGMA page_count').get()?.page_count)
}
