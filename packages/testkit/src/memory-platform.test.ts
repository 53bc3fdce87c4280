import { expect, test } from 'vitest'
import { FakeClock } from './fake-clock.ts'
import { MemoryDisk } from './memory-disk.ts'
import { memoryPlatform } from './memory-platform.ts'
import { SeededRandom } from './seeded-random.ts'

const transport = {
  request: async () => ({ kind: 'unreachable' }) as const,
  connect: () => ({ send() {}, close() {}, buffered: 0 }),
}

test('the next life on the same disk finds what the last one left', async () => {
  const disk = new MemoryDisk()
  const live = () => memoryPlatform({ disk, transport, clock: new FakeClock(), random: new SeededRandom(1) })
  const first = live()
  const key = first.random.bytes(32)
  await first.secrets.set('store-key', key)
  const sql = await first.storage.open('main', key)
  await sql.batch([{ sql: 'CREATE TABLE t (k)' }, { sql: 'INSERT INTO t VALUES (7)' }])
  disk.crash()
  const second = live()
  const again = await second.storage.open('main', (await second.secrets.get('store-key')) ?? key.fill(0))
  expect(await again.all('SELECT k FROM t')).toEqual([{ k: 7 }])
})

test('waking is told to who listens', () => {
  const platform = memoryPlatform({ transport, clock: new FakeClock(), random: new SeededRandom(1) })
  let woken = 0
  const stop = platform.onWake(() => {
    woken++
  })
  platform.wake()
  stop()
  platform.wake()
  expect(woken).toBe(1)
})
