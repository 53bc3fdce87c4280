// The session's tokens: gives the access token, renews it before it expires and when the server says so,
// one renewal at a time. The refresh token that is to follow is chosen and stored here before the server
// hears of it, so that an answer that is lost costs nothing: asking again is the same request (S-1, S-2).

import { bytesToBase64url } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import { type Clock, type Random, type Statement, StoreError } from '../../ports.ts'
import type { RestClient, TokenSource } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Database } from '../store/database.ts'
import {
  type EndReason,
  endReasonOf,
  readSuccessor,
  type Session,
  writeSession,
  writeSuccessor,
} from '../store/settings.ts'

const renewBefore = 60_000
/** Of an access token (S-1). */
const lifetime = 30 * 60_000
const tokenLength = 32

export type TokensOptions = {
  readonly clock: Clock
  readonly random: Random
  /** Without tokens of its own. */
  readonly rest: RestClient
  readonly db: Database
  readonly session: Session
  /** The server has ended the session. */
  readonly onEnded: (why: EndReason) => void
}

export class Tokens implements TokenSource {
  readonly #options: TokensOptions
  #session: Session
  #renewal: Promise<Outcome<string>> | undefined
  /** By this machine's clock, when a token came that is over at once by it: that clock is ahead of the server's. */
  #trustedUntil = 0

  constructor(options: TokensOptions) {
    this.#options = options
    this.#session = options.session
  }

  async access(): Promise<Outcome<string>> {
    const { accessToken, accessExpires } = this.#session
    const now = this.#options.clock.now()
    if (Math.max(accessExpires, this.#trustedUntil) - now > renewBefore)
      return { ok: true, value: accessToken }
    return this.#renewOnce()
  }

  async renew(refused: string): Promise<Outcome<string>> {
    const { accessToken } = this.#session
    return accessToken === refused ? this.#renewOnce() : { ok: true, value: accessToken }
  }

  #renewOnce(): Promise<Outcome<string>> {
    this.#renewal ??= this.#renewNow().finally(() => {
      this.#renewal = undefined
    })
    return this.#renewal
  }

  async #renewNow(): Promise<Outcome<string>> {
    const { clock, rest, onEnded } = this.#options
    const { refreshToken } = this.#session
    const successor = await this.#successor()
    if (successor === undefined) return storeFailed()
    const json = { refreshToken, successor }
    const answer = await rest.get('Session', { method: 'POST', path: routes.refresh, json })
    if (!answer.ok) {
      if (isOver(answer.error.code)) onEnded(endReasonOf(answer.error.code))
      return answer
    }
    if (answer.value.device !== this.#session.device || answer.value.refreshToken !== successor) {
      return failure('server_untrusted', 'The server answered with another session than this device’s.')
    }
    // should this fail, the next renewal asks for the same once more
    if (!(await this.#isStored(writeSession(answer.value)))) return storeFailed()
    const { accessToken, accessExpires } = answer.value
    this.#session = answer.value
    this.#trustedUntil = accessExpires - clock.now() > renewBefore ? 0 : clock.now() + lifetime
    return { ok: true, value: accessToken }
  }

  /** What is to follow the present refresh token, the same for every try; undefined when it can't be stored. */
  async #successor(): Promise<string | undefined> {
    const { db, random } = this.#options
    const of = this.#session.refreshToken
    const kept = await readSuccessor(db).catch(unlessStoreFailed)
    if (kept === null || kept?.of === of) return kept?.token
    const token = bytesToBase64url(random.bytes(tokenLength))
    return (await this.#isStored(writeSuccessor({ of, token }))) ? token : undefined
  }

  async #isStored(statement: Statement): Promise<boolean> {
    return (await this.#options.db.write([statement]).catch(unlessStoreFailed)) !== null
  }
}

function unlessStoreFailed(error: unknown): null {
  if (error instanceof StoreError) return null
  throw error
}

function storeFailed() {
  return failure('device_storage_failed', 'The local store can’t be written, and the session not be renewed.')
}

const final: readonly string[] = ['session_revoked', 'session_expired', 'device_removed', 'unauthenticated']

function isOver(code: string): boolean {
  return final.includes(code)
}
