// The real program against a real server on a free port, for tests: in this process, or as one of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine } from '@sotto/client'
import { nodePlatform } from '@sotto/client/node'
import { unsafeStretchQuickly } from '@sotto/crypto/testing'
import { loadConfig, type RunningServer, startServer } from '@sotto/server'
import { run } from './world.fixture.ts'

const program = join(import.meta.dirname, '..', 'bin', 'sotto.mjs')
const stretchQuickly = createRequire(import.meta.url).resolve('@sotto/testkit/stretch-quickly')

export type Ended = {
  readonly code: number | null
  readonly out: string
  readonly err: string
  readonly lines: Line[]
}
export type Line = Readonly<Record<string, unknown>>
type Given = {
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
}
type GivenProcess = Given & {
  /** Whether the password is stretched as it is outside of tests. */
  readonly isSlow?: boolean
}

// An account opens only as it was made: in this process, then, as in those that are started.
unsafeStretchQuickly()

const openEngine = (directory: string) => createEngine(nodePlatform({ directory }))

/** A folder with a server's data and people's profiles, and the server, which may go and come back. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'sotto-cli-'))
  #server: RunningServer | undefined
  #port = 0

  async serve(): Promise<void> {
    const config = loadConfig(
      { port: this.#port, host: '127.0.0.1', dataDir: join(this.folder, 'data'), logLevel: 'silent' },
      { SOTTO_RATE_FACTOR: '1000' },
    )
    this.#server = await startServer(config)
    this.#port = this.#server.port
  }

  async stopServing(): Promise<void> {
    await this.#server?.close()
    this.#server = undefined
  }

  async remove(): Promise<void> {
    await this.stopServing()
    rmSync(this.folder, { recursive: true, force: true })
  }

  get server(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** The arguments that say whose device it is. */
  of(person: string): string[] {
    return ['--profile', join(this.folder, person), '--server', this.server, '--json']
  }

  /**
   * Runs one command of a person's device to its end, on the engine and the store that it always has. In this process,
   * because a process of its own takes longer to start than most commands to run.
   */
  async sotto(person: string, args: readonly string[], given: Given = {}): Promise<Ended> {
    const { lines, ...ended } = await run([...args, ...this.of(person)], { ...given, openEngine })
    return { ...ended, lines: lines as Line[] }
  }

  /** Starts one command of a person's device as a process. */
  start(person: string, args: readonly string[], given: GivenProcess = {}): Process {
    return new Process([...args, ...this.of(person)], given)
  }
}

export class Process {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  #out = ''
  #err = ''
  #changed = () => {}

  constructor(args: readonly string[], given: GivenProcess = {}) {
    const env = { ...process.env, SOTTO_PASSWORD: 'correct horse battery', ...given.env }
    const preloads = given.isSlow ? [] : ['--import', stretchQuickly]
    this.child = spawn(process.execPath, [...preloads, program, ...args], { env })
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.#out += chunk.toString('utf8')
      this.#changed()
    })
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.#err += chunk.toString('utf8')
    })
    this.child.stdin?.end(given.stdin ?? '')
    this.ended = once(this.child, 'close').then(([code]) => ({
      code: code as number | null,
      out: this.#out,
      err: this.#err,
      lines: this.lines(),
    }))
  }

  /** What has been written as JSON so far. */
  lines(): Line[] {
    return this.#out
      .split('\n')
      .slice(0, -1)
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []))
  }

  /** Resolves when all these texts have come, in this order among the others; rejects when it ends before. */
  async heard(texts: readonly string[]): Promise<void> {
    const all = () => {
      const found = this.lines().map((line) => line.text)
      return texts.every(
        (text, index) => found.indexOf(text) > (index === 0 ? -1 : found.indexOf(texts[index - 1])),
      )
    }
    await this.#until(all)
  }

  /** Resolves when so many lines have been written; rejects when it ends before. */
  async wrote(count: number): Promise<Line[]> {
    await this.#until(() => this.lines().length >= count)
    return this.lines()
  }

  async #until(holds: () => boolean): Promise<void> {
    const enough = new Promise<void>((resolve) => {
      this.#changed = () => {
        if (holds()) resolve()
      }
      this.#changed()
    })
    await Promise.race([enough, this.ended])
    if (!holds()) throw new Error(`ended too early: ${this.#out}${this.#err}`)
  }
}
