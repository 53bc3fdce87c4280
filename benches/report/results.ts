// What the last run of each program found, as a file that git does not keep. Programs are run together or one
// by one: a run replaces the results of what it ran, and leaves those of the others.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from './figure.ts'

/** One program's last run. */
export type Result = {
  /** When it began, as RFC 3339 has it. */
  readonly begun: string
  readonly seconds: number
  /** What was measured: the commit, and whether there were changes beside it; empty outside of a clone. */
  readonly commit: string
  /** What it ran on, in one line. */
  readonly machine: string
  /** How many processes wanted a core, on average of a minute, before the run began. */
  readonly load: number
  readonly figures: readonly Figure[]
  /** It ended with an error, or took too long: there may be more to measure. */
  readonly failed: boolean
}

export type Results = { readonly [program: string]: Result }

const folder = join(import.meta.dirname, '..', 'results')
const file = join(folder, 'latest.json')

/** Keeps what others have found. */
export function keepResult(program: string, result: Result): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, `${JSON.stringify({ ...readResults(), [program]: result }, null, 2)}\n`)
}

/** Of no program when nothing was run yet. */
export function readResults(): Results {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}
