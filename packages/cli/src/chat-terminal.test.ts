// The interactive screen as a person has it: the program on a pseudo-terminal, against a real server.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Place } from './place.fixture.ts'

const place = new Place()
const program = join(import.meta.dirname, '..', 'bin', 'sotto.mjs')
const stretchQuickly = createRequire(import.meta.url).resolve('@sotto/testkit/stretch-quickly')
/** The one of util-linux; others of this name are called otherwise. */
const hasPseudoTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

beforeAll(async () => {
  await place.serve()
  for (const person of ['alice', 'bob']) await place.sotto(person, ['signup', person])
})
afterAll(() => place.remove())

class PseudoTerminal {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  #text = ''
  #changed = () => {}

  constructor(args: readonly string[], size: string) {
    const words = [process.execPath, '--import', stretchQuickly, program, ...args]
    const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
    const env = { ...process.env, TERM: 'xterm-256color', SOTTO_PASSWORD: 'correct horse battery' }
    this.child = spawn('script', ['-qfec', `stty ${size}; ${quoted}; stty -a`, '/dev/null'], { env })
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('utf8')
      this.#changed()
    })
    this.ended = once(this.child, 'close')
  }

  get text(): string {
    return this.#text
  }

  /** Types, once the screen shows this; what was shown before does not count again. */
  async at(part: string, keys: string): Promise<void> {
    const shown = new Promise<void>((resolve) => {
      this.#changed = () => {
        if (this.#text.includes(part)) resolve()
      }
      this.#changed()
    })
    await Promise.race([shown, this.ended])
    if (!this.#text.includes(part)) throw new Error(`ended without "${part}": ${this.#text}`)
    this.#text = ''
    this.child.stdin?.write(keys)
  }
}

describe.skipIf(!hasPseudoTerminal)('sotto chat on a pseudo-terminal', () => {
  test('begins a conversation, sends what is typed, and leaves the terminal as it was', async () => {
    const args = ['chat', '--profile', join(place.folder, 'alice'), '--server', place.server]
    const terminal = new PseudoTerminal(args, 'cols 80 rows 24')
    await terminal.at('No conversation yet', '/')
    await terminal.at('Go to:', 'bob')
    await terminal.at('Begin a conversation with bob', '\r')
    await terminal.at('No messages yet', 'Grüße 日本 👩‍👩‍👧\nsecond line')
    await terminal.at('second line', '\r')
    await terminal.at('✓', '\u0003')
    await terminal.ended
    expect(terminal.text).toContain('\u001b[?1049l')
    expect(terminal.text).toMatch(/ icanon .* echo /s)
    const [received] = (await place.sotto('bob', ['history', 'alice'])).lines
    expect(received).toMatchObject({ from: 'alice', text: 'Grüße 日本 👩‍👩‍👧\nsecond line' })
  })
})
