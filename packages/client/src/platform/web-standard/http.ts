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

/** Undefined for a body that is too long or no JSON, as a proxy's error page. */
async function readJson(response: Response): Promise<unknown> {
  const text = await readText(response.body)
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Counted as it comes: what a header says of the length binds nobody. */
async function readText(body: Response['body']): Promise<string | undefined> {
  if (body === null) return undefined
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length
    if (length > answerLimit) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}

/** Milliseconds to wait, from either form of the header (RFC 9110, section 10.2.3). */
export function parseRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
