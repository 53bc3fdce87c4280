// What is under way between a conversation and the server in this very moment: nothing here is durable,
// all of it is begun again from the store after a restart or a lost connection.

import type { AccountName, ConversationId, DeviceId } from '@sotto/wire'

/** A key package that the server gave out, checked as far as it can be before it is used. */
export type ClaimedPackage = {
  readonly account: AccountName
  readonly device: DeviceId
  readonly accountKey: Uint8Array
  readonly keyPackage: Uint8Array
  /** Whether the key log has this device under this key for the account. */
  readonly isProven: boolean
}

export type Errand = {
  /** Outbox rows on their way, with the epoch in which they are sealed. */
  readonly inFlight: Map<number, number>
  /** The pending commit is on its way. */
  uploading: boolean
  /** The server refused the pending commit: the log will show who won. */
  awaitingLog: boolean
  /** Soon this device looks whether it stands where the others do. */
  comparing: boolean
  /** The server knows that this account leaves; the log has not shown it. */
  parting: boolean
  /** The leave that another device of the account has begun is left to the others before this time; 0 for not reckoned yet. */
  followFrom: number
  /** Something of its log has come on this connection. */
  heard: boolean
  /** How far the log went when this life of the engine first asked. */
  head: number | undefined
  /** This device has read everything that it may have written there before this life (place.ts). */
  knowsPlace: boolean
  /** Nothing is sent before this time. */
  heldUntil: number
  /** Chores are left to others before this time. */
  choresFrom: number
  /** History is handed over by others before this time, and fetched not before that. */
  handFrom: number
  fetchFrom: number
  /** Tries that failed in a row. */
  attempt: number
  /** How often in a row the log could not be read; a new connection alone gives no new hope. */
  logTries: number
  /** Key packages at hand for the next commit. */
  claimed: ClaimedPackage[]
  /** Whose packages were asked for, whatever came back. */
  readonly asked: Set<AccountName | DeviceId>
  /** The devices that the directory names for an account. */
  readonly inspected: Map<AccountName, ReadonlySet<DeviceId>>
  /** Whose devices have changed since the directory was last asked: an answer under way may be old. */
  readonly outdated: Set<AccountName>
  /** Whether receipts have waited long enough to go together. */
  receiptsRipe: boolean
  receiptsTimer: boolean
}

export class Errands {
  readonly #errands = new Map<ConversationId, Errand>()

  of(id: ConversationId): Errand {
    const errand = this.#errands.get(id) ?? fresh()
    this.#errands.set(id, errand)
    return errand
  }

  /** The connection is gone: nothing is on its way any more. */
  disconnected(): void {
    for (const errand of this.#errands.values()) {
      errand.inFlight.clear()
      errand.uploading = false
      errand.awaitingLog = false
      errand.parting = false
      errand.followFrom = 0
      errand.heard = false
      errand.heldUntil = 0
      forgetGathered(errand)
    }
  }
}

/** After a commit of anybody what was gathered for the next one may be out of date. */
export function forgetGathered(errand: Errand): void {
  errand.claimed = []
  errand.asked.clear()
  errand.inspected.clear()
}

function fresh(): Errand {
  return {
    inFlight: new Map(),
    uploading: false,
    awaitingLog: false,
    comparing: false,
    parting: false,
    followFrom: 0,
    heard: false,
    head: undefined,
    knowsPlace: false,
    heldUntil: 0,
    choresFrom: 0,
    handFrom: 0,
    fetchFrom: 0,
    attempt: 0,
    logTries: 0,
    claimed: [],
    asked: new Set(),
    inspected: new Map(),
    outdated: new Set(),
    receiptsRipe: false,
    receiptsTimer: false,
  }
}
