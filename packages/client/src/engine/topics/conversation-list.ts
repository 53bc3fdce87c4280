// The list of conversations as everybody who watches it shares it: read whole once, after that only what was
// touched. Always holds: a row that did not change stays the very same object, and a list in which none did too,
// so that whoever hands it on can see at a glance what is new (remote/list-patch.ts).

import type { ConversationId } from '@sotto/wire'
import type { ConversationSummary } from '../../api/conversations.ts'
import { listConversations, readConversations } from '../conversations/summaries.ts'
import type { Live } from '../live.ts'
import type { Signal } from './signals.ts'

const nobodysList: readonly ConversationSummary[] = []

export class ConversationList {
  readonly #live: () => Live | undefined
  /** Whose the list is. */
  #of: Live | undefined
  #rows = new Map<ConversationId, ConversationSummary>()
  #list = nobodysList
  #stale: Set<ConversationId> | 'all' = 'all'
  #reading: Promise<unknown> = Promise.resolve()

  constructor(live: () => Live | undefined) {
    this.#live = live
  }

  touched(signals: readonly Signal[]): void {
    if (signals.includes('people') || signals.includes('session')) this.#stale = 'all'
    if (this.#stale === 'all') return
    for (const signal of signals) {
      const id = signal.startsWith(ofOne) ? signal.slice(ofOne.length) : undefined
      if (id !== undefined) this.#stale.add(id as ConversationId)
    }
  }

  /** One after the other: what was touched before the call is in the answer. */
  current(): Promise<readonly ConversationSummary[]> {
    const next = this.#reading.then(() => this.#read())
    this.#reading = next.catch(() => undefined)
    return next
  }

  async #read(): Promise<readonly ConversationSummary[]> {
    const live = this.#live()
    if (live === undefined) return nobodysList
    if (live !== this.#of) this.#stale = 'all'
    const stale = this.#stale
    if (stale !== 'all' && stale.size === 0) return this.#list
    this.#stale = new Set()
    try {
      const fresh = await (stale === 'all' ? listConversations(live) : readConversations(live, [...stale]))
      this.#take(fresh, stale)
    } catch (error) {
      this.#stale = 'all'
      throw error
    }
    this.#of = live
    return this.#list
  }

  #take(fresh: readonly ConversationSummary[], stale: ReadonlySet<ConversationId> | 'all'): void {
    const rows = new Map(stale === 'all' ? [] : this.#rows)
    if (stale !== 'all') for (const id of stale) rows.delete(id)
    for (const row of fresh) rows.set(row.conversation, keptIfEqual(this.#rows.get(row.conversation), row))
    const list = [...rows.values()].sort(pinnedFirst)
    const isSame = list.length === this.#list.length && list.every((row, at) => row === this.#list[at])
    this.#rows = rows
    if (!isSame) this.#list = list
  }
}

const ofOne = 'conversation '

function keptIfEqual(before: ConversationSummary | undefined, now: ConversationSummary): ConversationSummary {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now
}

/** Those that are pinned, in the order in which they were; then the rest. */
function pinnedFirst(one: ConversationSummary, other: ConversationSummary): number {
  const never = Number.POSITIVE_INFINITY
  const [first, second] = [one.pinnedAt ?? never, other.pinnedAt ?? never]
  return first === second ? newestFirst(one, other) : first - second
}

function newestFirst(one: ConversationSummary, other: ConversationSummary): number {
  return other.at - one.at || (one.conversation < other.conversation ? -1 : 1)
}
