// The accounts whose presence one connection watches (P-2). Whether it may know is asked when something
// is to be told, and again when a block or a message request has changed. While the socket is blocked
// only the last status of each account is kept.

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
  readonly delivery: Pick<Delivery, 'mayWatch'>
  readonly outbox: Outbox
}

type Watched = { readonly unsubscribe: () => void; mayKnow: boolean | undefined }

export class Watching {
  readonly #parts: WatchingParts
  readonly #watched = new Map<AccountName, Watched>()
  /** Made when the socket is first blocked: most never are, and there are many connections. */
  #held: Map<AccountName, Presence> | undefined
  readonly #unsubscribe: () => void

  constructor(parts: WatchingParts) {
    this.#parts = parts
    this.#unsubscribe = parts.bus.subscribe(topics.blocks, ({ account }) => {
      const watched = this.#watched.get(account)
      if (watched !== undefined) watched.mayKnow = undefined
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
      const unsubscribe = this.#parts.bus.subscribe(topics.presence(account), (presence) => {
        void this.#tell([presence])
      })
      this.#watched.set(account, { unsubscribe, mayKnow: undefined })
    }
    await this.#tell([...wanted].map((account) => this.#parts.board.of(account)))
  }

  /** A conversation of the viewer has changed: who was not to be seen may be now. */
  async recheck(): Promise<void> {
    const hidden: AccountName[] = []
    for (const [account, watched] of this.#watched) {
      if (watched.mayKnow === false) hidden.push(account)
      watched.mayKnow = undefined
    }
    await this.#tell(hidden.map((account) => this.#parts.board.of(account)))
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

  async #tell(changes: readonly Presence[]): Promise<void> {
    const visible: Presence[] = []
    for (const change of changes) {
      const watched = this.#watched.get(change.account)
      if (watched === undefined) continue
      watched.mayKnow ??= await this.#parts.delivery.mayWatch(this.#parts.viewer, change.account)
      if (watched.mayKnow) visible.push(change)
    }
    this.#send(visible)
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
