// The company's OpenID Connect provider, as its client sees it (rules SSO-1, SSO-2): where people are sent, and what it
// says of them when they come back. The checks of OAuth 2.0 and OpenID Connect are the library's.

import { ok, type Result, refuse } from '@sotto/wire'
import * as oauth from 'oauth4webapi'
import type { Clock } from '../gates.ts'
import type { Logger } from '../log.ts'
import type { SsoConfig } from './config.ts'
import type { Identity } from './identity.ts'

const patience = 10_000
/** Metadata is asked for again after so long, so that a provider may change. */
const metadataLifetime = 3_600_000
const mostSubject = 255

type Parts = {
  readonly config: SsoConfig
  readonly clock: Clock
  readonly log: Logger
  /** The page of the app that people come back to. */
  readonly redirectUri: () => string
}

/** What one run is known by; the verifier (RFC 7636) is shown to the provider alone. */
export type Run = { readonly state: string; readonly nonce: string; readonly verifier: string }
export type Identified = {
  readonly identity: Identity
  /** What the provider calls them; good for a suggestion and for nothing else. */
  readonly called: string | undefined
}

export class Provider {
  readonly #parts: Parts
  #known: { readonly metadata: oauth.AuthorizationServer; readonly until: number } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Where to send somebody. Refuses with `unavailable`. */
  async address({ state, nonce, verifier }: Run): Promise<Result<string>> {
    const { config, redirectUri } = this.#parts
    const metadata = await this.#metadata()
    if (!metadata.ok) return metadata
    const endpoint = URL.parse(metadata.value.authorization_endpoint ?? '')
    if (endpoint === null) return this.#unavailable(new Error('no authorization endpoint'))
    const asked = {
      response_type: 'code',
      client_id: config.clientId,
      redirect_uri: redirectUri(),
      scope: 'openid profile',
      ...{ state, nonce, code_challenge: await oauth.calculatePKCECodeChallenge(verifier) },
      code_challenge_method: 'S256',
    }
    for (const [name, value] of Object.entries(asked)) endpoint.searchParams.set(name, value)
    return ok(endpoint.href)
  }

  /** Who it is, by what they were sent back with. Refuses with `sso_failed` or `unavailable`. */
  async identify(answer: URLSearchParams, run: Run): Promise<Result<Identified>> {
    const metadata = await this.#metadata()
    if (!metadata.ok) return metadata
    try {
      return this.#read(await this.#redeem(metadata.value, answer, run))
    } catch (error) {
      if (error instanceof oauth.AuthorizationResponseError) {
        return refuse('sso_failed', `${this.#parts.config.name} did not sign you in. Nothing was done.`)
      }
      if (isPassing(error)) return this.#unavailable(error)
      this.#parts.log.warn({ err: error }, 'an answer of the sign-in provider was not believed')
      return this.#unproven()
    }
  }

  async #redeem(metadata: oauth.AuthorizationServer, answer: URLSearchParams, run: Run) {
    const { config, redirectUri } = this.#parts
    const client: oauth.Client = { client_id: config.clientId }
    const options = this.#options()
    const parameters = oauth.validateAuthResponse(metadata, client, answer, run.state)
    const response = await oauth.authorizationCodeGrantRequest(
      metadata,
      client,
      authenticationOf(config, metadata),
      parameters,
      redirectUri(),
      run.verifier,
      options,
    )
    const expected = { expectedNonce: run.nonce, requireIdToken: true }
    const tokens = await oauth.processAuthorizationCodeResponse(metadata, client, response, expected)
    await oauth.validateApplicationLevelSignature(metadata, response, options)
    return oauth.getValidatedIdTokenClaims(tokens)
  }

  #read(claims: oauth.IDToken | undefined): Result<Identified> {
    const subject = claims?.sub ?? ''
    if (subject === '' || subject.length > mostSubject) return this.#unproven()
    const called = claims?.preferred_username
    return ok({
      identity: { issuer: this.#parts.config.issuer, subject },
      called: typeof called === 'string' ? called : undefined,
    })
  }

  async #metadata(): Promise<Result<oauth.AuthorizationServer>> {
    const { config, clock } = this.#parts
    if (this.#known !== undefined && this.#known.until > clock.now()) return ok(this.#known.metadata)
    try {
      const issuer = new URL(config.issuer)
      const response = await oauth.discoveryRequest(issuer, this.#options())
      const metadata = await oauth.processDiscoveryResponse(issuer, response)
      this.#known = { metadata, until: clock.now() + metadataLifetime }
      return ok(metadata)
    } catch (error) {
      return this.#unavailable(error)
    }
  }

  #options() {
    return {
      signal: () => AbortSignal.timeout(patience),
      [oauth.allowInsecureRequests]: this.#parts.config.issuer.startsWith('http:'),
    }
  }

  #unavailable(error: unknown) {
    const { log, config } = this.#parts
    log.warn({ err: error }, 'the sign-in provider cannot be asked')
    return refuse(
      'unavailable',
      `${config.name} can’t be asked who you are at the moment. Nothing was done. Try again in a while; if it stays so, tell who runs this server.`,
    )
  }

  #unproven() {
    return refuse(
      'sso_failed',
      `What ${this.#parts.config.name} has answered does not prove who you are. Nothing was done.`,
    )
  }
}

function authenticationOf(
  { clientSecret }: SsoConfig,
  { token_endpoint_auth_methods_supported: methods }: oauth.AuthorizationServer,
): oauth.ClientAuth {
  if (clientSecret === undefined) return oauth.None()
  const wantsPost =
    methods?.includes('client_secret_basic') === false && methods.includes('client_secret_post')
  return wantsPost ? oauth.ClientSecretPost(clientSecret) : oauth.ClientSecretBasic(clientSecret)
}

/** Nobody answered, or somebody who was out of order: not a word about who somebody is. */
function isPassing(error: unknown): boolean {
  if (error instanceof DOMException) return error.name === 'TimeoutError'
  if (error instanceof TypeError) return !('code' in error)
  const answer = error instanceof oauth.OperationProcessingError ? error.cause : undefined
  return answer instanceof Response && answer.status >= 500
}
