// Takes what a record tells into this device: each thing is stored as it stands then, and what is known of somebody's key
// becomes what this device goes by.

import type { AccountName } from '@sotto/wire'
import { parseAccountName } from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import { type Live, warn } from '../live.ts'
import { goOn } from '../people/key-change.ts'
import type { Pin } from '../people/people.ts'
import { writeAcross } from '../profiles/across.ts'
import type { Signal } from '../topics/signals.ts'
import { keyOf } from './body.ts'
import { type Entry, isSame, judgementOf, sameBytes, type Value } from './entry.ts'
import { pinAfter } from './judge.ts'
import { readThings, writeMerged, writeOwn, writeTold } from './memory.ts'
import { type Merged, merge, type OwnEntry, told } from './merge.ts'
import { conversationOf, type Thing } from './names.ts'

/** The account's logical clock: it rises with everything that is seen. */
export type Stamps = { next(): number; learn(stamp: number): void }

export async function takeIn(
  live: Live,
  stamps: Stamps,
  { record, entries }: { readonly record: number; readonly entries: readonly Entry[] },
): Promise<void> {
  for (const { stamp } of entries) stamps.learn(stamp)
  const own = new Map((await readThings(live.db, record)).map((one) => [keyOf(one), one]))
  const taking = new Taking(live, stamps, own)
  // what was set aside is known before a draft adds to it, and a key before the one that is offered beside it
  for (const entry of [...entries].sort((one, other) => orderOf(one) - orderOf(other))) taking.take(entry)
  await taking.store()
}

function orderOf({ kind }: Entry): number {
  return kind === 'draft' ? 1 : 0
}

class Taking {
  readonly #live: Live
  readonly #stamps: Stamps
  readonly #own: Map<string, OwnEntry>
  readonly #statements: Statement[] = []
  readonly #judged: Judged[] = []
  readonly #profiles: Entry[] = []
  readonly #offered = new Map<AccountName, Uint8Array>()
  readonly #touched = new Set<Signal>()

  constructor(live: Live, stamps: Stamps, own: Map<string, OwnEntry>) {
    this.#live = live
    this.#stamps = stamps
    this.#own = own
  }

  take(found: Entry): void {
    const own = this.#own.get(keyOf(found))
    const merged = merge(own, found, this.#stamps.next())
    this.#stand(own, found, merged)
    if (merged.aside !== undefined) this.#setAside(found.name, merged.aside)
    if (merged.offered !== undefined) this.#change({ kind: 'offered', name: found.name }, merged.offered)
  }

  #stand(own: OwnEntry | undefined, found: Entry, { stands }: Merged): void {
    if (stands === 'own') {
      if (own !== undefined) this.#statements.push(writeTold(own, told.maybe))
      return
    }
    const entry = stands === 'found' ? found : stands
    const isTold = stands === 'found'
    this.#statements.push(writeMerged(entry, isTold, own?.stamp))
    this.#own.set(keyOf(entry), { ...entry, told: isTold ? told.yes : told.no })
    if (own === undefined || !isSame(own, entry)) this.#changed(entry, own)
  }

  #changed(entry: Entry, own: OwnEntry | undefined): void {
    if (entry.kind === 'profile') this.#profiles.push(entry)
    const account = parseAccountName(entry.name)
    if (entry.kind === 'key') this.#judged.push({ found: entry, own })
    if (entry.kind === 'offered' && account !== undefined && entry.value instanceof Uint8Array) {
      if (entry.value.length > 0) this.#offered.set(account, entry.value)
    }
    for (const signal of signalsOf(entry)) this.#touched.add(signal)
  }

  /** The text of a draft that gave way stands beside what was set aside before. */
  #setAside(name: string, text: string): void {
    const before = String(this.#own.get(`aside ${name}`)?.value ?? '')
    if (before.includes(text)) return
    this.#change({ kind: 'aside', name }, before === '' ? text : `${before}\n\n${text}`)
  }

  #change(thing: Thing, value: Value): void {
    const stamp = this.#stamps.next()
    const own = this.#own.get(keyOf(thing as Entry))
    this.#statements.push(writeOwn(thing, value, stamp))
    const entry = { ...thing, value, stamp, base: own?.stamp ?? 0 }
    this.#own.set(keyOf(entry), { ...entry, told: told.no })
    this.#changed(entry, own)
  }

  async store(): Promise<void> {
    await this.#live.db.write(this.#statements)
    await judge(this.#live, this.#judged)
    await learnProfiles(this.#live, this.#profiles)
    for (const [account, key] of this.#offered) await offer(this.#live, account, key)
    this.#live.signals.touch(...this.#touched)
  }
}

/** By which keys the account's other devices open profiles. */
async function learnProfiles(live: Live, entries: readonly Entry[]): Promise<void> {
  const own = live.identity.account
  await live.db.write(entries.flatMap((entry) => writeAcross(own, entry)))
  live.profiles().look(entries.flatMap((entry) => parseAccountName(entry.name) ?? []))
}

type Judged = { readonly found: Entry; readonly own: OwnEntry | undefined }

/** This device goes by what the account knows of people's keys. */
async function judge(live: Live, all: readonly Judged[]): Promise<void> {
  const adopted = all.flatMap(({ found, own }) => {
    const account = parseAccountName(found.name)
    if (account === undefined || account === live.identity.account) return []
    const before = live.people.pinOf(account)
    const judgement = judgementOf(found.value)
    const pin = pinAfter(before, judgement, own?.told === told.yes)
    return [{ account, before, pin, adoption: live.people.adopt(account, pin, judgement.decided) }]
  })
  await live.db.write(adopted.flatMap(({ adoption }) => adoption.statements))
  for (const { account, before, pin, adoption } of adopted) {
    adoption.apply()
    if (pin.offered !== undefined && before?.offered === undefined) warnOfChange(live, account)
  }
  for (const { account, before, pin } of adopted) {
    if (before !== undefined && isDecision(before, pin)) await goOn(live, account)
  }
}

/** What conversations wait for has changed; a key that is merely known to one more device, or compared, is none. */
function isDecision(before: Pin, after: Pin): boolean {
  return (['key', 'offered', 'declined'] as const).some((which) => {
    const [one, other] = [before[which], after[which]]
    return one === undefined || other === undefined ? one !== other : !sameBytes(one, other)
  })
}

/** Another device was shown this key, and the person has not decided about it. */
async function offer(live: Live, account: AccountName, key: Uint8Array): Promise<void> {
  if (account === live.identity.account) return
  const sighting = live.people.sight(account, key)
  if (sighting.kind !== 'changed') return
  await live.db.write([sighting.statement])
  sighting.apply()
  warnOfChange(live, account)
}

function warnOfChange(live: Live, account: AccountName): void {
  warn(live, 'key_changed', `The safety number with ${account} has changed. Sending waits until you decide.`)
  live.signals.touch('people', 'conversations')
}

export function signalsOf(thing: Thing): readonly Signal[] {
  const { kind } = thing
  if (kind === 'setting') return ['settings']
  if (kind === 'profile') return ['profiles']
  if (kind === 'key' || kind === 'offered') return ['people', 'conversations']
  const conversation = conversationOf(thing)
  return conversation === undefined ? [] : ['conversations', `conversation ${conversation}`]
}
