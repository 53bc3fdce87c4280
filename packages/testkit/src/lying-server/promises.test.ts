import { groupConversationId } from '@sotto/crypto'
import type { ClientFrame, ConversationId, Entry } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { befriend, type Harness, startHarness } from '../harness.ts'
import { must, type Person } from '../person.ts'
import { until } from '../until.ts'
import { Impostor } from './impostor.ts'
import { delivery, goesOn, isOf, isWarned, recordUploads } from './lies.ts'

describe('a server that breaks its word', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let talk: ConversationId
  let uploads: ReturnType<typeof recordUploads>
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newDevice()
    uploads = recordUploads(alice)
    await alice.signUp('alice')
    await until(() => uploads.oneTime.length > 10, 'packages')
    alice.line.lie = {}
    bob = await harness.newPerson('bob')
    talk = await befriend(alice, bob)
  })
  afterAll(() => harness.close())

  /** `accepted` for a message that nobody keeps, at the place that is next. */
  async function breakPromise(from: Person, text: string): Promise<void> {
    let lastSeq = 0
    from.line.lie = {
      frame: (frame) => {
        const places = frame.kind === 'deliver' ? frame.entries.filter(isOf(talk)) : []
        for (const { seq } of frame.kind === 'accepted' ? [frame] : places) lastSeq = Math.max(lastSeq, seq)
        return [frame]
      },
    }
    await bob.send(talk, `before ${text}`)
    await from.sees(talk, `before ${text}`)
    await quiet(bob, talk)
    from.line.lie = { instead: (frame) => promised(frame, () => ++lastSeq) }
    await from.send(talk, text)
  }

  function promised(frame: ClientFrame, next: () => number) {
    if (frame.kind !== 'send' || frame.conversation !== talk) return undefined
    return [{ kind: 'accepted', ref: frame.ref, seq: next(), at: Date.now() } as const]
  }

  it('[D-13] by accepting what it does not keep is found out by the next message, which is not lost', async () => {
    alice.events.length = 0
    await breakPromise(alice, 'never kept')
    await harness.stopServer()
    alice.line.lie = {}
    await harness.startServer()
    await Promise.all([alice.goOnline(), bob.goOnline()])
    await bob.send(talk, 'in the place of what was lost')
    await alice.sees(talk, 'in the place of what was lost')
    await isWarned(alice, 'rewritten_log')
    const own = (await alice.messages(talk)).find((one) => one.text === 'never kept')
    expect(own?.state).toBe('sent')
    await goesOn(talk, alice, bob)
  })

  it('[A-14] a stranger’s group with a false leaf beside a true one is told, and nothing is sealed for it', async () => {
    const carol = await harness.newDevice()
    const carols = recordUploads(carol)
    await carol.signUp('carol')
    await until(() => carols.oneTime.length > 10, 'packages')
    carol.line.lie = {}
    const mallory = new Impostor((await harness.newPerson('mallory')).account)
    const falseCarol = await new Impostor(carol.account).claimed()
    await befriend(alice, carol)
    const group = groupConversationId()
    const forged = await mallory.begin(group, {
      packages: [takeFrom(uploads.oneTime), takeFrom(carols.oneTime), falseCarol.keyPackage],
      name: 'Board',
    })
    const entry = {
      conversation: group,
      seq: 1,
      at: Date.now(),
      kind: 'welcome' as const,
      ...(await mallory.seal(forged.state, group, 'unused')),
      bytes: forged.welcome,
    }
    alice.events.length = 0
    await insert(alice, entry)
    await isWarned(alice, 'key_changed')
    must(await alice.engine.call('send', { conversation: group, text: 'for the board', until: 'queued' }))
    expect((await alice.messages(group)).at(-1)).toMatchObject({ state: 'pending' })
    await goesOn(talk, alice, bob)
  })

  /** Something comes from the server that nobody sent, with the next honest frame. */
  async function insert(person: Person, entry: Entry): Promise<void> {
    let told = false
    person.line.lie = {
      frame: (frame) => {
        if (told) return [frame]
        told = true
        return [frame, delivery(entry)]
      },
    }
    await bob.send(talk, 'something honest')
    await person.sees(talk, 'something honest')
    person.line.lie = {}
  }
})

function takeFrom(packages: string[]): string {
  const one = packages.pop()
  if (one === undefined) throw new Error('nothing uploaded')
  return one
}

/** Until receipts and the like have gone out. */
async function quiet(person: Person, conversation: ConversationId): Promise<void> {
  await until(
    async () => (await person.messages(conversation)).filter((one) => one.mine).at(-1)?.state === 'delivered',
    'delivered',
  )
}
