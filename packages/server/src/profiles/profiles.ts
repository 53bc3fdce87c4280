// Sealed profiles as they are asked for over HTTP (spec/profiles.md): who may have one, who hears of a change, and the
// word to the gateway that nobody is to be told of an account. What is inside is none of the server's business.

import { type AccountName, limits, ok, type Result, refuse } from '@sotto/wire'
import type { AccountEvents } from '../accounts/account-events.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { Clock } from '../gates.ts'
import type { PresenceBoard } from '../gateway/presence-board.ts'
import type { ProfileStore, ProfileWrite, StoredPart, StoredProfile } from './profile-store.ts'

type Parts = {
  readonly store: ProfileStore
  readonly events: Pick<AccountEvents, 'profileChanged'>
  readonly delivery: Pick<Delivery, 'hiddenFrom'>
  readonly board: Pick<PresenceBoard, 'hidingChanged' | 'isHidden'>
  readonly clock: Clock
}

/** With the versions that the asker has. */
export type Wanted = { readonly account: AccountName; readonly profile: number; readonly status: number }

/** A part without bytes is the one that the asker has, or none. */
export type Shown = {
  readonly account: AccountName
  readonly openKey: Uint8Array | undefined
  readonly profile: StoredPart
  readonly status: StoredPart
}

const nothing: StoredPart = { version: 0, bytes: undefined }

export class Profiles {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  own(account: AccountName): StoredProfile | undefined {
    return this.#parts.store.read(account)
  }

  /** Refuses with `bad_request`, `too_large` or `version_conflict`. */
  async write(account: AccountName, write: ProfileWrite): Promise<Result<null>> {
    const { store, board, clock, events } = this.#parts
    const before = store.read(account)
    const problem = problemOf(write, before)
    if (problem !== undefined) return problem
    if ((await store.write(account, write, clock.now())) === 'conflict') {
      return refuse('version_conflict', 'Another device has changed this meanwhile.')
    }
    if (write.hiddenUntil !== (before?.hiding.until ?? 0)) board.hidingChanged(account)
    // what somebody does who is not to be seen tells nobody that they are here
    await events.profileChanged(account, board.isHidden(account) ? 'own' : 'all')
    return ok(null)
  }

  /** As many as an answer holds, in the order asked for; at least one. */
  async read(viewer: AccountName, wanted: readonly Wanted[]): Promise<readonly Shown[]> {
    const hidden = await this.#parts.delivery.hiddenFrom(
      viewer,
      wanted.map(({ account }) => account),
    )
    const shown: Shown[] = []
    let left = limits.profileBytesPerAnswer
    for (const one of wanted) {
      const stored = hidden.has(one.account) ? undefined : this.#parts.store.read(one.account)
      const profile = partFor(stored?.profile, one.profile)
      const status = partFor(stored?.status, one.status)
      left -= (profile.bytes?.length ?? 0) + (status.bytes?.length ?? 0)
      if (left < 0 && shown.length > 0) break
      shown.push({ account: one.account, openKey: stored?.openKey, profile, status })
    }
    return shown
  }
}

function partFor(part: StoredPart | undefined, had: number): StoredPart {
  if (part === undefined) return nothing
  return part.version === had ? { version: had, bytes: undefined } : part
}

function problemOf(write: ProfileWrite, before: StoredProfile | undefined) {
  if (write.version <= write.after)
    return refuse('bad_request', 'A version must be above the one it replaces.')
  if ((write.profile?.length ?? 0) > limits.profileBytes || (write.status?.length ?? 0) > limits.statusBytes)
    return refuse('too_large', 'A profile or status is too large.')
  if (before === undefined && write.profile === undefined && write.status === undefined)
    return refuse('bad_request', 'The first one has something in it.')
  return undefined
}
