// HTTP requests as JSON over `fetch`, the same in browsers and Node.
// Always holds: never throws or rejects; every request ends within the time limit.

import type { HttpRequest, HttpResponse } from '../../ports.ts'

const requestLimit = 30_000
/** More than any answer of the server; what is longer is not ours. */
const answerLimit = 64 * 1024 * 1024

export async function request(request: HttpRequest): Promise<HttpResponse> {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: headersOf(request),
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
      signal: AbortSignal.timeout(requestLimit),
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    })
    const json = await readJson(response)
    const retryAfter = parseRetryAfter(response.headers.get('retry-after'))
    return {
      kind: 'answer',
      status: response.status,
      json,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    }
  } catch {
    return { kind: 'unreachable' }
  }
}

function headersOf(request: HttpRequest): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
    ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

/** Undefined for a body that is no JSON, as a proxy's error page. */
async function readJson(response: Response): Promise<unknown> {
  if (Number(response.headers.get('content-length') ?? 0) > answerLimit) {
    await response.body?.cancel()
    return undefined
  }
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Milliseconds to wait, from either form of the header (RFC 9110, section 10.2.3). */
export function parseRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
