// What stays over crashes, full disks and time, and what goes.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { alice, bob, everything, message, type OpenStore, plain, Scene } from './scene.fixture.ts'

export function keepingContract(name: string, open: OpenStore): void {
  describe(`keeping of the delivery store (${name})`, () => {
    let on: Scene
    beforeEach(async () => {
      on = await Scene.open(open)
    })
    afterEach(() => on.dispose())

    for (const how of ['closed', 'crashed'] as const) {
      test(`[D-2] after the server was ${how} everything answered is there`, async () => {
        await on.found()
        await Promise.all(Array.from({ length: 10 }, () => on.append(message(alice.device, 100))))
        const before = await on.store.read(on.conversation, 0, everything)
        await on.reopen(how)
        expect((await on.store.read(on.conversation, 0, everything)).map(plain)).toEqual(before.map(plain))
        expect(await on.store.log(on.conversation)).toMatchObject({ lastSeq: 11, epoch: 1, kind: 'group' })
        expect(await on.append(message(bob.device))).toMatchObject({ value: { seq: 12 } })
      })
    }

    test('[D-2] settling twice at once loses nothing that is written meanwhile', async () => {
      await on.found()
      await on.append(message(alice.device))
      const meanwhile = on.append(message(alice.device))
      await Promise.all([meanwhile, on.store.settle(true), on.store.settle(true)])
      await on.append(message(alice.device))
      await on.store.settle(true)
      await on.reopen('crashed')
      expect(await on.seqs()).toEqual([1, 2, 3, 4])
    })

    test('[D-10] what every device has acknowledged is deleted, and nothing else', async () => {
      await on.found()
      for (let i = 0; i < 4; i += 1) await on.append(message(alice.device))
      on.store.acknowledge(alice.device, [{ conversation: on.conversation, seq: 5 }])
      await on.store.settle(true)
      expect(await on.seqs()).toEqual([1, 2, 3, 4, 5])
      on.store.acknowledge(bob.device, [{ conversation: on.conversation, seq: 3 }])
      await on.store.settle(true)
      expect(await on.seqs()).toEqual([4, 5])
      expect(await on.store.welcome(on.conversation, 1)).toBeUndefined()
    })

    test('[D-10] a Welcome goes with its entry, also when everybody was quick', async () => {
      await on.found()
      for (const { device } of [alice, bob])
        on.store.acknowledge(device, [{ conversation: on.conversation, seq: 1 }])
      await on.store.settle(true)
      expect(await on.seqs()).toEqual([])
      expect(await on.store.welcome(on.conversation, 1)).toBeUndefined()
    })

    test('[D-6] a crash before cursors are written sends again, and loses nothing', async () => {
      await on.found()
      await on.append(message(alice.device))
      for (const { device } of [alice, bob])
        on.store.acknowledge(device, [{ conversation: on.conversation, seq: 2 }])
      await on.reopen('crashed')
      expect(await on.positions(bob.device)).toMatchObject([{ cursor: 0, lastSeq: 2 }])
      expect(await on.seqs()).toEqual([1, 2])
    })

    test('[D-10] what is older than the retention period goes, and only that', async () => {
      await on.found()
      await on.append(message(alice.device))
      on.time = 5000
      await on.append(message(alice.device))
      expect(await on.store.expire(5000)).toBe(2)
      expect(await on.seqs()).toEqual([3])
      expect(await on.store.expire(5000)).toBe(0)
    })

    test('[S-3] a forgotten device is off every roster and holds nothing back', async () => {
      await on.found()
      await on.append(message(alice.device))
      await on.store.forgetDevice(bob.device)
      expect(await on.positions(bob.device)).toEqual([])
      on.store.acknowledge(alice.device, [{ conversation: on.conversation, seq: 2 }])
      await on.store.settle(true)
      expect(await on.seqs()).toEqual([])
      await on.reopen('crashed')
      expect(await on.positions(bob.device)).toEqual([])
      expect(await on.append(message(alice.device))).toMatchObject({ value: { seq: 3 } })
    })

    test('[O-4] a forgotten account is in no conversation, with none of its devices, and whom it invited stays', async () => {
      await on.found()
      await on.append(message(alice.device))
      const before = await on.store.log(on.conversation)
      expect(await on.store.forgetAccount(alice.account)).toBe(1)
      for (const mode of ['now', 'reopened'] as const) {
        if (mode === 'reopened') await on.reopen('crashed')
        const log = await on.store.log(on.conversation)
        expect(log?.members.has(alice.account)).toBe(false)
        expect([...(log?.members.keys() ?? [])]).toEqual(
          [...(before?.members.keys() ?? [])].filter((one) => one !== alice.account),
        )
        for (const { invitedBy } of log?.members.values() ?? []) expect(invitedBy).not.toBe(alice.account)
        for (const { account } of log?.roster.values() ?? []) expect(account).not.toBe(alice.account)
        expect(await on.positions(alice.device)).toEqual([])
        expect(await on.store.conversationsOf(alice.account)).toEqual([])
        expect(await on.positions(bob.device)).toHaveLength(1)
      }
      expect(await on.store.forgetAccount(alice.account)).toBe(0)
    })

    test('[D-2] a full disk refuses with `store_full`, keeps the log whole, and recovers', async () => {
      await on.found()
      await on.append(message(alice.device))
      on.setFull(true)
      const results = await Promise.all([
        on.append(message(alice.device, 60_000)),
        on.append({ ...message(alice.device, 60_000), kind: 'commit' }, { epoch: 2, ends: [bob.device] }),
      ])
      for (const result of results) expect(result).toMatchObject({ ok: false, error: { code: 'store_full' } })
      expect(await on.store.log(on.conversation)).toMatchObject({ lastSeq: 2, epoch: 1 })
      expect((await on.store.log(on.conversation))?.roster.get(bob.device)?.until).toBeUndefined()
      on.setFull(false)
      expect(await on.append(message(alice.device))).toMatchObject({ value: { seq: 3 } })
      await on.reopen('crashed')
      expect(await on.seqs()).toEqual([1, 2, 3])
      expect(await on.store.log(on.conversation)).toMatchObject({ epoch: 1 })
    })
  })
}
