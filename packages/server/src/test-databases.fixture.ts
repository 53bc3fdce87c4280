// Databases for tests of stores: each in a folder of its own, opened anew with what was kept, and gone after the test.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { type Database, openDatabase } from './store/database.ts'
import type { Migrations } from './store/migrations.ts'

/** To be called once in a file of tests. */
export function testDatabases(migrations: readonly Migrations[]) {
  const folders: string[] = []
  const databases: Database[] = []
  afterEach(async () => {
    for (const database of databases.splice(0)) await database.close()
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })

  function open(dataDir: string): Database {
    const database = openDatabase({ dataDir, migrations })
    databases.push(database)
    return database
  }

  /** An empty one; `reopen` closes it and opens what it has kept. */
  return function freshDatabase(): { readonly database: Database; reopen(): Promise<Database> } {
    const dataDir = mkdtempSync(join(tmpdir(), 'sotto-store-'))
    folders.push(dataDir)
    const database = open(dataDir)
    const reopen = async () => {
      await database.close()
      return open(dataDir)
    }
    return { database, reopen }
  }
}
