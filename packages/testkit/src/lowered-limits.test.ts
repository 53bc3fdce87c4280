import type { Outcome } from '@sotto/client'
import { expect, it } from 'vitest'
import { befriend, startHarness } from './harness.ts'
import type { Person } from './person.ts'

type Team = { readonly alice: Person; readonly bob: Person; readonly carol: Person }
type Case = readonly [limit: string, code: string, tryIt: (team: Team) => Promise<Outcome<unknown>>]

const cases: readonly Case[] = [
  [
    'messageBytes=4096',
    'too_large',
    async ({ alice, bob }) => {
      const conversation = await befriend(alice, bob)
      return alice.engine.call('send', { conversation, text: 'x'.repeat(5000), until: 'sent' })
    },
  ],
  [
    'messagesBeforeAccept=1',
    'request_pending',
    async ({ alice, bob }) => {
      const conversation = await alice.direct(bob)
      await alice.send(conversation, 'one')
      return alice.engine.call('send', { conversation, text: 'one too many', until: 'sent' })
    },
  ],
  [
    'openMessageRequests=1',
    'too_many',
    async ({ alice, bob, carol }) => {
      await alice.send(await alice.direct(bob), 'one')
      const conversation = await alice.direct(carol)
      return alice.engine.call('send', { conversation, text: 'one too many', until: 'sent' })
    },
  ],
  [
    'membersPerConversation=2',
    'too_many',
    async ({ alice, bob, carol }) =>
      alice.engine.call('createGroup', { name: 'Three', members: [bob.account, carol.account] }),
  ],
  [
    'conversationsPerAccount=1',
    'too_many',
    async ({ alice, bob, carol }) => {
      await befriend(alice, bob)
      const conversation = await carol.direct(alice)
      return carol.engine.call('send', { conversation, text: 'one too many', until: 'sent' })
    },
  ],
]

it.each(cases)('[L-1] an operator who sets %s is obeyed: %s', async (limit, code, tryIt) => {
  const harness = await startHarness({ env: { SOTTO_LIMITS: limit } })
  try {
    const [alice, bob, carol] = [
      await harness.newPerson('alice'),
      await harness.newPerson('bob'),
      await harness.newPerson('carol'),
    ]
    expect(await tryIt({ alice, bob, carol })).toMatchObject({ ok: false, error: { code } })
  } finally {
    await harness.close()
  }
})

it('[L-1] an operator who lowers what may be on its way at once is obeyed, and nothing is lost', async () => {
  const harness = await startHarness({ env: { SOTTO_LIMITS: 'entriesInFlight=16,bytesInFlight=65536' } })
  try {
    const [alice, bob] = [await harness.newPerson('alice'), await harness.newPerson('bob')]
    const conversation = await befriend(alice, bob)
    bob.goOffline()
    for (let n = 0; n < 40; n++) await alice.queue(conversation, `missed ${n}`)
    await alice.send(conversation, 'the last')
    let [onTheWay, most] = [0, 0]
    bob.line.lie = {
      frame: (frame) => {
        if (frame.kind === 'deliver') onTheWay += frame.entries.length
        most = Math.max(most, onTheWay)
        return [frame]
      },
      send: (frame) => {
        if (frame.kind === 'ack') onTheWay = 0
        return frame
      },
    }
    await bob.goOnline()
    await bob.sees(conversation, 'the last')
    expect(most).toBeLessThanOrEqual(16)
    expect((await bob.texts(conversation)).filter((text) => text.startsWith('missed'))).toHaveLength(40)
  } finally {
    await harness.close()
  }
})
