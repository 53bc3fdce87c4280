// The server's key log as this device follows it (spec/transparency.md): looks people up with proofs, remembers heads,
// checks the own account at every new one, audits what was appended, and compares heads with those that others have
// sealed into their messages. One thing at a time, so that answers can't overtake each other.

import {
  frontierBefore,
  grown,
  leafHash,
  noAccountKey,
  sameHash,
  type TreeHead,
  verifyTreeHead,
} from '@sotto/crypto'
import { type AccountName, bytesToBase64url, limits, type Schemas } from '@sotto/wire'
import type { EngineEvent } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { DirectoryDoubt, DirectorySnapshot } from '../../api/people.ts'
import { failure } from '../../errors.ts'
import { type Clock, StoreError } from '../../ports.ts'
import type { Turn } from '../conversations/turn.ts'
import type { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Revocations } from '../people/revocations.ts'
import type { Signals } from '../topics/signals.ts'
import { auditTo, mostAuditedSteps } from './audit.ts'
import { type Checked, checkAnswer, type Proven } from './check-answer.ts'
import { compareHeads, isProvenBy } from './compare-heads.ts'
import { type Doubt, weightOf, wordsFor } from './doubt.ts'
import type { Audited, HeardHead, KeyLogMemory, KnownLog, SeenState, StoredDoubt } from './memory.ts'
import { doubtAboutOwn, type OwnAccount } from './own-history.ts'

export type KeyLogParts = {
  readonly memory: KeyLogMemory
  readonly rest: RestClient
  readonly own: OwnAccount
  readonly revocations: Revocations
  readonly clock: Clock
  readonly signals: Signals
  readonly emit: (event: EngineEvent) => void
}

const goneKey = bytesToBase64url(noAccountKey)

/** What the server says of an account; undefined: that nobody has the name. */
export type Listing = Schemas['LookedUp']['accounts'][number]['state']

/** What is not proven may be named, and is relied on by nobody. */
export type LookedUp = {
  readonly isProven: boolean
  readonly of: (account: AccountName) => Listing
  /** The name belonged to somebody whose account was deleted (KT-13). */
  readonly isGone: (account: AccountName) => boolean
}

export class KeyLog {
  readonly #parts: KeyLogParts
  /** How the map and the tree are at the last head, to begin an audit from. */
  #tip: Audited | undefined
  #passing: StoredDoubt | undefined
  #auditDue = false
  #stopped = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: KeyLogParts) {
    this.#parts = parts
  }

  /** `directory_untrusted` while a doubt waits for the person's decision. Rejects with StoreError. */
  async lookUp(accounts: readonly AccountName[]): Promise<Outcome<LookedUp>> {
    const outcome = await this.#alone(() => this.#lookUpAll(accounts))
    this.#auditSoon()
    return outcome
  }

  /** To be sealed into a message, where `told` is the size of the last one that was; undefined when there is no newer. */
  headToTell(told: number): KnownLog | undefined {
    const { log } = this.#parts.memory
    return log !== undefined && log.head.size > told ? log : undefined
  }

  /** Somebody has sealed a head into a message: kept with it, and compared as soon as it can be. */
  note(turn: Turn, { from, signed }: HeardHead): void {
    turn.write('INSERT OR REPLACE INTO heard_heads (account, head) VALUES (?, ?)', from, signed)
    turn.after(() => this.compare())
  }

  /** Compares what was heard and not compared yet. */
  compare(): void {
    void this.#alone(() => this.#compareHeard()).catch(ignoreStoreFault)
  }

  /** The person has seen every doubt up to that time, and goes on. */
  async settle(since: number): Promise<void> {
    await this.#alone(async () => {
      await this.#parts.memory.settle(since)
      this.#passing = undefined
      this.#tip = undefined
    })
    this.#changed()
  }

  /** What a person should know: the doubt that stops most, the oldest of those. */
  snapshot(): DirectorySnapshot {
    const { log, doubts } = this.#parts.memory
    const shown = this.#lasting() ?? doubts.find((one) => !one.settled) ?? this.#passing
    const size = log?.head.size ?? 0
    return shown === undefined ? { state: 'good', size } : { state: 'doubtful', size, ...describe(shown) }
  }

  /** All that there ever was to show for a doubt but passing ones. */
  evidence() {
    return this.#parts.memory.doubts.map((one) => ({ ...describe(one), settled: one.settled }))
  }

  stop(): void {
    this.#stopped = true
  }

  #lasting(): StoredDoubt | undefined {
    return this.#parts.memory.doubts.find((one) => !one.settled && weightOf(one.kind) === 'lasting')
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work)
    this.#last = next.catch(() => undefined)
    return next
  }

  async #lookUpAll(accounts: readonly AccountName[]): Promise<Outcome<LookedUp>> {
    const { own } = this.#parts
    const others = accounts.filter((account) => account !== own.account)
    const listings = new Map<AccountName, Listing>()
    const gone = new Set<AccountName>()
    let isProven = true
    for (let at = 0; at === 0 || at < others.length; at += limits.lookUpsAtOnce - 1) {
      const asked = [own.account, ...others.slice(at, at + limits.lookUpsAtOnce - 1)]
      const answer = await this.#ask(asked)
      if (!answer.ok) return answer
      for (const one of answer.value.accounts) {
        const account = asked.find((name) => name === one.account)
        if (account === undefined) continue
        if (one.state?.accountKey === goneKey) gone.add(account)
        else listings.set(account, one.state)
      }
      isProven &&= answer.value.isProven
    }
    const of = (account: AccountName) => listings.get(account)
    return { ok: true, value: { isProven, of, isGone: (account) => gone.has(account) } }
  }

  async #ask(
    asked: readonly AccountName[],
  ): Promise<Outcome<Pick<Schemas['LookedUp'], 'accounts'> & { readonly isProven: boolean }>> {
    const { memory, rest, own, revocations } = this.#parts
    const lasting = this.#lasting()
    if (lasting !== undefined) return failure('directory_untrusted', wordsFor(lasting))
    const revoked = revocations.of(own.account)
    const answer = await rest.get('LookedUp', {
      method: 'POST',
      path: routes.lookUp,
      json: { accounts: asked, from: memory.log?.head.size ?? 0 },
    })
    if (!answer.ok) return answer
    const checked = await checkAnswer(answer.value, {
      asked,
      known: memory.log,
      stillConsistent: (to) => this.#isConsistent(memory.log?.head, to),
    })
    const doubt = checked.ok ? await this.#doubtAbout(checked.value, revoked) : checked.error
    if (doubt !== undefined) await this.#raise(doubt)
    else if (checked.ok) await this.#advance(checked.value)
    return { ok: true, value: { accounts: answer.value.accounts, isProven: doubt === undefined } }
  }

  /** What is proven, and can't be true beside what was proven before. */
  async #doubtAbout(
    { accounts, signed }: Checked,
    revoked: Parameters<typeof doubtAboutOwn>[0]['revoked'],
  ): Promise<Doubt | undefined> {
    const { memory, rest, own } = this.#parts
    const before = memory.log === undefined ? [] : [memory.log.signed]
    const heads = [...before, signed].map(bytesToBase64url)
    for (const [account, proven] of accounts) {
      const seen = await memory.seen(account)
      if (account === own.account) {
        const kind = await doubtAboutOwn({ rest, own, proven, seen, revoked })
        if (kind !== undefined) return { kind, heads }
      } else if (seen !== undefined && isTakenBack(seen, proven)) {
        return { kind: 'rewritten', heads, about: account }
      }
    }
    return undefined
  }

  async #advance({ head, signed, newest, newestBytes, newestPath, accounts }: Checked): Promise<void> {
    if (this.#stopped) return
    const { memory } = this.#parts
    const frontier = grown(frontierBefore({ size: head.size, path: newestPath }), leafHash(newestBytes))
    this.#tip = { frontier, mapRoot: newest.mapRoot }
    const audited = memory.log?.audited ?? this.#tip
    const seen = new Map<AccountName, SeenState>()
    for (const [account, proven] of accounts) {
      if (proven !== undefined) seen.set(account, { version: proven.state.version, hash: proven.hash })
    }
    await memory.advance({ head, signed, audited }, seen)
    if (this.#passing === undefined) return
    this.#passing = undefined
    this.#changed()
  }

  #auditSoon(): void {
    const { log } = this.#parts.memory
    if (this.#auditDue || log === undefined || log.audited.frontier.size === log.head.size) return
    this.#auditDue = true
    void this.#alone(() => this.#audit()).catch(ignoreStoreFault)
  }

  async #audit(): Promise<void> {
    this.#auditDue = false
    const { memory, rest } = this.#parts
    const { log } = memory
    if (this.#stopped || log === undefined || this.#tip === undefined) return
    const { head, signed, audited } = log
    const isTooFar = head.size - audited.frontier.size > mostAuditedSteps
    const outcome = await auditTo(rest, isTooFar ? this.#tip : audited, head)
    if (outcome.kind === 'audited') return memory.advance({ head, signed, audited: outcome.audited })
    if (outcome.kind === 'doubt') {
      await this.#raise({ kind: outcome.doubt, heads: [bytesToBase64url(signed)] })
    }
  }

  async #compareHeard(): Promise<void> {
    const { memory } = this.#parts
    for (const heard of await memory.heard()) {
      if (this.#lasting() !== undefined) return
      const read = await verifyTreeHead(heard.signed)
      const isDone = read.ok ? await this.#compareWith(heard, read.value) : true
      if (this.#stopped) return
      if (isDone) await memory.forgetHeard(heard)
    }
  }

  /** Whether nothing is left to do about it. */
  async #compareWith({ from, signed }: HeardHead, theirs: TreeHead): Promise<boolean> {
    const { memory } = this.#parts
    const known = memory.log
    if (known === undefined) return false
    const heads = (mine: KnownLog) => [mine.signed, signed].map(bytesToBase64url)
    if (!sameHash(theirs.log, known.head.log)) {
      if (await memory.wasFormer(theirs.log)) return true
      const isKnown = memory.doubts.some((one) => one.kind === 'differs' && one.about === from)
      if (!isKnown) await this.#raise({ kind: 'differs', heads: heads(known), about: from })
      return true
    }
    // whoever has seen a longer log has seen it before we ask now
    if (theirs.size > known.head.size) {
      const now = await this.#lookUpAll([])
      if (!now.ok || !now.value.isProven) return false
    }
    const mine = memory.log ?? known
    const verdict = await compareHeads(mine.head, theirs, (a, b) => this.#isConsistent(a, b))
    if (verdict === 'split') await this.#raise({ kind: 'split', heads: heads(mine), about: from })
    return verdict !== 'later'
  }

  /** Asks the server for the proof; undefined when it can't be asked now. */
  async #isConsistent(from: TreeHead | undefined, to: TreeHead): Promise<boolean | undefined> {
    if (from === undefined) return undefined
    const path = routes.logConsistency(from.size, to.size)
    return isProvenBy(await this.#parts.rest.get('LogConsistency', { method: 'GET', path }), from, to)
  }

  async #raise(doubt: Doubt): Promise<void> {
    if (this.#stopped) return
    const { memory, clock, emit } = this.#parts
    const at = clock.now()
    if (weightOf(doubt.kind) !== 'passing') await memory.keep(doubt, at)
    else if (this.#passing?.kind === doubt.kind) return
    else this.#passing = { ...doubt, at, settled: false }
    emit({ type: 'warning', code: `directory_${doubt.kind}`, text: wordsFor(doubt) })
    this.#changed()
  }

  #changed(): void {
    this.#parts.signals.touch('directory')
  }
}

function describe({ at, settled: _, ...doubt }: StoredDoubt): DirectoryDoubt {
  return { ...doubt, since: at, text: wordsFor(doubt) }
}

function isTakenBack(seen: SeenState, proven: Proven): boolean {
  if (proven === undefined || proven.state.version < seen.version) return true
  return proven.state.version === seen.version && !sameHash(proven.hash, seen.hash)
}

/** The database has told of it already; what was to be done is done after it has recovered. */
function ignoreStoreFault(error: unknown): void {
  if (!(error instanceof StoreError)) throw error
}
