import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { conversationIdFromBytes } from '@sotto/wire'
import { expect, test } from 'vitest'
import { freshFolder, removeFolder } from '../testing/test-server.ts'
import { openDatabase } from './database.ts'
import { deliveryMigrations } from './delivery-schema.ts'
import { openDeliveryStore } from './sqlite-delivery-store.ts'

const writer = fileURLToPath(new URL('./crash-writer.fixture.ts', import.meta.url))
const kills = 5

/** Runs the writer until it has acknowledged so many, kills it in the middle, and returns what it said. */
async function writeAndKill(dataDir: string, acknowledged: number): Promise<Map<number, string>> {
  const child = spawn(process.execPath, [writer, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString()
    if (text.split('\n').length > acknowledged) child.kill('SIGKILL')
  })
  const [code, signal] = await once(child, 'close')
  expect([code, signal]).toEqual([null, 'SIGKILL'])
  const lines = text.split('\n').slice(0, -1)
  return new Map(lines.map((line) => [Number(line.split(' ')[0]), line.split(' ')[1] ?? '']))
}

test('[D-2] everything acknowledged before a SIGKILL is there after it, once and in its place', async () => {
  const dataDir = freshFolder()
  const conversation = conversationIdFromBytes(Buffer.alloc(16, 7))
  if (conversation === undefined) throw new Error('16 bytes are an id')
  const said = new Map<number, string>()
  for (let kill = 1; kill <= kills; kill += 1) {
    for (const [seq, id] of await writeAndKill(dataDir, 150 * kill)) {
      expect(said.has(seq)).toBe(false)
      said.set(seq, id)
    }
  }
  const db = openDatabase({ dataDir, migrations: [deliveryMigrations] })
  const store = await openDeliveryStore(db, { clock: { now: () => 0 } })
  const log = await store.read(conversation, 0, { entries: 1e6, bytes: 1e9 })
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, i) => i + 1))
  const stored = new Map<number, string>(log.map((entry) => [entry.seq, entry.id]))
  for (const [seq, id] of said) expect(stored.get(seq)).toBe(id)
  expect(said.size).toBeGreaterThan(1000)
  await db.close()
  removeFolder(dataDir)
}, 120_000)
