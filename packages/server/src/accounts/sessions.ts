// Sessions of devices (rules S-1 to S-3): begun after a proof of the password, refreshed with tokens that
// follow each other, checked at every request, ended at once.

import { randomBytes } from 'node:crypto'
import {
  type AccountName,
  bytesToBase64url,
  type DeviceId,
  ok,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import type { AuthenticatedSession, Clock, SessionGate } from '../gates.ts'
import { type AccessClaims, accessLifetime, signAccessToken, verifyAccessToken } from './access-token.ts'
import type { AccountEvents } from './account-events.ts'
import type { AccountStore, NewSession, SessionId, StoredSession } from './account-store.ts'
import type { ServerKeys } from './server-keys.ts'
import { randomToken, tokenHash } from './tokens.ts'

export const refreshLifetime = 7 * 24 * 3_600_000
const mostGenuine = 10_000

/** A session that is about to be stored, and the token that its device will be given. */
export type PreparedSession = { readonly stored: NewSession; readonly refreshToken: string }

type Parts = {
  readonly store: AccountStore
  readonly keys: ServerKeys
  readonly events: AccountEvents
  readonly clock: Clock
  /** Whether the account has what this server wants of it. */
  readonly isComplete: (account: AccountName) => Promise<boolean>
  /** Whether it is the token of a program, which is told that it may not. */
  readonly isProgram: (token: string) => Promise<boolean>
}

export class Sessions implements SessionGate {
  readonly #parts: Parts
  /** What tokens say that have been found genuine, the oldest first. */
  readonly #genuine = new Map<string, AccessClaims>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  prepare(account: AccountName, device: DeviceId): PreparedSession {
    const created = this.#parts.clock.now()
    const refreshToken = randomToken()
    const session = bytesToBase64url(randomBytes(16)) as SessionId
    const tokenExpires = created + refreshLifetime
    const stored = { session, account, device, created, tokenHash: hashOf(refreshToken), tokenExpires }
    return { stored, refreshToken }
  }

  /** What the device is told of a session that has been stored. */
  async open({ stored, refreshToken }: PreparedSession): Promise<Schemas['Session']> {
    return this.#answer(stored, refreshToken, stored.tokenExpires)
  }

  /**
   * Rule S-2: `chosen` is the token that is to follow. Refuses with `bad_request`, `unauthenticated`,
   * `session_expired`, `session_revoked` or `device_removed`.
   */
  async refresh(token: string, chosen: string): Promise<Result<Schemas['Session']>> {
    const [presented, successor] = [tokenHash(token), tokenHash(chosen)]
    if (presented === undefined) return unknownToken()
    if (successor === undefined) return unfitSuccessor()
    const now = this.#parts.clock.now()
    const successorExpires = now + refreshLifetime
    const rotated = await this.#parts.store.rotate({ presented, successor, successorExpires, now })
    switch (rotated.kind) {
      case 'rotated':
        return ok(await this.#answer(rotated.session, chosen, rotated.session.expires))
      case 'taken':
        return unfitSuccessor()
      case 'reused':
        this.#parts.events.sessionsEnded([rotated.session], 'session_revoked')
        return revoked()
      case 'ended':
        return this.#over(rotated.session)
      case 'expired':
        return refuse('session_expired', 'This session has expired. Sign in again.')
      case 'unknown':
        return unknownToken()
    }
  }

  async verifyAccess(token: string): Promise<Result<AuthenticatedSession>> {
    const session = await this.verifySession(token)
    if (!session.ok || (await this.#parts.isComplete(session.value.account))) return session
    return refuse('second_factor_missing', 'This server wants a second factor: set one up first.')
  }

  /** The session alone, also of an account that has no second factor yet where it must have one (F-10). */
  async verifySession(token: string): Promise<Result<AuthenticatedSession>> {
    const now = this.#parts.clock.now()
    const claims = await this.#readToken(token, now)
    if (!claims.ok) {
      return (await this.#parts.isProgram(token))
        ? refuse('insufficient_scope', 'This is not for programs.')
        : claims
    }
    const session = await this.#parts.store.session(claims.value.session)
    return isRunning(session, now) ? claims : this.#over(claims.value)
  }

  /** Ends what nobody refreshed, and forgets what has expired. */
  async sweep(): Promise<void> {
    const ended = await this.#parts.store.sweep(this.#parts.clock.now())
    this.#parts.events.sessionsEnded(ended, 'session_revoked')
  }

  /** Whether a token is ours and its time not over. A device shows the same one all the time: it is checked once. */
  async #readToken(token: string, now: number): Promise<Result<AccessClaims>> {
    const known = this.#genuine.get(token)
    if (known !== undefined && now < known.expires) return ok(known)
    this.#genuine.delete(token)
    const claims = await verifyAccessToken(this.#parts.keys, token, now)
    if (!claims.ok) return claims
    const [oldest] = this.#genuine.keys()
    if (this.#genuine.size >= mostGenuine && oldest !== undefined) this.#genuine.delete(oldest)
    this.#genuine.set(token, claims.value)
    return claims
  }

  /** Why a session that has ended goes on no more. */
  async #over({ account, device }: Pick<StoredSession, 'account' | 'device'>) {
    const isRevoked = await this.#parts.store.isRevoked(account, device)
    return isRevoked ? refuse('device_removed', 'This device was signed out. Sign in again.') : revoked()
  }

  async #answer(
    of: Pick<StoredSession, 'account' | 'device' | 'session'>,
    refreshToken: string,
    refreshExpires: number,
  ): Promise<Schemas['Session']> {
    const now = this.#parts.clock.now()
    const { account, device, session } = of
    const accessToken = await signAccessToken(this.#parts.keys, { account, device, session }, now)
    return { account, device, accessToken, accessExpires: now + accessLifetime, refreshToken, refreshExpires }
  }
}

function isRunning(session: StoredSession | undefined, now: number): boolean {
  return session !== undefined && !session.ended && session.expires > now
}

function hashOf(token: string): Uint8Array {
  const hash = tokenHash(token)
  if (hash === undefined) throw new TypeError('not a token of this server')
  return hash
}

function unknownToken() {
  return refuse('unauthenticated', 'This refresh token is not known here. Sign in again.')
}

function unfitSuccessor() {
  return refuse('bad_request', 'The token that is to follow is not a fresh one.')
}

function revoked() {
  return refuse('session_revoked', 'This session has ended. Sign in again.')
}
