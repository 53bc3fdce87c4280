import { createEngine, type SessionSnapshot } from '@sotto/client'
import type { Transport } from '@sotto/client/ports'
import { expect, it } from 'vitest'
import { FakeClock } from './fake-clock.ts'
import { startHarness } from './harness.ts'
import { memoryPlatform } from './memory-platform.ts'
import { must } from './person.ts'
import { SeededRandom } from './seeded-random.ts'
import { until } from './until.ts'

const noNetwork: Transport = {
  request: async () => ({ kind: 'unreachable' }),
  connect: (_url, listener) => {
    queueMicrotask(() => listener.closed())
    return { send() {}, close() {}, buffered: 0 }
  },
}

const word = 'sotto-sign-outs'

it('[S-3] a sign-out that died before it wiped the profile is finished by the next start, without a network too', async () => {
  const harness = await startHarness()
  try {
    const alice = await harness.newPerson('alice')
    await alice.close()
    const disk = alice.disk.copy()
    await alice.start(undefined, true)
    must(await alice.engine.call('signOut'))
    const kept = await alice.disk.secrets.get(word)
    if (kept === undefined) throw new Error('the word is not kept')
    await disk.secrets.set(word, kept)
    const parts = { disk, transport: noNetwork, clock: new FakeClock(), random: new SeededRandom(1) }
    const engine = await createEngine(memoryPlatform(parts))
    const seen: SessionSnapshot[] = []
    engine.watch('session', undefined, (snapshot) => seen.push(snapshot))
    await until(() => seen.length > 0, 'told')
    expect(seen).toEqual([{ state: 'signed-out', reason: 'signed-out' }])
    expect(disk.look('sotto', 'SELECT 1')).toEqual([])
    expect(await disk.secrets.get(word)).toEqual(kept)
    await engine.close()
    disk.discard()
  } finally {
    await harness.close()
  }
})

it('[S-3] what is kept of a sign-out holds no secret: it is the signed word alone', async () => {
  const harness = await startHarness()
  try {
    const alice = await harness.newPerson('alice')
    alice.goOffline()
    must(await alice.engine.call('signOut'))
    const kept = await alice.disk.secrets.get(word)
    const words = JSON.parse(new TextDecoder().decode(kept)) as readonly object[]
    expect(words).toEqual([
      { server: harness.url, device: alice.device, revocation: expect.stringMatching(/^[\w-]+$/) },
    ])
  } finally {
    await harness.close()
  }
})
