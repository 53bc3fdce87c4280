// Tokens of programs (rules OA-6, OA-7): opaque, kept as hashes. A refresh token is used once; its second use, and that
// of an authorization code, ends everything that came of it.

import { randomBytes } from 'node:crypto'
import { type AccountName, bytesToBase64url, limits, type Schemas, type Scope } from '@sotto/wire'
import { sha256, tokenHash } from '../accounts/tokens.ts'
import type { Clock } from '../gates.ts'
import { type OAuthResult, refuseProgram } from './oauth-refusal.ts'
import type { NewTokens, ProgramStore } from './program-store.ts'

const accessLifetime = 30 * 60_000
/** From the last use. */
const refreshLifetime = 30 * 24 * 3_600_000

export type Given = {
  readonly account: AccountName
  readonly program: string
  readonly scopes: readonly Scope[]
}

type Issued = { readonly access: string; readonly tokens: Schemas['ProgramTokens'] }

export class TokenDesk {
  readonly #store: ProgramStore
  readonly #clock: Clock

  constructor(store: ProgramStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** `access`: what is ended when the code by which it came is shown again. */
  async issue(given: Given): Promise<OAuthResult<Issued>> {
    const access = `g_${bytesToBase64url(randomBytes(16))}`
    const since = this.#clock.now()
    const { stored, tokens } = this.#newTokens(given.scopes)
    const granted = await this.#store.grant(
      { ...given, access, since },
      stored,
      limits.programAccessPerAccount,
    )
    switch (granted) {
      case 'granted':
        return { ok: true, value: { access, tokens } }
      case 'too_many':
        return refuseProgram('access_denied', 'Too many programs have access to this account.')
      case 'gone':
        return refuseProgram('invalid_grant', 'What was given is over.')
    }
  }

  async refresh(
    program: string,
    token: string,
    wanted: readonly Scope[] | undefined,
  ): Promise<OAuthResult<Schemas['ProgramTokens']>> {
    const presented = tokenHash(token)
    if (presented === undefined) return unknownToken()
    const { stored, tokens } = this.#newTokens(wanted ?? [])
    const now = this.#clock.now()
    const refreshed = await this.#store.refresh({ ...stored, presented, program, scopes: wanted, now })
    switch (refreshed.kind) {
      case 'refreshed':
        return { ok: true, value: { ...tokens, scope: refreshed.scopes.join(' ') } }
      case 'too_much':
        return refuseProgram('invalid_scope', 'That is more than was given.')
      case 'reused':
      case 'unknown':
        return unknownToken()
    }
  }

  /** Of a token that is not there nothing is told (RFC 7009 §2.2). */
  async revoke(program: string, token: string): Promise<void> {
    const hash = tokenHash(token)
    if (hash !== undefined) await this.#store.revoke(hash, program)
  }

  #newTokens(scopes: readonly Scope[]): { stored: NewTokens; tokens: Schemas['ProgramTokens'] } {
    const now = this.#clock.now()
    const [access, refresh] = [randomBytes(32), randomBytes(32)]
    return {
      stored: {
        accessHash: sha256(access),
        accessExpires: now + accessLifetime,
        refreshHash: sha256(refresh),
        refreshExpires: now + refreshLifetime,
        scopes,
      },
      tokens: {
        access_token: bytesToBase64url(access),
        token_type: 'Bearer',
        expires_in: accessLifetime / 1000,
        refresh_token: bytesToBase64url(refresh),
        scope: scopes.join(' '),
      },
    }
  }
}

function unknownToken() {
  return refuseProgram('invalid_grant', 'This refresh token is not good here.')
}
