// Who takes part, where each device stands, and who knows whom.

import type { AccountName, ConversationId } from '@sotto/wire'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { groupId } from '../../testing/test-device.ts'
import type { Facts, LogChange } from '../delivery-store.ts'
import { alice, bob, carol, message, type OpenStore, Scene } from './scene.fixture.ts'

export function rosterContract(name: string, open: OpenStore): void {
  describe(`rosters of the delivery store (${name})`, () => {
    let on: Scene
    beforeEach(async () => {
      on = await Scene.open(open)
    })
    afterEach(() => on.dispose())

    test('[D-6] cursors only move forward, within the log, and survive', async () => {
      await on.found()
      await on.append(message(alice.device))
      on.store.acknowledge(bob.device, [{ conversation: on.conversation, seq: 2 }])
      on.store.acknowledge(bob.device, [{ conversation: on.conversation, seq: 1 }])
      expect(await on.positions(bob.device)).toEqual([
        { conversation: on.conversation, cursor: 2, lastSeq: 2, ended: false },
      ])
      on.store.acknowledge(alice.device, [{ conversation: on.conversation, seq: 999 }])
      expect(await on.positions(alice.device)).toMatchObject([{ cursor: 2 }])
      on.store.acknowledge(carol.device, [{ conversation: on.conversation, seq: 2 }])
      await on.store.settle()
      await on.reopen('crashed')
      expect(await on.positions(bob.device)).toMatchObject([{ cursor: 2, lastSeq: 2 }])
    })

    test('[D-6] a device stands where it stood in each of many conversations', async () => {
      const conversations = Array.from({ length: 300 }, groupId)
      const place = { account: alice.account, device: alice.device }
      const change = { kind: 'group', generation: 0, epoch: 1, joins: [place] } as const
      const found = async (conversation: ConversationId) => {
        const entry = message(alice.device)
        await on.store.append({ conversation, id: entry.id }, () => ({ do: 'append', entry, change }))
        on.store.acknowledge(alice.device, [{ conversation, seq: 1 }])
      }
      await Promise.all(conversations.map(found))
      const expected = conversations
        .toSorted()
        .map((conversation) => ({ conversation, cursor: 1, lastSeq: 1 }))
      const sorted = (await on.positions(alice.device)).toSorted((a, b) =>
        a.conversation < b.conversation ? -1 : 1,
      )
      expect(sorted).toMatchObject(expected)
      await on.store.settle(true)
      await on.reopen('closed')
      expect(await on.positions(alice.device)).toHaveLength(300)
      expect(await on.store.position(alice.device, conversations[7] ?? groupId())).toMatchObject({
        cursor: 1,
      })
      expect(await on.store.position(bob.device, conversations[7] ?? groupId())).toBeUndefined()
      expect(await on.store.position(alice.device, groupId())).toBeUndefined()
    })

    test('[D-9] a removed device is on the roster until it has read its last entry', async () => {
      await on.found()
      await on.append({ ...message(alice.device), kind: 'commit' }, { epoch: 2, ends: [bob.device] })
      await on.append(message(alice.device))
      expect(await on.positions(bob.device)).toEqual([
        { conversation: on.conversation, cursor: 0, lastSeq: 2, ended: true },
      ])
      on.store.acknowledge(bob.device, [{ conversation: on.conversation, seq: 99 }])
      await on.store.settle()
      expect(await on.positions(bob.device)).toEqual([])
      expect((await on.store.log(on.conversation))?.roster.has(bob.device)).toBe(false)
    })

    test('[D-9] a joining device stands before its entry, or where it stood in the stay before', async () => {
      await on.found([alice])
      await on.append(message(alice.device))
      const joins = [{ ...bob }]
      await on.append(
        { ...message(alice.device), kind: 'commit', welcome: Buffer.from('hi') },
        { epoch: 2, joins },
      )
      expect(await on.positions(bob.device)).toMatchObject([{ cursor: 2, lastSeq: 3 }])
      expect(Buffer.from((await on.store.welcome(on.conversation, 3)) ?? []).toString()).toBe('hi')
      await on.append(message(alice.device))
      await on.append(
        { ...message(alice.device), kind: 'commit', welcome: Buffer.from('ho') },
        { epoch: 3, joins },
      )
      expect(await on.positions(bob.device)).toMatchObject([{ cursor: 2, lastSeq: 5 }])
      const place = (await on.store.log(on.conversation))?.roster.get(bob.device)
      expect(place).toMatchObject({ joined: 5, earlier: [{ joined: 3, until: 4 }] })
    })

    test('[D-9] every stay is remembered until it is read, over a restart', async () => {
      const change = async (more: Pick<LogChange, 'joins' | 'ends'>) => {
        const entry = { ...message(alice.device), kind: 'commit', welcome: Buffer.from('hi') } as const
        await on.append(entry, { epoch: 2, ...more })
        await on.append(message(alice.device))
      }
      const stays = async () => {
        const place = (await on.store.log(on.conversation))?.roster.get(bob.device)
        return [...(place?.earlier ?? []), place].map((stay) => [stay?.joined, stay?.until])
      }
      await on.found()
      await change({ ends: [bob.device] })
      await change({ joins: [bob] })
      await change({ ends: [bob.device] })
      await change({ joins: [bob] })
      const all = [
        [1, 2],
        [4, 6],
        [8, undefined],
      ]
      expect(await stays()).toEqual(all)
      await on.store.settle(true)
      await on.reopen('crashed')
      expect(await stays()).toEqual(all)
      expect(Buffer.from((await on.store.welcome(on.conversation, 4)) ?? []).toString()).toBe('hi')
      on.store.acknowledge(bob.device, [{ conversation: on.conversation, seq: 3 }])
      await on.store.settle(true)
      await on.reopen('closed')
      expect(await stays()).toEqual(all.slice(1))
      on.store.acknowledge(bob.device, [{ conversation: on.conversation, seq: 8 }])
      await change({ ends: [bob.device], joins: [] })
      await change({ joins: [bob] })
      expect(await stays()).toEqual([
        [8, 10],
        [12, undefined],
      ])
      await on.store.forgetDevice(bob.device)
      await on.store.settle(true)
      await on.reopen('closed')
      expect(await stays()).toEqual([[undefined, undefined]])
    })

    test('[C-6] who knows whom is found over all conversations', async () => {
      const factsOf = async (by: AccountName, accounts: readonly AccountName[]) => {
        let facts: Facts | undefined
        await on.store.append(
          { conversation: groupId(), id: message(alice.device).id, newcomers: { by, accounts } },
          (seen) => {
            facts = seen
            return { do: 'refuse', refusal: { code: 'forbidden', message: 'only asked' } }
          },
        )
        return facts
      }
      expect(await factsOf(alice.account, [bob.account])).toMatchObject({
        acquainted: new Set(),
        openRequests: 0,
      })
      await on.found([alice])
      const asked = { state: 'request', invitedBy: alice.account } as const
      await on.append(message(alice.device), { members: [[bob.account, asked]] })
      expect(await factsOf(alice.account, [bob.account])).toMatchObject({
        acquainted: new Set(),
        openRequests: 1,
      })
      expect(await on.store.unansweredBy(alice.account)).toEqual(new Set([bob.account]))
      expect(await on.store.unansweredBy(bob.account)).toEqual(new Set())
      expect(await on.store.conversationsOf(bob.account)).toEqual([on.conversation])
      expect(await on.store.peersOf(alice.account)).toEqual([bob.account])
      await on.store.amend(on.conversation, () => ({
        do: 'change',
        change: { members: [[bob.account, { ...asked, state: 'active' }]] },
      }))
      expect(await factsOf(alice.account, [bob.account])).toMatchObject({
        acquainted: new Set([bob.account]),
        openRequests: 0,
      })
      expect(await on.store.unansweredBy(alice.account)).toEqual(new Set())
    })
  })
}
