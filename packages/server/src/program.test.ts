import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyFileName } from './accounts/server-keys.ts'
import { configFileName } from './config.ts'
import { databaseFile } from './store/database.ts'
import { signUp } from './test-person.fixture.ts'
import { startTestServer } from './test-server.fixture.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
let dataDir: string
let running: Program[] = []
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sotto-program-'))
})
afterEach(async () => {
  for (const program of running) program.child.kill('SIGKILL')
  running = []
  rmSync(dataDir, { recursive: true, force: true })
})

type Program = {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; out: string; err: string }>
  /** Resolves when the program has said this. */
  said(text: RegExp): Promise<RegExpExecArray>
}

function run(args: string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  const listeners = new Set<() => void>()
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    for (const listener of listeners) listener()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }))
  })
  const said = (text: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = text.exec(out)
        if (found !== null) resolve(found)
      }
      listeners.add(look)
      look()
      void ended.then((end) => reject(new Error(`it ended with ${end.code}: ${end.err}`)))
    })
  const program = { child, ended, said }
  running.push(program)
  return program
}

/** Nothing but the sentence, however Node itself warns. */
const sentences = (err: string) =>
  err.split('\n').filter((line) => line !== '' && !/Warning|--trace-warnings/.test(line))

describe('the program', () => {
  it('keeps what Node has compiled for its next start, also if it is killed', async () => {
    const cache = join(dataDir, 'compiled')
    const program = run(['--port', '0', '--data', dataDir], { NODE_COMPILE_CACHE: cache })
    await program.said(/Ctrl-C/)
    const compiled = () => readdirSync(cache, { recursive: true, encoding: 'utf8' })
    await expect.poll(() => compiled().length, { timeout: 60_000 }).toBeGreaterThan(100)
    program.child.kill('SIGKILL')
  })

  it('says where it runs and what to do next, and stops cleanly', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const program = run(['--port', '0', '--data', dataDir])
      const [, url = ''] = await program.said(/Open +(http:\/\/localhost:\d+)\n/)
      await program.said(/sign up.*\n.*\n[\s\S]*Ctrl-C/)
      expect((await fetch(`${url.replace('localhost', '127.0.0.1')}/healthz`)).status).toBe(200)
      program.child.kill(signal)
      const { code, out } = await program.ended
      expect(code).toBe(0)
      expect(out).toContain(dataDir)
      expect(out).toMatch(/Stopped\. Everything is saved\.\n$/)
    }
  })

  it('outlives whoever read what it says, and stops cleanly without them', async () => {
    const program = run(['--port', '0', '--data', dataDir], { SOTTO_LOG: 'debug' })
    const [, url = ''] = await program.said(/Open +(http:\/\/localhost:\d+)\n[\s\S]*Ctrl-C/)
    program.child.stdout?.destroy()
    program.child.stderr?.destroy()
    expect((await fetch(`${url.replace('localhost', '127.0.0.1')}/healthz`)).status).toBe(200)
    program.child.kill('SIGTERM')
    expect((await program.ended).code).toBe(0)
  })

  it('takes its settings from the environment and prints help', async () => {
    const program = run([], { SOTTO_PORT: '0', SOTTO_DATA: dataDir, SOTTO_HOST: '127.0.0.1' })
    await program.said(/http:\/\/localhost:\d+/)
    program.child.kill('SIGTERM')
    expect((await program.ended).code).toBe(0)
    const help = await run(['--help']).ended
    expect(help.code).toBe(0)
    expect(help.out).toContain('--port N')
  })

  it('ends with 2 and the usage when called wrongly', async () => {
    const { code, out, err } = await run(['--prot', '8000']).ended
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Usage:')
  })

  it('keeps its secrets to itself', async () => {
    const program = run(['--port', '0', '--data', dataDir])
    await program.said(/Ctrl-C/)
    expect(statSync(join(dataDir, keyFileName)).mode & 0o777).toBe(0o600)
    program.child.kill('SIGTERM')
    await program.ended
    chmodSync(join(dataDir, keyFileName), 0o644)
    const again = run(['--port', '0', '--data', dataDir])
    await again.said(/Ctrl-C/)
    expect(statSync(join(dataDir, keyFileName)).mode & 0o777).toBe(0o600)
  })
})

describe('the program ends with 1 and one clear sentence', () => {
  async function expectSentence(args: string[], sentence: RegExp): Promise<void> {
    const { code, out, err } = await run(args).ended
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(sentences(err)).toHaveLength(1)
    expect(sentences(err)[0]).toMatch(sentence)
  }

  it('when the port is taken', async () => {
    const other = await listening()
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expectSentence(['--port', String(port), '--data', dataDir], /^Port \d+ is taken\./)
    other.close()
  })

  it('when the address is not one of this machine', () =>
    expectSentence(
      ['--port', '0', '--host', '192.0.2.1', '--data', dataDir],
      /^192\.0\.2\.1 is not an address/,
    ))

  it('when the folder cannot be written', async () => {
    const file = join(dataDir, 'a-file')
    writeFileSync(file, '')
    await expectSentence(
      ['--port', '0', '--data', join(file, 'folder')],
      /^The folder .* cannot be written\./,
    )
  })

  it('when the configuration is damaged', async () => {
    writeFileSync(join(dataDir, configFileName), '{"port": }')
    await expectSentence(['--data', dataDir], /sotto\.config\.json is not valid JSON/)
  })

  it('when the database is damaged', async () => {
    writeFileSync(join(dataDir, databaseFile), 'this is not a database, by any means'.repeat(300))
    await expectSentence(['--port', '0', '--data', dataDir], /database file is damaged/)
  })

  it('when somebody else uses the data', async () => {
    const first = run(['--port', '0', '--data', dataDir])
    await first.said(/Ctrl-C/)
    await expectSentence(['--port', '0', '--data', dataDir], /^Another process uses the data in/)
  })

  it('when its keys are damaged, or gone while there are accounts', async () => {
    const server = await startTestServer({ dataDir })
    await signUp(server, 'alice')
    await server.stop()
    const keys = join(dataDir, keyFileName)
    truncateSync(keys, 100)
    await expectSentence(['--port', '0', '--data', dataDir], /server-keys\.json is damaged/)
    unlinkSync(keys)
    await expectSentence(
      ['--port', '0', '--data', dataDir],
      /server-keys\.json is missing, but there are accounts/,
    )
  })
})

function listening(): Promise<Server> {
  const server = createServer()
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
