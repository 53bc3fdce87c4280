// A process that a test kills without warning and starts again: the server, or one device. What was asked
// of a device when it died is answered with `died`; whether it happened nobody knows.

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, Ask } from './asks.ts'

const clientProgram = fileURLToPath(new URL('./client-process.ts', import.meta.url))
const serverProgram = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url))
const quiet = ['--disable-warning=ExperimentalWarning']

export type Told =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'died' | 'refused'; readonly why: string }

/** Ends a process with SIGKILL and waits until it is gone. */
async function kill(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

export class MortalDevice {
  readonly name: string
  readonly #directory: string
  readonly #waiting = new Map<number, (told: Told) => void>()
  #child: ChildProcess | undefined
  #number = 0

  constructor(name: string, directory: string) {
    this.name = name
    this.#directory = directory
  }

  get isAlive(): boolean {
    return this.#child !== undefined
  }

  async start(): Promise<void> {
    const child = fork(clientProgram, [this.#directory], {
      execArgv: quiet,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const ready = new Promise<void>((resolve, reject) => {
      child.on('message', (answer: Answer) => (answer.number === 0 ? resolve() : this.#hear(answer)))
      child.once('exit', (code) => reject(new Error(`${this.name} ended while it started (${code})`)))
    })
    ready.catch(() => {})
    child.once('exit', () => this.#ended(child))
    this.#child = child
    await ready
  }

  kill(): Promise<void> {
    return kill(this.#child)
  }

  ask(ask: Ask): Promise<Told> {
    const child = this.#child
    if (child === undefined) return Promise.resolve({ kind: 'died', why: 'not running' })
    const number = ++this.#number
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve)
      child.send({ number, ask }, (error) => {
        if (error !== null) this.#settle(number, { kind: 'died', why: 'gone' })
      })
    })
  }

  #hear({ number, ok, value }: Answer): void {
    this.#settle(number, ok ? { kind: 'answer', value } : { kind: 'refused', why: String(value) })
  }

  #settle(number: number, told: Told): void {
    this.#waiting.get(number)?.(told)
    this.#waiting.delete(number)
  }

  #ended(child: ChildProcess): void {
    if (this.#child !== child) return
    this.#child = undefined
    for (const number of [...this.#waiting.keys()]) this.#settle(number, { kind: 'died', why: 'killed' })
  }
}

export class MortalServer {
  readonly dataDir: string
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | undefined
  #port = 0

  constructor(dataDir: string, env: NodeJS.ProcessEnv = {}) {
    this.dataDir = dataDir
    this.#env = env
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Resolves when it listens; the first time on a free port, later on the same. */
  async start(): Promise<void> {
    const args = [...quiet, serverProgram, '--port', String(this.#port), '--data', this.dataDir]
    const env = { ...process.env, SOTTO_RATE_FACTOR: '1000', SOTTO_LOG: 'silent', ...this.#env }
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
    this.#child = child
    let said = ''
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the server ended while it started (${code})`)))
      child.stdout?.on('data', (data: Buffer) => {
        said += data.toString()
        const port = /Open {4}http:\/\/[^:]+:(\d+)/.exec(said)?.[1]
        if (port !== undefined) {
          this.#port = Number(port)
          resolve()
        }
      })
    })
  }

  kill(): Promise<void> {
    return kill(this.#child)
  }

  /** As Ctrl-C does. */
  async stop(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGINT')
    await gone
  }
}
