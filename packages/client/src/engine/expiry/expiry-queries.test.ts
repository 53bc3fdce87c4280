import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodePlatform } from '@sotto/client/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, makeDatabase } from '../store/database.ts'
import { expiryQueries } from './expiry.ts'

let directory: string
let db: Database
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sotto-expiry-'))
  db = await makeDatabase(nodePlatform({ directory }), (error) => {
    throw error
  })
})
afterAll(async () => {
  await db.close()
  rmSync(directory, { recursive: true })
})

test('[CT-21] what is asked after each change reads none of the messages that stay', async () => {
  for (const query of Object.values(expiryQueries)) {
    const plan = await db.all(`EXPLAIN QUERY PLAN ${query}`, [1])
    const scans = plan.map((row) => String(row.detail)).filter((step) => step.startsWith('SCAN items'))
    expect(scans.filter((step) => !/items_going|items_uncounted/.test(step))).toEqual([])
  }
})
