import { conversationIdFromBytes, messageIdFromBytes, parseAccountName } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import type { ArchivedItem, ArchivedMessage, ArchivedState } from './archived-item.ts'
import { decodeHead, decodeSegment, encodeHead, encodeSegment, type Facts, type Head } from './bodies.ts'
import { emptyHead, mergeFacts, type Plan, planOf, segmentsNeeded, type Told } from './plan.ts'
import { countIn } from './ranges.ts'

const some = <T>(value: T | undefined): T => {
  if (value === undefined) throw new TypeError('not an id')
  return value
}
const conversation = some(conversationIdFromBytes(new Uint8Array(16).fill(7)))
const alice = some(parseAccountName('alice'))
const bob = some(parseAccountName('bob'))
const facts: Facts = {
  ...({ at: 10, kind: 'direct', state: 'active', name: '', peer: bob } as const),
  members: [alice, bob].map((account) => ({ account, devices: 1, joinedAt: 5 })),
  ...{ begunBy: alice, begunAt: 5, generation: 0, readPos: 0 },
}

function message(seq: number, text = `message ${seq}`, state: ArchivedState = 'sent'): ArchivedMessage {
  const id = new Uint8Array(32)
  new DataView(id.buffer).setUint32(28, seq)
  const key = some(messageIdFromBytes(id))
  return { type: 'message', pos: seq * 16, key, from: bob, at: seq, state, text }
}

const messages = (first: number, last: number, text?: string) =>
  Array.from({ length: last - first + 1 }, (_, at) => message(first + at, text))
const told = (items: readonly ArchivedItem[], more: Partial<Told> = {}): Told => ({
  ...{ facts, cursor: 10, gaps: [], deletedUpTo: 0, items },
  ...more,
})

/** An archive in memory that devices write to as they would. */
class Records {
  head: Head = emptyHead(conversation, facts)
  readonly segments = new Map<number, readonly ArchivedItem[]>()
  largest = 0

  write(given: Told): Plan | undefined {
    const loaded = new Map(
      segmentsNeeded(this.head, given).map(({ serial }) => [
        serial,
        { items: this.segments.get(serial) ?? [], isSpoiled: false },
      ]),
    )
    const plan = planOf(this.head, given, loaded)
    if (plan === undefined) return undefined
    for (const { serial, items, after } of plan.segments) {
      expect(after).toBe(this.head.segments.find((one) => one.serial === serial)?.version ?? 0)
      const body = encodeSegment(items)
      this.largest = Math.max(this.largest, body.length)
      this.segments.set(serial, some(decodeSegment(body)))
    }
    for (const { serial } of plan.dropped) this.segments.delete(serial)
    const body = encodeHead(plan.head)
    this.largest = Math.max(this.largest, body.length)
    this.head = some(decodeHead(body))
    expect(this.head).toEqual(plan.head)
    return plan
  }

  get all(): readonly ArchivedItem[] {
    const { segments } = this.head
    const older = segments.flatMap(({ serial }) => this.segments.get(serial) ?? [])
    expect(this.segments.size).toBe(segments.length)
    return [...older, ...this.head.items]
  }
}

describe('what a device writes to the archive', () => {
  it('[AR-5] is in its place whatever the order in which it comes, and nothing twice', () => {
    for (const order of ['newest first', 'oldest first', 'mixed'] as const) {
      const records = new Records()
      const parts = Array.from({ length: 20 }, (_, at) => messages(at * 100 + 1, at * 100 + 100))
      if (order === 'newest first') parts.reverse()
      if (order === 'mixed') parts.sort((one, other) => ((one[0]?.pos ?? 0) % 7) - ((other[0]?.pos ?? 0) % 7))
      for (const part of parts) records.write(told(part))
      expect(records.all).toEqual(messages(1, 2000))
      expect(records.write(told(messages(400, 700)))).toBeUndefined()
    }
  })

  it('[AR-5] keeps the newest in the head, and no record grows beyond what the server takes', () => {
    const records = new Records()
    const long = 'x'.repeat(30_000)
    for (let at = 0; at < 10; at++) records.write(told(messages(at * 10 + 1, at * 10 + 10, long)))
    expect(records.all).toHaveLength(100)
    expect(records.largest).toBeLessThan(100 * 1024)
    const short = new Records()
    for (let at = 0; at < 10; at++) short.write(told(messages(at * 30 + 1, at * 30 + 30)))
    expect(short.head.items.length).toBeGreaterThanOrEqual(25)
    expect(short.head.items.length).toBeLessThanOrEqual(50)
  })

  it('[AR-5] an old message that somebody finds goes to where it belongs', () => {
    const records = new Records()
    records.write(told(messages(1, 400).filter((one) => one.pos !== 100 * 16)))
    const plan = records.write(told([message(100)]))
    expect(plan?.segments).toHaveLength(1)
    expect(records.all).toEqual(messages(1, 400))
  })

  it('[AR-4] leaves what was told twice at the first of its places, in the head and in a segment', () => {
    const records = new Records()
    const [first, second] = [message(7), { ...message(7), pos: 95 * 16, at: 95 }]
    records.write(told([...messages(1, 6), ...messages(8, 94), second], { cursor: 95 }))
    expect(records.head.floor).toBeGreaterThan(first.pos)
    records.write(told([first], { cursor: 95 }))
    expect(records.all).toEqual(messages(1, 94))
    const early = { ...message(94), pos: 93 * 16 + 1, at: 93 }
    records.write(told([early, second], { cursor: 95 }))
    expect(records.all.filter(({ key }) => key === early.key)).toEqual([early])
    expect(records.head.items.at(-1)).toEqual(second)
    records.write(told([first], { cursor: 95 }))
    expect(records.all).toEqual([...messages(1, 93), early])
  })

  it('[AR-4] two devices come to the same, whoever is first', () => {
    const [one, other] = [
      [message(1, 'hello', 'read'), message(3)],
      [message(1, 'hello', 'delivered'), message(2)],
    ]
    const [here, there] = [new Records(), new Records()]
    for (const items of [one, other]) here.write(told(items))
    for (const items of [other, one]) there.write(told(items))
    expect(here.all).toEqual(there.all)
    expect(here.all).toEqual([message(1, 'hello', 'read'), message(2), message(3)])
  })

  it('[AR-4] what was taken out stays out', () => {
    const records = new Records()
    records.write(told(messages(1, 300)))
    const gone = messages(10, 12).map(({ pos, key }) => ({ type: 'gone', pos, key }) as const)
    records.write(told(gone))
    records.write(told(messages(1, 300)))
    expect(records.all.filter((item) => item.type === 'message')).toHaveLength(297)
  })

  it('[AR-6] of a deleted conversation nothing is left, and what comes after it is kept', () => {
    const records = new Records()
    records.write(told(messages(1, 600)))
    const plan = records.write(told([], { deletedUpTo: 600 * 16 + 15 }))
    expect(plan?.dropped.length).toBeGreaterThan(0)
    expect(records.all).toEqual([])
    records.write(told([message(600), message(601)]))
    expect(records.all).toEqual([message(601)])
    expect(records.write(told([], { deletedUpTo: 5 }))).toBeUndefined()
  })

  it('[AR-6] a deletion in the middle leaves what is newer', () => {
    const records = new Records()
    records.write(told(messages(1, 600)))
    records.write(told([], { deletedUpTo: 250 * 16 + 15 }))
    expect(records.all).toEqual(messages(251, 600))
  })

  it('[AR-8] says what nobody knows, until somebody does', () => {
    const records = new Records()
    const gap = { first: 4, last: 6 }
    records.write(told(messages(1, 3), { cursor: 10, gaps: [gap] }))
    expect(records.head).toMatchObject({ through: 10, gaps: [gap] })
    records.write(told([message(11)], { cursor: 12, gaps: [{ first: 1, last: 8 }] }))
    expect(records.head).toMatchObject({ through: 12, gaps: [gap] })
    records.write(told([message(5)], { cursor: 6, gaps: [{ first: 6, last: 6 }] }))
    expect(records.head.gaps).toEqual([{ first: 6, last: 6 }])
    records.write(told([message(13)], { cursor: 13, gaps: [{ first: 2, last: 12 }] }))
    expect(records.head.gaps).toEqual([{ first: 6, last: 6 }])
    expect(countIn(records.head.gaps)).toBe(1)
  })

  it('[AR-6] believes of a conversation what is later in its log; what was read and accepted stays so', () => {
    const earlier = { ...facts, at: 4, name: 'Plans', readPos: 64 }
    const later = { ...facts, at: 9, name: 'Better plans', state: 'request' as const }
    for (const merged of [mergeFacts(earlier, later), mergeFacts(later, earlier)]) {
      expect(merged).toMatchObject({ at: 9, name: 'Better plans', state: 'active', readPos: 64 })
    }
  })

  it('[AR-6] [C-9] believes nothing of a group that stood in the place of a direct conversation, however far it went', () => {
    const direct = { ...facts, at: 4, kind: 'direct' as const, readPos: 64 }
    const group = { ...facts, at: 500, kind: 'group' as const, readPos: 8000 }
    for (const merged of [mergeFacts(direct, group), mergeFacts(group, direct)]) {
      expect(merged).toEqual(direct)
    }
  })
})
