import { befriend, type Harness, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ServerFrame } from '@sotto/wire'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

type Deliver = Extract<ServerFrame, { kind: 'deliver' }>

/** Changes deliveries only. */
function onDeliver(change: (frame: Deliver) => readonly ServerFrame[]) {
  return { frame: (frame: ServerFrame) => (frame.kind === 'deliver' ? change(frame) : [frame]) }
}

describe('a server that lies', () => {
  let harness: Harness
  let alice: Person
  let bob: Person
  let conversation: Awaited<ReturnType<typeof befriend>>
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
    bob = await harness.newPerson('bob')
    conversation = await befriend(alice, bob)
  })
  afterEach(() => {
    bob.line.lie = {}
    bob.events.length = 0
  })
  afterAll(() => harness.close())

  let round = 0
  async function goesOn(): Promise<void> {
    bob.line.lie = {}
    round++
    await alice.send(conversation, `still alive ${round}`)
    await bob.sees(conversation, `still alive ${round}`)
    await bob.send(conversation, `so am I ${round}`)
    await alice.sees(conversation, `so am I ${round}`)
  }

  it('[D-1] that drops an entry is made to give it', async () => {
    let dropped = false
    bob.line.lie = onDeliver((frame) => {
      if (dropped) return [frame]
      dropped = true
      return []
    })
    await alice.send(conversation, 'dropped')
    await alice.send(conversation, 'after the dropped one')
    await bob.sees(conversation, 'dropped')
    await bob.sees(conversation, 'after the dropped one')
    const texts = await bob.texts(conversation)
    expect(texts.indexOf('dropped')).toBeLessThan(texts.indexOf('after the dropped one'))
    await goesOn()
  })

  it('[D-11] that delivers twice shows it once', async () => {
    bob.line.lie = onDeliver((frame) => [frame, frame])
    await alice.send(conversation, 'twice')
    await bob.sees(conversation, 'twice')
    await goesOn()
    expect((await bob.texts(conversation)).filter((text) => text === 'twice')).toHaveLength(1)
  })

  it('[ID-4] that alters an envelope does not get it shown, and the true one is fetched', async () => {
    bob.line.lie = onDeliver((frame) => [
      {
        ...frame,
        entries: frame.entries.map((entry) => ({
          ...entry,
          bytes: entry.bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
        })),
      },
    ])
    await alice.send(conversation, 'altered')
    await bob.sees(conversation, 'altered')
    await goesOn()
  })

  it('that gives an old envelope a new place shows nothing and says so', async () => {
    let last: Deliver['entries'][number] | undefined
    bob.line.lie = onDeliver((frame) => {
      last = frame.entries.find((entry) => entry.kind === 'message') ?? last
      return [frame]
    })
    await alice.send(conversation, 'recorded')
    await bob.sees(conversation, 'recorded')
    const old = last
    if (old === undefined) throw new Error('nothing recorded')
    bob.line.lie = onDeliver((frame) => [
      { ...frame, entries: frame.entries.map((entry) => ({ ...entry, id: old.id, bytes: old.bytes })) },
    ])
    await alice.send(conversation, 'replaced by the old one')
    await until(() => bob.warnings().includes('replayed_entry'), 'a warning')
    expect((await bob.texts(conversation)).filter((text) => text === 'recorded')).toHaveLength(1)
    await goesOn()
  })

  it('that sends a forged welcome is not believed', async () => {
    bob.line.lie = onDeliver((frame) => [
      {
        ...frame,
        entries: frame.entries.map((entry) => ({
          ...entry,
          kind: 'welcome' as const,
          bytes: new Uint8Array(300),
        })),
      },
    ])
    await alice.send(conversation, 'hidden by a forged welcome')
    await until(() => bob.warnings().includes('welcome_refused'), 'a warning')
    bob.line.lie = {}
    await until(async () => {
      await alice.send(conversation, 'do you read me')
      return (await bob.texts(conversation)).includes('do you read me')
    }, 'let in again')
    await goesOn()
  })

  it('[C-8] whose garbage broke a device sees it let in again by the others, with the gap named', async () => {
    const group = await alice.group('Repaired', [bob])
    await alice.send(group, 'whole')
    await bob.sees(group, 'whole')
    bob.line.lie = {
      ...onDeliver((frame) => [
        {
          ...frame,
          entries: frame.entries.map((entry) =>
            entry.kind === 'commit' ? { ...entry, kind: 'left' as const } : entry,
          ),
        },
      ]),
    }
    await alice.engine.call('renameGroup', { conversation: group, name: 'Unseen' })
    await alice.send(group, 'in a time bob does not know')
    bob.line.lie = {}
    await until(async () => {
      await alice.send(group, 'can you read this')
      return (await bob.texts(group)).includes('can you read this')
    }, 'let in again')
    await bob.send(group, 'yes')
    await alice.sees(group, 'yes')
    const timeline = await new Promise<string>((resolve) => {
      bob.engine.watch('timeline', { conversation: group, size: 100 }, (snapshot) =>
        resolve(JSON.stringify(snapshot.items)),
      )
    })
    expect(timeline).toContain('"kind":"missing"')
  })

  it('[RJ-1] that repeats an old request to be let in again is not obeyed', async () => {
    const group = await alice.group('Repeated', [bob])
    await alice.send(group, 'whole')
    await bob.sees(group, 'whole')
    let asked: Uint8Array | undefined
    alice.line.lie = onDeliver((frame) => {
      asked = frame.entries.find((entry) => entry.kind === 'rejoin')?.bytes ?? asked
      return [frame]
    })
    bob.line.lie = onDeliver((frame) => [
      {
        ...frame,
        entries: frame.entries.map((entry) =>
          entry.kind === 'commit' ? { ...entry, kind: 'left' as const } : entry,
        ),
      },
    ])
    await alice.engine.call('renameGroup', { conversation: group, name: 'Unseen' })
    await alice.send(group, 'in a time bob does not know')
    bob.line.lie = {}
    await until(async () => {
      await alice.send(group, 'back again')
      return (await bob.texts(group)).includes('back again')
    }, 'let in again')
    const bytes = asked ?? new Uint8Array()
    alice.line.lie = onDeliver((frame) => [
      { ...frame, entries: frame.entries.map((entry) => ({ ...entry, kind: 'rejoin' as const, bytes })) },
    ])
    await bob.send(group, 'replaced by the old request')
    await until(() => alice.warnings().includes('replayed_entry'), 'a warning')
    alice.line.lie = {}
    await goesOn()
  })

  it('that slips a foreign device into a claim does not get it added', async () => {
    const mallory = await harness.newPerson('mallory')
    const carol = await harness.newPerson('carol')
    let stolen: { accountKey: string; device: string; keyPackage: string } | undefined
    carol.line.lie = {
      answer: (request, response) => {
        if (!request.url.endsWith('/claim') || response.kind !== 'answer' || response.status !== 200)
          return response
        const json = response.json as {
          devices: { account: string; accountKey: string; device: string; keyPackage: string }[]
        }
        stolen ??= json.devices.find((one) => one.account === 'mallory')
        const extra =
          stolen === undefined
            ? []
            : [{ ...stolen, account: 'alice', accountKey: json.devices[0]?.accountKey ?? '' }]
        return { ...response, json: { devices: [...json.devices, ...extra] } }
      },
    }
    const withMallory = await carol.direct(mallory)
    await carol.send(withMallory, 'hello')
    const direct = await carol.direct(alice)
    await carol.send(direct, 'for alice alone')
    await alice.sees(direct, 'for alice alone')
    expect(carol.warnings()).toContain('foreign_device')
    expect(
      mallory.events.some((event) => event.type === 'conversation' && event.conversation === direct),
    ).toBe(false)
  })
})
