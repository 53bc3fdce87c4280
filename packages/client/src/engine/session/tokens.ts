// The session's tokens: gives the access token, renews it before it expires and when the server says so,
// one renewal at a time, and stores the new pair before anybody uses it (S-1, S-2).

import type { Outcome } from '../../api.ts'
import { failure } from '../../errors.ts'
import type { Clock } from '../../ports.ts'
import type { RestClient, TokenSource } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Database } from '../store/database.ts'
import { type EndReason, endReasonOf, type Session, writeSession } from '../store/settings.ts'

const renewBefore = 60_000

export type TokensOptions = {
  readonly clock: Clock
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

  constructor(options: TokensOptions) {
    this.#options = options
    this.#session = options.session
  }

  async access(): Promise<Outcome<string>> {
    const { accessToken, accessExpires } = this.#session
    if (accessExpires - this.#options.clock.now() > renewBefore) return { ok: true, value: accessToken }
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
    const { rest, db, onEnded } = this.#options
    const json = { refreshToken: this.#session.refreshToken }
    const answer = await rest.get('Session', { method: 'POST', path: routes.refresh, json })
    if (!answer.ok) {
      if (isOver(answer.error.code)) onEnded(endReasonOf(answer.error.code))
      return answer
    }
    if (answer.value.device !== this.#session.device) {
      return failure('server_untrusted', 'The server answered with the session of another device.')
    }
    try {
      await db.write([writeSession(answer.value)])
    } catch {
      return failure(
        'device_storage_failed',
        'The local store can’t be written; signing in again may be needed.',
      )
    }
    this.#session = answer.value
    return { ok: true, value: answer.value.accessToken }
  }
}

const final: readonly string[] = ['session_revoked', 'session_expired', 'device_removed', 'unauthenticated']

function isOver(code: string): boolean {
  return final.includes(code)
}
