// Codes that somebody types: those of an authenticator app, each taken once and half a minute early or late, and
// backup codes, each taken once (rules F-3, F-4). Guesses at one account wait longer and longer, wherever they come
// from: six digits are few.

import { timingSafeEqual } from 'node:crypto'
import { readTypedCode, type TypedCode, totpCode, totpStep } from '@sotto/crypto/server'
import { type AccountName, ok, type Result, refuse } from '@sotto/wire'
import { GrowingDelays } from '../defence/growing-delays.ts'
import type { Clock } from '../gates.ts'
import type { FactorSecrets } from './factor-secrets.ts'
import type { FactorStore } from './factor-store.ts'

/** Wrong codes before each further one has to wait. */
const freeTries = 5
/** Steps that a clock may be off, either way. */
const drift = 1

type Parts = { readonly store: FactorStore; readonly secrets: FactorSecrets; readonly clock: Clock }

export class TypedCodes {
  readonly #parts: Parts
  readonly #delays: GrowingDelays

  constructor(parts: Parts) {
    this.#parts = parts
    this.#delays = new GrowingDelays(freeTries, () => parts.clock.now())
  }

  /** Uses the code up, and says of which kind it was. Refuses with `rate_limited` or `second_factor_wrong`. */
  async check(account: AccountName, typed: string): Promise<Result<TypedCode['kind']>> {
    const wait = this.#delays.wait(account)
    if (wait > 0) return refuse('rate_limited', 'Too many wrong codes. Wait before the next one.', wait)
    this.#delays.count(account)
    const read = readTypedCode(typed)
    if (read === undefined || !(await this.#isRight(account, read))) return wrongCode()
    this.#delays.forget(account)
    return ok(read.kind)
  }

  /** The step whose code this is, now, for an authenticator app that is being added; `undefined` for a wrong code. */
  stepOf(secret: Uint8Array, typed: string, after = 0): number | undefined {
    const read = readTypedCode(typed)
    if (read?.kind !== 'authenticator') return undefined
    const now = totpStep(this.#parts.clock.now())
    const steps = Array.from({ length: 2 * drift + 1 }, (_, at) => now - drift + at)
    return steps.find((step) => step > after && isSame(totpCode(secret, step), read.code))
  }

  async #isRight(account: AccountName, { kind, code }: TypedCode): Promise<boolean> {
    const { store, secrets, clock } = this.#parts
    if (kind === 'backup') return store.useBackupCode(account, secrets.hash(account, code), clock.now())
    const { authenticator } = await store.factors(account)
    if (authenticator === undefined) return false
    const step = this.stepOf(secrets.open(account, authenticator.secret), code, authenticator.step)
    return step !== undefined && store.useStep(account, step)
  }
}

export function wrongCode() {
  return refuse('second_factor_wrong', 'This code is wrong, or was used before. Take the next one.')
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
