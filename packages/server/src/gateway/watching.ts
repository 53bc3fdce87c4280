// The accounts whose presence one connection watches (P-2). Whether it may know is decided when it asks,
// and again whenever a block or a message request has changed: who may not know any more is told `offline`,
// as anybody is who may not know from the start. While the socket is blocked only the last status of each
// account is kept.

import type { AccountName, Presence } from '@sotto/wire'
import type { Bus } from '../bus/bus.ts'
import { topics } from '../bus/topics.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { Outbox } from './outbox.ts'
import type { PresenceBoard } from './presence-board.ts'

export type WatchingParts = {
  readonly viewer: AccountName
  readonly bus: Bus
  readonly board: PresenceBoard
  readonly delivery: Pick<Delivery, 'hiddenFrom'>
  readonly outbox: Outbox
  /** Called for a failure of the store while it is decided who may know. */
  readonly onFailure: (error: unknown) => void
}

type Watched = {
  readonly unsubscribe: () => void
  mayKnow: boolean
  /** The viewer was told something that it may not go on believing. */
  wasTold: boolean
  /** Counts the decisions: only the last that was begun holds. */
  decisions: number
}

export class Watching {
  readonly #parts: WatchingParts
  readonly #watched = new Map<AccountName, Watched>()
  /** Made when the socket is first blocked: most never are, and there are many connections. */
  #held: Map<AccountName, Presence> | undefined
  readonly #unsubscribe: () => void

  constructor(parts: WatchingParts) {
    this.#parts = parts
    this.#unsubscribe = parts.bus.subscribe(topics.blocks, ({ account }) => {
      if (this.#watched.has(account)) void this.#decide([account]).catch(parts.onFailure)
    })
  }

  /** Watches these accounts from now on, and no others. Tells what they are at once. */
  async watch(accounts: readonly AccountName[]): Promise<void> {
    const wanted = new Set(accounts)
    for (const [account, { unsubscribe }] of this.#watched) {
      if (wanted.has(account)) continue
      unsubscribe()
      this.#watched.delete(account)
    }
    for (const account of wanted) {
      if (this.#watched.has(account)) continue
      const unsubscribe = this.#parts.bus.subscribe(topics.presence(account), (presence) =>
        this.#hear(presence),
      )
      this.#watched.set(account, { unsubscribe, mayKnow: false, wasTold: false, decisions: 0 })
    }
    await this.#decide([...wanted])
  }

  /** A conversation of the viewer has changed: who was not to be seen may be now, and the other way round. */
  recheck(): Promise<void> {
    return this.#decide([...this.#watched.keys()], 'changes')
  }

  drained(): void {
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#send([...held.values()])
  }

  close(): void {
    this.#unsubscribe()
    for (const { unsubscribe } of this.#watched.values()) unsubscribe()
    this.#watched.clear()
  }

  #hear(presence: Presence): void {
    const watched = this.#watched.get(presence.account)
    if (watched?.mayKnow !== true) return
    watched.wasTold = true
    this.#send([presence])
  }

  /** Decides anew who of these may be seen, and tells how they are now: all of them, or whose answer changed. */
  async #decide(accounts: readonly AccountName[], tell: 'all' | 'changes' = 'all'): Promise<void> {
    const asked = accounts.flatMap((account) => {
      const watched = this.#watched.get(account)
      if (watched === undefined) return []
      watched.decisions += 1
      return [{ account, watched, decision: watched.decisions }]
    })
    if (asked.length === 0) return
    const hidden = await this.#parts.delivery.hiddenFrom(this.#parts.viewer, accounts)
    const changes: Presence[] = []
    for (const { account, watched, decision } of asked) {
      if (this.#watched.get(account) !== watched || watched.decisions !== decision) continue
      const mayKnow = !hidden.has(account)
      if (tell === 'changes' && mayKnow === watched.mayKnow) continue
      watched.mayKnow = mayKnow
      if (mayKnow) changes.push(this.#parts.board.of(account))
      else if (watched.wasTold) changes.push({ account, status: 'offline', lastSeen: 0 })
      watched.wasTold = mayKnow
    }
    this.#send(changes)
  }

  #send(changes: readonly Presence[]): void {
    if (changes.length === 0) return
    if (!this.#parts.outbox.isBlocked) {
      this.#parts.outbox.send({ kind: 'presence', changes })
      return
    }
    this.#held ??= new Map()
    for (const change of changes) this.#held.set(change.account, change)
  }
}
