// What is written: numbered, told, decided by rules that see what came before, known by its id.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Decision, Facts, WrittenEntry } from '../delivery-store.ts'
import { alice, bob, everything, message, type OpenStore, Scene } from './scene.fixture.ts'

export function writingContract(name: string, open: OpenStore): void {
  describe(`writing of the delivery store (${name})`, () => {
    let on: Scene
    beforeEach(async () => {
      on = await Scene.open(open)
    })
    afterEach(() => on.dispose())

    test('[D-1] entries are numbered 1, 2, 3 … and read back as they were written', async () => {
      await on.found()
      const sent = Array.from({ length: 20 }, (_, i) => message(alice.device, i * 50))
      const results = await Promise.all(sent.map((entry) => on.append(entry)))
      expect(results).toEqual(
        sent.map((_, i) => ({ ok: true, value: { seq: i + 2, at: 1000, known: false } })),
      )
      const read = await on.store.read(on.conversation, 1, everything)
      expect(
        read.map((entry) => ({ id: entry.id, bytes: Buffer.from(entry.bytes), sender: entry.sender })),
      ).toEqual(sent.map(({ id, bytes, sender }) => ({ id, bytes: Buffer.from(bytes), sender })))
    })

    test('[D-1] times never go back within a log', async () => {
      await on.found()
      on.time = 500
      expect(await on.append(message(alice.device))).toMatchObject({ value: { at: 1000 } })
    })

    test('what was written is told once, in order, after it is written', async () => {
      const told: WrittenEntry[] = []
      on.store.onWritten((written) => told.push(written))
      await on.found()
      await Promise.all([on.append(message(alice.device)), on.append(message(bob.device))])
      expect(told.map((one) => one.seq)).toEqual([1, 2, 3])
      expect(told[0]?.change?.joins).toHaveLength(2)
      expect(told[1]).toMatchObject({
        conversation: on.conversation,
        sender: alice.device,
        change: undefined,
      })
    })

    test('what a rule refuses or throws changes nothing and harms no neighbour', async () => {
      await on.found()
      const refusal = { code: 'forbidden', message: 'no' } as const
      const [one, two, three, four] = await Promise.allSettled([
        on.append(message(alice.device)),
        on.store.append({ conversation: on.conversation, id: message(alice.device).id }, () => ({
          do: 'refuse',
          refusal,
        })),
        on.store.append({ conversation: on.conversation, id: message(alice.device).id }, () => {
          throw new RangeError('a bug')
        }),
        on.append(message(alice.device)),
      ])
      expect(one).toMatchObject({ value: { ok: true, value: { seq: 2 } } })
      expect(two).toMatchObject({ value: { ok: false, error: refusal } })
      expect(three).toMatchObject({ status: 'rejected', reason: new RangeError('a bug') })
      expect(four).toMatchObject({ value: { ok: true, value: { seq: 3 } } })
    })

    test('[D-5] rules see what the request before them wrote, also in the same group', async () => {
      await on.found()
      const epochs: number[] = []
      const commit = (): Promise<unknown> =>
        on.store.append(
          { conversation: on.conversation, id: message(alice.device).id },
          ({ log }): Decision => {
            epochs.push(log?.epoch ?? 0)
            return {
              do: 'append',
              entry: { ...message(alice.device), kind: 'commit' },
              change: { epoch: (log?.epoch ?? 0) + 1 },
            }
          },
        )
      await Promise.all([commit(), commit(), commit()])
      expect(epochs).toEqual([1, 2, 3])
      expect((await on.store.log(on.conversation))?.epoch).toBe(4)
    })

    test('[D-3] the log knows its entries by id, before and after they are moved', async () => {
      await on.found()
      const entry = message(alice.device)
      await on.append(entry)
      const known = async () => {
        let facts: Facts | undefined
        await on.store.append({ conversation: on.conversation, id: entry.id }, (seen) => {
          facts = seen
          return { do: 'known', seq: 0, at: 0 }
        })
        return facts?.known
      }
      expect(await known()).toMatchObject({ seq: 2, sender: alice.device })
      await on.store.settle(true)
      expect(await known()).toMatchObject({ seq: 2, sender: alice.device })
      await on.reopen('closed')
      expect(await known()).toMatchObject({ seq: 2, sender: alice.device })
    })

    test('an amendment that is refused or empty changes nothing', async () => {
      await on.found()
      const refusal = { code: 'forbidden', message: 'no' } as const
      expect(await on.store.amend(on.conversation, () => ({ do: 'refuse', refusal }))).toEqual({
        ok: false,
        error: refusal,
      })
      expect(await on.store.amend(on.conversation, () => ({ do: 'nothing' }))).toEqual({
        ok: true,
        value: undefined,
      })
      expect(await on.store.log(on.conversation)).toMatchObject({ epoch: 1, lastSeq: 1 })
    })

    test('reading stops at the number and at the bytes asked for, but gives one entry', async () => {
      await on.found()
      for (let i = 0; i < 5; i += 1) await on.append(message(alice.device, 1000))
      for (const settled of [false, true]) {
        if (settled) await on.store.settle(true)
        expect(await on.store.read(on.conversation, 1, { entries: 2, bytes: 1e9 })).toHaveLength(2)
        expect(await on.store.read(on.conversation, 1, { entries: 100, bytes: 2500 })).toHaveLength(2)
        expect(await on.store.read(on.conversation, 1, { entries: 100, bytes: 1 })).toHaveLength(1)
        expect(await on.store.read(on.conversation, 6, everything)).toEqual([])
      }
    })

    test('reading goes over the seam between moved entries and new ones', async () => {
      await on.found()
      await on.append(message(alice.device))
      await on.store.settle(true)
      await on.append(message(alice.device))
      expect(await on.seqs()).toEqual([1, 2, 3])
      expect(await on.seqs(1)).toEqual([2, 3])
    })
  })
}
