// A program sends a person's browser here to ask for access (RFC 6749 §4.1, with PKCE by S256 as OAuth 2.1 has it; rules
// OA-3 to OA-6). What it asks for is checked each time anew, when the person looks and when they answer: nothing is
// kept in between. An answer is the account key's signature; a code is used once.

import { createHash, timingSafeEqual } from 'node:crypto'
import {
  type AccountName,
  base64urlToBytes,
  ok,
  type Result,
  refuse,
  type Schemas,
  type Scope,
} from '@sotto/wire'
import { ExpiringMap } from '../accounts/expiring-map.ts'
import { randomToken } from '../accounts/tokens.ts'
import type { Clock } from '../gates.ts'
import { type AccountWord, notSigned } from './account-word.ts'
import { type OAuthResult, refuseProgram } from './oauth-refusal.ts'
import type { ProgramStore, StoredProgram } from './program-store.ts'
import { hostOf, isRedirectOf } from './redirects.ts'
import { readScopes } from './scopes.ts'
import type { Given, TokenDesk } from './token-desk.ts'

const codeLifetime = 60_000
/** As long as somebody might show it again. */
const spentLifetime = 10 * 60_000
const codesAtOnce = 20_000

type Parts = {
  readonly store: ProgramStore
  readonly word: AccountWord
  readonly desk: TokenDesk
  readonly clock: Clock
  /** This server's own address. */
  readonly issuer: () => string
}

type Checked = { readonly program: StoredProgram; readonly scopes: readonly Scope[] }
type Code = Given & { readonly redirectUri: string; readonly challenge: string }

export class Consent {
  readonly #parts: Parts
  readonly #codes: ExpiringMap<Code>
  readonly #spent: ExpiringMap<{ readonly account: AccountName; readonly access: string }>

  constructor(parts: Parts) {
    this.#parts = parts
    const now = () => parts.clock.now()
    this.#codes = new ExpiringMap(codeLifetime, codesAtOnce, now)
    this.#spent = new ExpiringMap(spentLifetime, codesAtOnce, now)
  }

  /** Refuses with `bad_request` or `not_found`; nobody is sent anywhere then. */
  async look(ask: Schemas['ProgramAsk']): Promise<Result<Schemas['ProgramAsked']>> {
    const checked = await this.#check(ask)
    if (!checked.ok) return checked
    const { program, scopes } = checked.value
    const { name, account } = program
    return ok({
      program: program.program,
      name,
      by: account,
      scopes: [...scopes],
      host: hostOf(ask.redirectUri),
    })
  }

  /** Where the browser goes. Refuses as `look` does, and with `forbidden` where the account key has not signed. */
  async answer(
    account: AccountName,
    { allow, ...ask }: Omit<Schemas['ProgramAnswer'], 'signature'>,
    signature: Uint8Array | undefined,
  ): Promise<Result<string>> {
    const checked = await this.#check(ask)
    if (!checked.ok) return checked
    if (!allow) return ok(this.#addressOf(ask, { error: 'access_denied' }))
    const { program, scopes } = checked.value
    const given = { account, program: program.program, scopes }
    const request = ask.codeChallenge
    if (!(await this.#parts.word.take({ ...given, request }, signature))) return notSigned()
    const code = randomToken()
    this.#codes.set(code, { ...given, redirectUri: ask.redirectUri, challenge: ask.codeChallenge })
    return ok(this.#addressOf(ask, { code }))
  }

  /** A code for tokens. Whatever is wrong uses the code up; shown again, it ends what came of it. */
  async exchange(
    clientId: string,
    shown: { readonly code: string; readonly verifier: string; readonly redirectUri: string | undefined },
  ): Promise<OAuthResult<Schemas['ProgramTokens']>> {
    const spent = this.#spent.get(shown.code)
    if (spent !== undefined) await this.#parts.store.endAccess(spent.account, spent.access)
    const code = this.#codes.take(shown.code)
    if (code === undefined || code.program !== clientId) return unknownCode()
    if (shown.redirectUri !== undefined && shown.redirectUri !== code.redirectUri) return unknownCode()
    if (!isVerifierOf(code.challenge, shown.verifier)) return unknownCode()
    const { account, program, scopes } = code
    const issued = await this.#parts.desk.issue({ account, program, scopes })
    if (!issued.ok) return issued
    this.#spent.set(shown.code, { account, access: issued.value.access })
    return { ok: true, value: issued.value.tokens }
  }

  async #check(ask: Schemas['ProgramAsk']): Promise<Result<Checked>> {
    const program = await this.#parts.store.program(ask.clientId)
    if (program === undefined) return refuse('not_found', 'No program is registered here under this name.')
    if (!isRedirectOf(program.redirectUris, ask.redirectUri)) {
      return refuse('bad_request', 'The program asks to send you to an address that it has not registered.')
    }
    if (ask.responseType !== 'code')
      return refuse('bad_request', 'The program asks for what is not done here.')
    if (ask.codeChallengeMethod !== 'S256' || base64urlToBytes(ask.codeChallenge)?.length !== 32) {
      return refuse('bad_request', 'The program does not protect what it asks for (PKCE with S256).')
    }
    if (ask.resource !== undefined && ask.resource !== this.#parts.issuer()) {
      return refuse('bad_request', 'The program asks for access to another server.')
    }
    const scopes = readScopes(ask.scope)
    return scopes === undefined
      ? refuse('bad_request', 'The program asks for something that cannot be given here.')
      : ok({ program, scopes })
  }

  #addressOf(ask: Pick<Schemas['ProgramAsk'], 'redirectUri' | 'state'>, answer: Record<string, string>) {
    const url = new URL(ask.redirectUri)
    const { state } = ask
    const all = { ...answer, ...(state === undefined ? {} : { state }), iss: this.#parts.issuer() }
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value)
    return url.href
  }
}

/** RFC 7636 §4.6. */
function isVerifierOf(challenge: string, verifier: string): boolean {
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return false
  const digest = createHash('sha256').update(verifier, 'ascii').digest()
  const expected = base64urlToBytes(challenge)
  return expected !== undefined && expected.length === digest.length && timingSafeEqual(digest, expected)
}

function unknownCode() {
  return refuseProgram('invalid_grant', 'This code is not good here.')
}
