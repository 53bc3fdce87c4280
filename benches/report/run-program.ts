// One program as its own process, its output shown as it comes, its figures gathered from a file.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Figure, gatherVariable } from './figure.ts'

export type Ended = { readonly ok: boolean; readonly figures: readonly Figure[] }

/** Runs it to its end. What it measured before it failed counts. */
export async function runProgram(program: URL, args: readonly string[]): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-bench-'))
  const file = join(folder, 'figures')
  const child = spawn(process.execPath, [fileURLToPath(program), ...args], {
    stdio: 'inherit',
    env: { ...process.env, [gatherVariable]: file },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
  rmSync(folder, { recursive: true, force: true })
  return { ok: code === 0, figures: lines.map((line) => JSON.parse(line) as Figure) }
}
