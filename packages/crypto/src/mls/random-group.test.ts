// A group lived through by chance: adds, removes, updates, new group data, commits that race, messages that
// arrive late, in any order and twice, and every state reloaded from its parts again and again. Seeds are in
// the test's name; SOTTO_MLS_STEPS and SOTTO_MLS_SEEDS make it longer.

import { describe, expect, it } from 'vitest'
import type { CommitDraft, NewKeyPackage } from './interface.ts'
import { currentGroupData, epochAuthenticatorOf, epochOf, isActive, membersOf, ownLeafOf } from './state.ts'
import { expectOk, fromUtf8, TestMember, utf8 } from './testing.ts'

const steps = Number(process.env.SOTTO_MLS_STEPS ?? 60)
const seeds = Number(process.env.SOTTO_MLS_SEEDS ?? 4)
const largestGroup = 14

type Envelope = {
  readonly epoch: bigint
  readonly text: string
  readonly bytes: Uint8Array
  readonly readers: TestMember[]
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { next, below, pick: <T>(all: readonly T[]): T => all[below(all.length)] as T }
}

class Life {
  readonly random: ReturnType<typeof randomFrom>
  readonly members: TestMember[] = []
  readonly gone: TestMember[] = []
  readonly waiting: Envelope[] = []
  born = 0
  counts = { commits: 0, races: 0, messages: 0, late: 0, joins: 0, removals: 0 }

  constructor(seed: number) {
    this.random = randomFrom(seed)
  }

  newcomer(): TestMember {
    this.born += 1
    return new TestMember(`member ${this.born}`)
  }

  async start(): Promise<void> {
    const first = this.newcomer()
    await first.create()
    this.members.push(first)
    for (let i = 0; i < 3; i++) await this.commit()
  }

  async step(): Promise<void> {
    const dice = this.random.next()
    if (dice < 0.45) await this.say()
    else if (dice < 0.7) await this.deliverSome()
    else await this.commit()
    const one = this.random.pick(this.members)
    await one.reload()
  }

  async say(): Promise<void> {
    const author = this.random.pick(this.members)
    const text = `message ${this.counts.messages++}`
    const bytes = await author.seal(text)
    const readers = this.members.filter((one) => one !== author)
    this.waiting.push({ epoch: epochOf(author.state), text, bytes, readers })
    for (const outsider of this.gone.slice(-3)) expect(await outsider.open(bytes)).toBe('removed')
  }

  /** Some of what is under way reaches some of its readers, in any order. */
  async deliverSome(): Promise<void> {
    for (let i = 0; i < 6 && this.waiting.length > 0; i++) {
      const at = this.random.below(this.waiting.length)
      const envelope = this.waiting[at] as Envelope
      const reader = envelope.readers.splice(this.random.below(envelope.readers.length || 1), 1)[0]
      if (envelope.readers.length === 0) this.waiting.splice(at, 1)
      if (reader !== undefined) await this.read(reader, envelope)
    }
  }

  async read(reader: TestMember, { bytes, text, epoch }: Envelope): Promise<void> {
    const known = isActive(reader.state)
    const age = epochOf(reader.state) - epoch
    const expected = age > 2n ? (known ? 'past_epoch' : /removed|past_epoch/) : text
    if (age > 0n) this.counts.late += 1
    const got = await reader.open(bytes)
    if (expected instanceof RegExp) expect(got).toMatch(expected)
    else expect(got).toBe(expected)
    if (got === text) expect(await reader.open(bytes)).toBe('already_consumed')
  }

  /** One or two members make a commit for the same epoch; the first wins. */
  async commit(): Promise<void> {
    const before = epochOf((this.members[0] as TestMember).state)
    const winner = await this.draft()
    const loser = this.random.next() < 0.4 ? await this.draft() : undefined
    if (loser !== undefined) this.counts.races += 1
    await this.settle(winner)
    if (loser !== undefined && this.members.includes(loser.author) && loser.author !== winner.author) {
      const stale = await loser.author.mls.mergePending(loser.author.state, loser.draft.pending)
      expect(stale.ok).toBe(false)
    }
    this.counts.commits += 1
    for (const one of this.members) expect(epochOf(one.state)).toBe(before + 1n)
    this.agree()
  }

  async draft() {
    const author = this.random.pick(this.members)
    const joiners = Array.from({ length: this.joinerCount() }, () => this.newcomer())
    const packages: NewKeyPackage[] = []
    for (const joiner of joiners) packages.push(await joiner.keyPackage())
    const leavers = this.chooseLeavers(author)
    const draft = expectOk(
      await author.mls.commit(author.state, {
        add: packages.map((one) => one.keyPackage),
        remove: leavers.map((one) => ownLeafOf(one.state)),
        ...(this.random.next() < 0.3 ? { groupData: utf8(`data ${this.counts.commits}`) } : {}),
      }),
    )
    author.take(draft)
    return { author, joiners, packages, leavers, draft }
  }

  joinerCount(): number {
    return this.members.length >= largestGroup || this.random.next() < 0.4 ? 0 : 1 + this.random.below(3)
  }

  chooseLeavers(author: TestMember): TestMember[] {
    const others = this.members.filter((one) => one !== author)
    if (others.length < 3 || this.random.next() < 0.5) return []
    const first = this.random.pick(others)
    const second = this.random.pick(others)
    return first === second || this.random.next() < 0.6 ? [first] : [first, second]
  }

  async settle(won: Awaited<ReturnType<Life['draft']>>): Promise<void> {
    const { author, joiners, packages, leavers, draft } = won
    if (this.random.next() < 0.5) await author.reload()
    author.take(expectOk(await author.mls.mergePending(author.state, draft.pending)))
    for (const other of this.members)
      if (other !== author) await this.follow(other, draft, leavers.includes(other))
    for (const leaver of leavers) {
      this.members.splice(this.members.indexOf(leaver), 1)
      this.gone.push(leaver)
      this.counts.removals += 1
    }
    for (const [at, joiner] of joiners.entries()) {
      await joiner.join(draft.welcome as Uint8Array, packages[at] as NewKeyPackage)
      this.members.push(joiner)
      this.counts.joins += 1
    }
  }

  async follow(other: TestMember, draft: CommitDraft, isLeaver: boolean): Promise<void> {
    const processed = expectOk(await other.mls.process(other.state, draft.commit))
    expect(processed).toMatchObject({ kind: 'commit', selfRemoved: isLeaver })
    if (processed.kind === 'commit' && !isLeaver) {
      expect(processed.added).toEqual(draft.added)
      expect(processed.removed).toEqual(draft.removed)
    }
    other.take(processed)
  }

  /** Every member sees the same group. */
  agree(): void {
    const [first, ...others] = this.members as [TestMember, ...TestMember[]]
    const names = (one: TestMember) => membersOf(one.state).map((member) => fromUtf8(member.credential))
    expect(names(first).toSorted()).toEqual(
      this.members.map((one) => fromUtf8(one.device.credential)).toSorted(),
    )
    for (const other of others) {
      expect(epochAuthenticatorOf(other.state)).toEqual(epochAuthenticatorOf(first.state))
      expect(names(other)).toEqual(names(first))
      expect(currentGroupData(other.state)).toEqual(currentGroupData(first.state))
    }
  }
}

describe('[M-16] a group lived through by chance', () => {
  it.each(Array.from({ length: seeds }, (_, seed) => seed + 1))(
    'stays whole with seed %i',
    async (seed) => {
      const life = new Life(seed)
      await life.start()
      for (let step = 0; step < steps; step++) await life.step()
      while (life.waiting.length > 0) await life.deliverSome()
      expect(life.counts.joins).toBeGreaterThan(0)
      expect(life.counts.messages).toBeGreaterThan(0)
    },
    600_000,
  )
})
