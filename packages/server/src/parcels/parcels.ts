// Parcels as they are asked for over HTTP (spec/newcomers.md NH-7): who may leave one for whom, and who may fetch it. The
// room knows neither what is in a parcel nor what it is for.

import { createHash } from 'node:crypto'
import {
  type AccountName,
  type ConversationId,
  type DeviceId,
  limits,
  ok,
  type Result,
  refuse,
} from '@sotto/wire'
import type { Delivery } from '../delivery/delivery.ts'
import type { Clock } from '../gates.ts'
import type { ParcelStore } from './parcel-store.ts'

const lifetime = limits.parcelDays * 24 * 3_600_000
const sweepEvery = 3_600_000

type Parts = {
  readonly store: ParcelStore
  readonly rosters: Pick<Delivery, 'info'>
  readonly clock: Clock
}

type Caller = { readonly account: AccountName; readonly device: DeviceId }

export class Parcels {
  readonly #parts: Parts
  #sweptAt = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** For a device that is in the conversation, by one that is. `not_member`, `too_large`, `quota_exceeded`. */
  async leave(
    by: Caller,
    conversation: ConversationId,
    { device, parcels }: { readonly device: DeviceId; readonly parcels: readonly Uint8Array[] },
  ): Promise<Result<null>> {
    const { store, rosters, clock } = this.#parts
    if (parcels.some((bytes) => bytes.length > limits.parcelBytes)) {
      return refuse('too_large', `A parcel has at most ${limits.parcelBytes} bytes.`)
    }
    const info = await rosters.info(by, conversation)
    if (!info.ok) return info
    const whose = info.value.members.find((member) => member.devices.includes(device))
    if (whose === undefined) return refuse('not_found', 'That device is not in this conversation.')
    await this.#sweep()
    const named = parcels.map((bytes) => ({ id: createHash('sha256').update(bytes).digest(), bytes }))
    const account = whose.account as AccountName
    const left = { conversation, device, account, by: by.account, at: clock.now(), parcels: named }
    const quota = { here: limits.parcelsPerHandover, inAll: limits.parcelsPerAccount }
    return (await store.leave(left, quota))
      ? ok(null)
      : refuse('quota_exceeded', 'More waits there already than one account may leave.')
  }

  /** By the device that it was left for, while it is in the conversation. `not_member`, `not_found`. */
  async read({ account, device }: Caller, conversation: ConversationId, id: Uint8Array) {
    const info = await this.#parts.rosters.info({ account, device }, conversation)
    if (!info.ok) return info
    await this.#sweep()
    const bytes = await this.#parts.store.read({ conversation, device }, id)
    return bytes === undefined ? refuse('not_found', 'There is no such parcel any more.') : ok(bytes)
  }

  /** Deletes what was left for this device here. */
  taken({ device }: Caller, conversation: ConversationId): Promise<void> {
    return this.#parts.store.taken({ conversation, device })
  }

  async #sweep(): Promise<void> {
    const now = this.#parts.clock.now()
    if (now - this.#sweptAt < sweepEvery) return
    this.#sweptAt = now
    await this.#parts.store.expire(now - lifetime)
  }
}
