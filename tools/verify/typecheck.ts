// Type-checks every project of the clone, and finds source files that no project covers. Projects with the same
// options are checked together: what several of them import is read and checked once.

import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
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

type Options = Readonly<Record<string, unknown>>
type Config = {
  readonly extends?: string
  readonly compilerOptions?: Options
  readonly files?: readonly string[]
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
}

/** These projects, those with the same options together. */
export function alike(root: string, projects: readonly string[]): string[][] {
  const optionsOf = (project: string) => JSON.stringify(Object.entries(optionsIn(root, project)).sort())
  return [...Map.groupBy(projects, optionsOf).values()]
}

function optionsIn(root: string, project: string): Options {
  const { extends: base, compilerOptions } = readConfig(root, project)
  const inherited = base === undefined ? {} : optionsIn(dirname(resolve(root, project)), base)
  return { ...inherited, ...compilerOptions }
}

function readConfig(root: string, project: string): Config {
  return JSON.parse(readFileSync(resolve(root, project), 'utf8'))
}

/**
 * Type-checks projects that are `alike`; `output` holds the errors alone. The compiler keeps what it found in the
 * folder `memory`, and looks only at what has changed since.
 */
export async function typecheck(root: string, projects: readonly string[], memory: string): Promise<Checked> {
  const tsc = 'node_modules/typescript/bin/tsc'
  const [first = '', ...others] = projects
  const name = first.replaceAll('/', '+')
  const remembering = ['--incremental', '--tsBuildInfoFile', join(memory, `${name}.tsbuildinfo`)]
  const project = others.length === 0 ? first : join(memory, `${name}.together.json`)
  if (others.length > 0) {
    mkdirSync(memory, { recursive: true })
    writeFileSync(project, JSON.stringify(together(root, projects)))
  }
  const args = [tsc, '--pretty', 'false', '--listFiles', ...remembering, '-p', project]
  const { ok, output } = await runTool(root, args)
  const lines = output.split('\n').filter((line) => line !== '')
  const listed = lines.filter((line) => isAbsolute(line) && !line.includes('): error'))
  const files = listed
    .map((line) => relative(root, line).split(sep).join('/'))
    .filter((file) => !file.startsWith('..') && !file.includes('node_modules/'))
  return { ok, output: lines.filter((line) => !listed.includes(line)).join('\n'), files }
}

function together(root: string, projects: readonly string[]): Config {
  const [first = ''] = projects
  const config: Record<string, unknown> = { compilerOptions: optionsIn(root, first) }
  for (const part of ['files', 'include', 'exclude'] as const) {
    const paths = projects.flatMap((project) =>
      (readConfig(root, project)[part] ?? []).map((path) => resolve(root, dirname(project), path)),
    )
    if (paths.length > 0) config[part] = paths
  }
  return config
}

/** What a check of several projects says of one: its own errors, and those of what none of them holds. */
export function partOf(checked: Checked, projects: readonly string[], project: string): Finished {
  const homes = projects.map((one) => `${dirname(one)}/`)
  const isOfOthers = (line: string) =>
    !line.startsWith(`${dirname(project)}/`) && homes.some((home) => line.startsWith(home))
  const lines = checked.output.split('\n')
  // the lines below an error explain it
  const heads = lines.map((line, at) => lines.slice(0, at + 1).findLast((one) => !/^\s/.test(one)) ?? line)
  const own = lines.filter((_, at) => !isOfOthers(heads[at] ?? ''))
  const ok = checked.ok || (checked.output !== '' && own.length === 0)
  return { ok, output: own.join('\n') }
}

/** `unchecked`: a source file that no project covers has no types at all. */
export function checkCoverage(sources: Iterable<string>, covered: ReadonlySet<string>): Complaint[] {
  return [...sources]
    .filter((file) => /\.tsx?$/.test(file) && !covered.has(file))
    .map((file) => ({ rule: 'unchecked', at: file, what: 'no tsconfig covers this file' }))
}

/** Runs a script of an installed tool on this Node to its end, both outputs together; not more at once than cores. */
export async function runTool(root: string, args: readonly string[]): Promise<Finished> {
  while (running.size >= availableParallelism()) await Promise.race(running)
  const run = runNow(root, args)
  running.add(run)
  return run.finally(() => running.delete(run))
}

const running = new Set<Promise<Finished>>()

function runNow(root: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 }
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trimEnd()
      resolve({ ok: error === null, output: error !== null && output === '' ? error.message : output })
    })
  })
}
