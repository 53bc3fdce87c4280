// One program as its own process, its output shown as it comes, its figures gathered from a file. One that
// takes far too long is ended: a bench that hangs says nothing.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Figure, gatherVariable } from './figure.ts'

export type Ended = { readonly ok: boolean; readonly seconds: number; readonly figures: readonly Figure[] }

/** Several times what the longest program takes on a quiet machine. */
const longest = 10 * 60_000

/** Runs it to its end. What it measured before it failed counts. */
export async function runProgram(program: URL, args: readonly string[]): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-bench-'))
  const file = join(folder, 'figures')
  const started = performance.now()
  const child = spawn(process.execPath, [fileURLToPath(program), ...args], {
    stdio: 'inherit',
    env: { ...process.env, [gatherVariable]: file },
    timeout: longest,
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  const seconds = Math.round((performance.now() - started) / 1000)
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
  rmSync(folder, { recursive: true, force: true })
  return { ok: code === 0, seconds, figures: lines.map((line) => JSON.parse(line) as Figure) }
}
