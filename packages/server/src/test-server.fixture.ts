// A real server for tests, on a port of its own over a folder of its own, with a clock that the test owns.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { parseErrorCode, readShape, type Schemas } from '@sotto/wire'
import { type Config, loadConfig } from './config.ts'
import { type DefenceConfig, defaultDefence, defenceTimes } from './defence/config.ts'
import { createLogger } from './log.ts'
import { defaultRates, type RateName, type Rates } from './rates.ts'
import { startServer } from './server.ts'

export class ManualClock {
  #time = Date.now()
  now(): number {
    return this.#time
  }
  advance(milliseconds: number): void {
    this.#time += milliseconds
  }
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}
export type Call = {
  readonly token?: string
  readonly json?: unknown
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
}

export type TestServer = {
  readonly url: string
  readonly config: Config
  readonly clock: ManualClock
  /** Everything that was logged. */
  readonly log: () => string
  call(method: string, path: string, call?: Call): Promise<Answer>
  /** Stops it; the folder stays for `restart`. */
  stop(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

/** Rates so high that only a test of them meets one. */
export const noRates: Rates = Object.fromEntries(
  Object.keys(defaultRates).map((name) => [name, { perMinute: 1e6, burst: 1e6 }]),
) as Record<RateName, { perMinute: number; burst: number }>

/** The same for the defence. */
export const noDefence: DefenceConfig = defenceTimes(defaultDefence, 1e5)

export async function startTestServer(changes: Partial<Config> = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sotto-server-'))
  const none = join(dataDir, 'no-app')
  const outOfTheWay = { appDir: none, rates: noRates, defence: noDefence }
  const config = { ...loadConfig({ port: 0, dataDir }, {}), ...outOfTheWay, ...changes }
  const clock = new ManualClock()
  const lines: string[] = []
  const log = createLogger('debug', intoLines(lines))
  let server = await startServer(config, { log, clock })
  const url = () => server.url.replace('localhost', '127.0.0.1')
  return {
    get url() {
      return url()
    },
    config,
    clock,
    log: () => lines.join(''),
    call: (method, path, call = {}) => callUrl(method, `${url()}${path}`, call),
    stop: () => server.close(),
    restart: async () => {
      server = await startServer(config, { log, clock })
    },
    close: async () => {
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function callUrl(method: string, url: string, { token, json, body, headers }: Call): Promise<Answer> {
  const content = json === undefined ? body : JSON.stringify(json)
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  }
}

/** The answer's body as the schema has it; throws for a refusal, so that a test sees which. */
export function bodyOf<K extends keyof Schemas>(name: K, answer: Answer): Schemas[K] {
  const read = readShape(name, answer.json)
  if (answer.status === 200 && read.ok) return read.value
  throw new Error(`expected ${name}, got ${answer.status} ${answer.text}`)
}

/** The code of a refusal, after looking at its whole form (rule E-1). */
export function codeOf(answer: Answer): string {
  const problem = readShape('Problem', answer.json)
  if (!problem.ok) throw new Error(`expected a problem, got ${answer.status} ${answer.text}`)
  const type = answer.headers.get('content-type')
  const isKnown = parseErrorCode(problem.value.code) === problem.value.code
  if (type !== 'application/problem+json' || problem.value.status !== answer.status || !isKnown) {
    throw new Error(`not a proper problem: ${type} ${answer.text}`)
  }
  return problem.value.code
}

function intoLines(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
}
