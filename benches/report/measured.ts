// What a measurement was made on and of: the machine, and the state of the clone.

import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, totalmem } from 'node:os'

/** Cores, memory and Node, in one line. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? ''
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  const named = /^(?:unknown)?$/i.test(model) ? '' : ` (${model})`
  return `${availableParallelism()} cores${named}, ${gibibytes} GiB, Node ${process.versions.node}, ${process.platform}`
}

/** The commit, and whether files differ from it; empty outside of a clone. */
export function describeCommit(): string {
  const commit = git('rev-parse', '--short', 'HEAD')
  if (commit === '') return ''
  return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit} with changes`
}

function git(...args: readonly string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return ''
  }
}
