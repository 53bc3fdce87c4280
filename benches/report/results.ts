// What the last run found, as a file that git does not keep.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from './figure.ts'

export type Results = {
  /** When the run began, as RFC 3339 has it. */
  readonly begun: string
  readonly quick: boolean
  /** What it ran on, in one line. */
  readonly machine: string
  readonly figures: readonly Figure[]
  /** Programs that ended with an error. */
  readonly failed: readonly string[]
}

const folder = join(import.meta.dirname, '..', 'results')
const file = join(folder, 'latest.json')

export function writeResults(results: Results): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
}

/** Undefined when nothing was run yet. */
export function readResults(): Results | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
