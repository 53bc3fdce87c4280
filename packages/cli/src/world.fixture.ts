// A world for a command under test: streams that remember, an environment, and a given engine.

import { PassThrough, Writable } from 'node:stream'
import type { Engine } from '@sotto/client'
import type { World } from './commands/command.ts'
import { runProgram } from './program.ts'

export type Ran = {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly lines: unknown[]
}

class Remembering extends Writable {
  text = ''
  isTTY = false

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8')
    done()
  }
}

type Given = {
  /** What is opened for a profile; without it the command has to do without an engine. */
  readonly openEngine?: World['openEngine']
  readonly engine?: Engine
  readonly stdin?: string
  readonly env?: Record<string, string>
  readonly colours?: boolean
  readonly stop?: AbortSignal
}

/** Runs one command line; `lines` holds what it wrote as JSON, if it did. */
export async function run(args: readonly string[], given: Given = {}): Promise<Ran> {
  const out = new Remembering()
  out.isTTY = given.colours === true
  const err = new Remembering()
  const keyboard = new PassThrough()
  keyboard.end(given.stdin ?? '')
  const world: World = {
    keyboard,
    out,
    err,
    env: { SOTTO_PASSWORD: 'correct horse battery', ...given.env },
    stop: given.stop ?? new AbortController().signal,
    openEngine: (directory) => {
      if (given.openEngine !== undefined) return given.openEngine(directory)
      if (given.engine === undefined) throw new Error('this command was to do without an engine')
      return given.engine
    },
    runServer: async (serverArgs) => {
      out.write(`server ${serverArgs.join(' ')}\n`)
      return 0
    },
  }
  const code = await runProgram(world, args)
  const lines = args.includes('--json') ? out.text.split('\n').filter(Boolean).map(parse) : []
  return { code, out: out.text, err: err.text, lines }
}

function parse(line: string): unknown {
  return JSON.parse(line)
}
