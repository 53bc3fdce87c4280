import type { PersonSnapshot } from '@sotto/client'
import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import { bytesToBase64url, type ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

function personSeen(by: Person, name: string): Promise<PersonSnapshot | undefined> {
  return new Promise((resolve) => {
    const stop = by.engine.watch('people', { query: name }, ({ people }) => {
      queueMicrotask(() => stop())
      resolve(people.find((one) => one.account === name))
    })
  })
}

const safetyNumberSeen = (by: Person, conversation: ConversationId) =>
  new Promise<string | undefined>((resolve) => {
    const stop = by.engine.watch('conversation', { conversation }, (details) => {
      queueMicrotask(() => stop())
      resolve(details?.safetyNumber)
    })
  })

describe('trust', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startHarness()
  })
  afterAll(() => harness.close())

  it('[P-3] pins the key it sees first: another one is told, and sending waits for a decision', async () => {
    const alice = await harness.newPerson('alice')
    const bob = await harness.newPerson('bob')
    const otherKey = bytesToBase64url(new Uint8Array(32).fill(9))
    alice.line.lie = {
      answer: (request, response) =>
        request.url.endsWith('/v1/people/bob') && response.kind === 'answer'
          ? { ...response, json: { ...(response.json as object), accountKey: otherKey } }
          : response,
    }
    const conversation = await alice.direct(bob)
    alice.line.lie = {}
    await alice.queue(conversation, 'for bob alone')
    await until(() => alice.warnings().includes('key_changed'), 'told')
    expect(await personSeen(alice, 'bob')).toMatchObject({ keyChanged: true })
    expect((await alice.messages(conversation))[0]?.state).toBe('pending')
    const asked = await safetyNumberSeen(alice, conversation)
    must(await alice.engine.call('acceptKey', { account: bob.account }))
    await bob.sees(conversation, 'for bob alone')
    // what was to be compared was the number of the key that was decided about
    expect(asked).toBe(await safetyNumberSeen(bob, conversation))
    expect(await personSeen(alice, 'bob')).toMatchObject({ keyChanged: false })
  })

  it('[C-8] begins anew when a device finds its conversation without anybody who could let it in', async () => {
    const carol = await harness.newPerson('carol')
    const dave = await harness.newPerson('dave')
    const conversation = await befriend(carol, dave)
    carol.crash()
    dave.goOffline()
    const carolToo = await harness.anotherDevice(carol)
    const same = await carolToo.direct(dave)
    expect(same).toBe(conversation)
    await carolToo.send(conversation, 'from my new device')
    await dave.goOnline()
    await dave.sees(conversation, 'from my new device')
    await dave.send(conversation, 'I read you')
    await carolToo.sees(conversation, 'I read you')
    await carol.restart()
    await carol.sees(conversation, 'I read you')
    await carol.send(conversation, 'both of us')
    await dave.sees(conversation, 'both of us')
    await carolToo.sees(conversation, 'both of us')
  })

  it('[A-15] signs nobody in when the server tells another account key for the own account', async () => {
    await harness.newPerson('grace')
    const device = await harness.newDevice()
    const otherKey = bytesToBase64url(new Uint8Array(32).fill(9))
    device.line.lie = {
      answer: (request, response) =>
        request.url.endsWith('/v1/sessions/finish') && response.kind === 'answer'
          ? { ...response, json: { ...(response.json as object), accountKey: otherKey } }
          : response,
    }
    await expect(device.signIn('grace')).rejects.toThrow('server_untrusted')
    device.line.lie = {}
    await device.signIn('grace')
  })

  it('gives both sides the same safety number', async () => {
    const erin = await harness.newPerson('erin')
    const frank = await harness.newPerson('frank')
    const conversation = await befriend(erin, frank)
    expect(await safetyNumberSeen(erin, conversation)).toMatch(/^(\d{5} ){11}\d{5}$/)
    expect(await safetyNumberSeen(erin, conversation)).toBe(await safetyNumberSeen(frank, conversation))
  })
})
