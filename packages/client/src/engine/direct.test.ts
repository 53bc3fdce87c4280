import { type Harness, startHarness, until } from '@sotto/testkit/harness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('a direct conversation', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startHarness()
  })
  afterAll(() => harness.close())

  it('carries messages both ways', async () => {
    const alice = await harness.newPerson('alice')
    const bob = await harness.newPerson('bob')
    const conversation = await alice.direct(bob)
    await alice.send(conversation, 'Hello Bob')
    const received = await bob.sees(conversation, 'Hello Bob')
    expect(received).toMatchObject({ from: 'alice', mine: false })
    await bob.send(conversation, 'Hello Alice')
    await alice.sees(conversation, 'Hello Alice')
    expect(await alice.texts(conversation)).toEqual(['Hello Bob', 'Hello Alice'])
    expect(await bob.texts(conversation)).toEqual(['Hello Bob', 'Hello Alice'])
    await until(async () => (await alice.messages(conversation))[0]?.state === 'delivered', 'delivered')
    expect([...alice.warnings(), ...bob.warnings()]).toEqual([])
  })
})
