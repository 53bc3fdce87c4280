import type { ConversationId, Entry, ServerFrame } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import { heapAfterCollection } from '../heap.ts'
import { goesOn } from '../lying-server/lies.ts'
import type { Person } from '../person.ts'
import { SeededRandom } from '../seeded-random.ts'
import { until } from '../until.ts'
import { mutateBytes, mutateJson } from './mutate.ts'

const frames = 4000
const entriesEach = 5
const answers = 1500
const roomForNoise = 48 * 1024 * 1024
const kinds = ['message', 'commit', 'welcome', 'left', 'rejoin', 'gap'] as const

/** An engine under a server that sends nonsense: it may lose its place, and must not lose its mind. */
describe('an engine that is sent nonsense', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let talk: ConversationId
  beforeAll(async () => {
    harness = await startHarness({ speed: 10 })
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    talk = await befriend(alice, bob)
  })
  afterAll(() => harness.close())

  it(`[E-2] goes on after ${frames * entriesEach} damaged entries, and shows none of them`, async () => {
    const random = new SeededRandom(81)
    const genuine: Entry[] = []
    let left = frames
    let before = 0
    bob.line.lie = {
      frame: (frame) => {
        if (frame.kind === 'deliver') genuine.push(...frame.entries)
        if (genuine.length < 3 || left === 0) return [frame]
        if (left < (frames * 3) / 4 && before === 0) before = heapAfterCollection()
        const nonsense = Array.from({ length: Math.min(left, 40) }, () => strange(genuine, random))
        left -= nonsense.length
        return [...nonsense, frame]
      },
    }
    for (let round = 0; left > 0; round++) {
      await alice.send(talk, `genuine ${round}`)
      await bob.engine.call('reconnect')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    bob.line.lie = {}
    await goesOn(talk, alice, bob)
    const shown = (await bob.messages(talk)).filter((one) => !one.mine).map((one) => one.text)
    const written = new Set((await alice.texts(talk)).values())
    expect(shown.filter((text) => !written.has(text))).toEqual([])
    expect(new Set(shown).size).toBe(shown.length)
    expect(heapAfterCollection() - before).toBeLessThan(roomForNoise)
  }, 240_000)

  function strange(genuine: readonly Entry[], random: SeededRandom): ServerFrame {
    const entries = Array.from({ length: entriesEach }, (): Entry => {
      const [one, other] = [random.pick(genuine), random.pick(genuine)]
      const bytes = random.chance(0.2) ? other.bytes : mutateBytes(one.bytes, other.bytes, random)
      const seq = Math.max(1, random.pick([one.seq, other.seq, one.seq + random.below(100), 2 ** 45, 1]))
      const kind = random.chance(0.7) ? one.kind : random.pick(kinds)
      return { ...one, seq, kind, bytes, id: random.chance(0.5) ? one.id : other.id }
    })
    return { kind: 'deliver', entries }
  }

  it(`[E-1] answers every command, whatever comes back for ${answers} requests`, async () => {
    const random = new SeededRandom(82)
    let changed = 0
    bob.line.lie = {
      answer: (request, response) => {
        // the session itself stays: without one there is nothing to send nonsense to
        if (response.kind !== 'answer' || request.url.includes('/sessions')) return response
        changed++
        const status = random.chance(0.2) ? random.pick([204, 400, 404, 409, 429, 500, 503]) : response.status
        return { ...response, status, json: mutateJson(response.json, random) }
      },
    }
    for (let round = 0; changed < answers; round++) {
      const { engine } = bob
      const outcomes = await Promise.all([
        engine.call('block', { account: alice.account }),
        engine.call('unblock', { account: alice.account }),
        engine.call('openDirect', { account: alice.account }),
        engine.call('acceptRequest', { conversation: talk }),
        ...Array.from({ length: 8 }, () => people(bob, `a${round % 7}`)),
      ])
      expect(outcomes.every((one) => one !== undefined)).toBe(true)
    }
    bob.line.lie = {}
    await until(async () => (await bob.engine.call('unblock', { account: alice.account })).ok, 'unblocked')
    await goesOn(talk, alice, bob)
  }, 240_000)
})

function people(person: Person, query: string): Promise<unknown> {
  return person.look('people', { query })
}
