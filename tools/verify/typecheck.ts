// Type-checks every project of the clone, and finds source files that no project covers.

import { execFile } from 'node:child_process'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { Complaint } from './import-rules.ts'

export type Finished = { readonly ok: boolean; readonly output: string }

/** All `tsconfig*.json` that stand for a project, as paths from the root. */
export function projectsAmong(files: readonly string[]): string[] {
  return files.filter((file) => /\/tsconfig(?:\.[\w-]+)?\.json$/.test(file)).sort()
}

export type Checked = Finished & {
  /** The files of the clone that the project covers, as paths from the root. */
  readonly files: readonly string[]
}

/**
 * Type-checks one project; `output` holds the errors alone. The compiler keeps what it found in the folder `memory`,
 * and looks only at what has changed since.
 */
export async function typecheck(root: string, project: string, memory: string): Promise<Checked> {
  const tsc = 'node_modules/typescript/bin/tsc'
  const kept = join(memory, `${project.replaceAll('/', '+')}.tsbuildinfo`)
  const remembering = ['--incremental', '--tsBuildInfoFile', kept]
  const args = [tsc, '--pretty', 'false', '--listFiles', ...remembering, '-p', project]
  const { ok, output } = await runTool(root, args)
  const lines = output.split('\n').filter((line) => line !== '')
  const listed = lines.filter((line) => isAbsolute(line) && !line.includes('): error'))
  const files = listed
    .map((line) => relative(root, line).split(sep).join('/'))
    .filter((file) => !file.startsWith('..') && !file.includes('node_modules/'))
  return { ok, output: lines.filter((line) => !listed.includes(line)).join('\n'), files }
}

/** `unchecked`: a source file that no project covers has no types at all. */
export function checkCoverage(sources: Iterable<string>, covered: ReadonlySet<string>): Complaint[] {
  return [...sources]
    .filter((file) => /\.tsx?$/.test(file) && !covered.has(file))
    .map((file) => ({ rule: 'unchecked', at: file, what: 'no tsconfig covers this file' }))
}

/** Runs a script of an installed tool on this Node to its end, both outputs together. */
export function runTool(root: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 }
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trimEnd()
      resolve({ ok: error === null, output: error !== null && output === '' ? error.message : output })
    })
  })
}
