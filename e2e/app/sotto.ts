// A Sotto server as a process of its own, on a free port and a data folder of its own, serving the built app.
// It can be killed in the middle and started again on the same port.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const root = join(import.meta.dirname, '..', '..')
export const pinnedNode = join(root, 'node_modules', '.bin', 'node')
const program = join(root, 'packages', 'server', 'src', 'main.ts')

export class Sotto {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'sotto-e2e-data-'))
  readonly #env: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #port = 0
  #output = ''

  /** `env`: settings of this server. */
  constructor(env: Readonly<Record<string, string>> = {}) {
    this.#env = env
  }

  /** Everything the process has written so far, all its lives together. */
  get output(): string {
    return this.#output
  }

  get url(): string {
    return `http://localhost:${this.#port}`
  }

  async start(): Promise<void> {
    const args = ['--disable-warning=ExperimentalWarning', program, '--port', `${this.#port}`]
    const child = spawn(pinnedNode, [...args, '--data', this.dataDir], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.#env },
    })
    this.#child = child
    const begins = this.#output.length
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.#output += chunk.toString()
        const said = stripVTControlCharacters(this.#output.slice(begins))
        const port = /Open\s+http:\/\/[^\s:]+:(\d+)/.exec(said)?.[1]
        if (port === undefined) return
        this.#port = Number(port)
        resolve()
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', () => reject(new Error(`The server ended: ${this.#output.slice(begins)}`)))
    })
  }

  /** SIGKILL; settles when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  /** Ends it and removes its data. */
  async end(): Promise<void> {
    await this.kill()
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

export async function startSotto(env: Readonly<Record<string, string>> = {}): Promise<Sotto> {
  const sotto = new Sotto(env)
  await sotto.start()
  return sotto
}
