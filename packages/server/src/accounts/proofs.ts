// Proofs: for five minutes after somebody has shown that they may enter an account, what they showed it by
// (rule V-3). Each is used once, and none outlives what it rests on: a changed password takes its own along.

import type { AccountName } from '@sotto/wire'
import type { Proven } from './account-store.ts'
import { ExpiringMap } from './expiring-map.ts'
import { randomToken } from './tokens.ts'

const lifetime = 5 * 60_000
const atOnce = 20_000

export type Proof = {
  readonly account: AccountName
  readonly proven: Proven
  /** The ticket that showed `proven.identity`: it is used up by the device that enters. */
  readonly ticket?: string | undefined
}
type Way = Proven['way']

export class Proofs {
  readonly #proofs: ExpiringMap<Proof>

  constructor(now: () => number) {
    this.#proofs = new ExpiringMap(lifetime, atOnce, now)
  }

  /** The token by which the proof is used. */
  issue(proof: Proof): string {
    const token = randomToken()
    this.#proofs.set(token, proof)
    return token
  }

  /** Leaves it to be used; `undefined` when there is none, or none by one of these ways. */
  look(token: string, ways: readonly Way[]): Proof | undefined {
    const proof = this.#proofs.get(token)
    return proof !== undefined && ways.includes(proof.proven.way) ? proof : undefined
  }

  take(token: string, ways: readonly Way[]): Proof | undefined {
    const proof = this.look(token, ways)
    if (proof !== undefined) this.#proofs.take(token)
    return proof
  }
}
