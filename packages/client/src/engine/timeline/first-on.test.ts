import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodePlatform } from '@sotto/client/node'
import { conversationIdFromBytes, messageIdFromBytes } from '@sotto/wire'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ArchiveSnapshot } from '../../api/archive.ts'
import { type Database, makeDatabase } from '../store/database.ts'
import { firstOn } from './first-on.ts'

let directory: string
let db: Database
let state: ArchiveSnapshot['state']
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sotto-first-on-'))
  state = 'complete'
  db = await makeDatabase(nodePlatform({ directory }), (error) => {
    throw error
  })
})
afterEach(async () => {
  await db.close()
  rmSync(directory, { recursive: true })
})

const made = <T>(value: T | undefined): T => {
  if (value === undefined) throw new TypeError('no id')
  return value
}
const talk = made(conversationIdFromBytes(new Uint8Array(16).fill(1)))
const other = made(conversationIdFromBytes(new Uint8Array(16).fill(2)))
const idAt = (pos: number) => made(messageIdFromBytes(new Uint8Array(32).fill(pos)))

const write = (pos: number, at: number, { conversation = talk, type = 'message' } = {}) =>
  db.write([
    {
      sql: `INSERT INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
            VALUES (?, ?, ?, ?, 'bob', 0, 'text', ?, 'sent', '{}')`,
      params: [conversation, idAt(pos), pos, type, at],
    },
  ])

/** What the archive has, by where each part begins, and whether it is here. */
const parts = (...all: readonly (readonly [start: number, isHere: boolean])[]) =>
  db.write(
    all.map(([start, isHere], serial) => ({
      sql: 'INSERT INTO archive_segments VALUES (?, ?, ?, 1, ?)',
      params: [talk, serial, start, isHere ? 1 : 0],
    })),
  )

const find = (at: number) => {
  const snapshot = async () => ({ state, done: 0, total: 0, waiting: 0 })
  return firstOn({ db, archive: () => ({ snapshot, tryAgain: async () => {} }) }, { conversation: talk, at })
}

test('it is the first message from then on, of this conversation', async () => {
  await write(1, 100, { conversation: other })
  await write(2, 150, { type: 'happening' })
  for (const pos of [3, 4, 5]) await write(pos, pos * 100)
  expect(await find(0)).toEqual({ message: { id: idAt(3), at: 300 }, whole: true })
  expect(await find(400)).toEqual({ message: { id: idAt(4), at: 400 }, whole: true })
  expect(await find(401)).toEqual({ message: { id: idAt(5), at: 500 }, whole: true })
  expect(await find(501)).toEqual({ whole: true })
})

test('of two of one moment it is the first in the order that is shown', async () => {
  await write(7, 300)
  await write(6, 300)
  expect((await find(300)).message?.id).toBe(idAt(6))
})

test('it says when what was written then may still have to come', async () => {
  await parts([0, true], [20, false], [40, true])
  for (const pos of [5, 45, 60]) await write(pos, pos * 100)
  expect(await find(300)).toEqual({ message: { id: idAt(5), at: 500 }, whole: true })
  // between them lies the part that is not here
  expect(await find(2500)).toEqual({ message: { id: idAt(45), at: 4500 }, whole: false })
  expect(await find(5000)).toEqual({ message: { id: idAt(60), at: 6000 }, whole: true })
  expect(await find(7000)).toEqual({ whole: true })
})

test('nobody knows while the archive was not looked at', async () => {
  await write(5, 500)
  state = 'unknown'
  expect(await find(100)).toMatchObject({ whole: false })
  expect(await find(600)).toMatchObject({ whole: true })
})
