// The REST interface as the engine uses it: one request, one checked answer or a failure. Knows the
// shapes, the problem details and the access token; nothing about what the answers mean.

import { parseErrorCode, readShape, type Schemas } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { type Failure, failure } from '../../errors.ts'
import type { HttpRequest, HttpResponse, Transport } from '../../ports.ts'

/** Where access tokens come from; `renew` is called after the server refused one as expired. */
export type TokenSource = {
  access(): Promise<Outcome<string>>
  renew(refused: string): Promise<Outcome<string>>
}

export type Call = Pick<HttpRequest, 'method' | 'json'> & { readonly path: string }

export class RestClient {
  readonly #transport: Transport
  readonly #server: string
  readonly #tokens: TokenSource | undefined

  constructor(transport: Transport, server: string, tokens?: TokenSource) {
    this.#transport = transport
    this.#server = server
    this.#tokens = tokens
  }

  /** The answer in the shape named; `server_untrusted` when it has another. */
  async get<K extends keyof Schemas>(shape: K, call: Call): Promise<Outcome<Schemas[K]>> {
    const answer = await this.#ask(call)
    if (!answer.ok) return answer
    const read = readShape(shape, answer.value)
    return read.ok
      ? read
      : failure(
          'server_untrusted',
          'The server gave an answer that makes no sense. Nothing was changed by it.',
        )
  }

  /** For requests whose answer says nothing. */
  async tell(call: Call): Promise<Outcome<null>> {
    const answer = await this.#ask(call)
    return answer.ok ? { ok: true, value: null } : answer
  }

  async #ask(call: Call): Promise<Outcome<unknown>> {
    if (this.#tokens === undefined) return outcomeOf(await this.#request(call))
    const token = await this.#tokens.access()
    if (!token.ok) return token
    const first = outcomeOf(await this.#request(call, token.value))
    if (first.ok || first.error.code !== 'session_expired') return first
    const renewed = await this.#tokens.renew(token.value)
    return renewed.ok ? outcomeOf(await this.#request(call, renewed.value)) : renewed
  }

  #request(call: Call, token?: string): Promise<HttpResponse> {
    const { path, ...rest } = call
    const url = this.#server + path
    return this.#transport.request({ ...rest, url, ...(token === undefined ? {} : { token }) })
  }
}

function outcomeOf(response: HttpResponse): Outcome<unknown> {
  if (response.kind === 'unreachable') {
    return failure('offline', 'The server can’t be reached. Try again when you are connected.')
  }
  if (response.status >= 200 && response.status < 300) return { ok: true, value: response.json }
  return { ok: false, error: problemOf(response.json, response.retryAfter) }
}

function problemOf(json: unknown, retryAfter: number | undefined): Failure {
  const read = readShape('Problem', json)
  if (!read.ok) return { code: 'internal', message: 'The server answered in a way that this app can’t read.' }
  const { title, detail, code, challenge, secondFactor } = read.value
  const wait = read.value.retryAfter ?? retryAfter
  return {
    code: parseErrorCode(code),
    message: detail ?? title,
    ...(wait === undefined ? {} : { retryAfter: wait }),
    ...(challenge === undefined ? {} : { challenge }),
    ...(secondFactor === undefined ? {} : { secondFactor }),
  }
}
