// One conversation on one connection: how far it was delivered, how far acknowledged, whether live entries
// may be passed on or the store has to be read first.

import type { ConversationId } from '@sotto/wire'
import type { Position } from '../store/delivery-store.ts'
import type { DeliveryWindow } from './window.ts'

export class Feed {
  readonly conversation: ConversationId
  /** The last entry delivered. */
  position: number
  /** The highest entry that is known to exist. */
  newest: number
  /** The last entry this device may see, once it is known. */
  end: number | undefined
  /** What comes after this entry is held back until the account accepts (C-6). */
  pausesAt: number | undefined
  readonly #unsubscribe: () => void
  #acknowledged: number
  /** Number and bytes of each entry between acknowledged and delivered, flat, oldest first. */
  readonly #inFlight: number[] = []

  constructor(start: Position, unsubscribe: () => void) {
    this.conversation = start.conversation
    this.position = start.cursor
    this.newest = start.lastSeq
    this.end = start.ended ? start.lastSeq : undefined
    this.pausesAt = start.pausesAt
    this.#acknowledged = start.cursor
    this.#unsubscribe = unsubscribe
  }

  get isBehind(): boolean {
    return this.position < Math.min(this.newest, this.pausesAt ?? this.newest)
  }

  /** True when there is nothing more to deliver or to hear. */
  get isFinished(): boolean {
    return this.end !== undefined && this.#acknowledged >= this.end
  }

  /** The entry `seq` leaves for the device. A gap stands for all entries up to it. */
  delivered(seq: number, bytes: number, window: DeliveryWindow): void {
    this.#inFlight.push(seq, bytes)
    window.take(bytes)
    this.position = seq
    this.newest = Math.max(this.newest, seq)
  }

  /** Gives room back; returns the new cursor, or undefined when nothing has moved. */
  acknowledge(seq: number, window: DeliveryWindow): number | undefined {
    const cursor = Math.min(seq, this.position)
    if (cursor <= this.#acknowledged) return undefined
    let freed = 0
    for (; (this.#inFlight[freed] ?? Number.POSITIVE_INFINITY) <= cursor; freed += 2) {
      window.release(this.#inFlight[freed + 1] ?? 0)
    }
    this.#inFlight.splice(0, freed)
    this.#acknowledged = cursor
    return cursor
  }

  /**
   * The device is on the roster (again), or its account has accepted: what it may see no longer ends, and may
   * begin later (D-9, C-6).
   */
  rejoin(place: Position): void {
    this.end = place.ended ? place.lastSeq : undefined
    this.pausesAt = place.pausesAt
    if (place.cursor > this.position) {
      this.position = place.cursor
      this.#acknowledged = Math.max(this.#acknowledged, place.cursor)
    }
    this.newest = Math.max(this.newest, place.lastSeq)
  }

  /** Hears no more, and gives back what it holds of the window. */
  close(window: DeliveryWindow): void {
    this.#unsubscribe()
    for (let at = 1; at < this.#inFlight.length; at += 2) window.release(this.#inFlight[at] ?? 0)
    this.#inFlight.length = 0
  }
}
