// `npm run verify`: every static check, each a step that passes or fails by itself. With `--report FILE` the
// outcome is also written as JSON: a list of `{ name, ok }`.

import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { checkCycles } from './cycles.ts'
import { type House, readHouse } from './house.ts'
import { type Complaint, checkImports } from './import-rules.ts'
import { checkLicences } from './licences.ts'
import { checkLockFile, type LockedPackage } from './lock-file.ts'
import { reportSizes } from './sizes.ts'
import { listFiles, readTree } from './tree.ts'
import {
  alike,
  type Checked,
  checkCoverage,
  type Finished,
  partOf,
  projectsAmong,
  runTool,
  typecheck,
} from './typecheck.ts'

const root = resolve(import.meta.dirname, '..', '..')

type Step = { readonly name: string; readonly run: () => Promise<Finished> | Finished }

const { values } = parseArgs({ options: { report: { type: 'string' } } })
const files = listFiles(root)
const projects = projectsAmong(files)
const sources = readTree(root)
const groups = alike(root, projects)
const checks = new Map<readonly string[], Promise<Checked>>()
const covered = new Set<string>()
const outcomes: { name: string; ok: boolean }[] = []
let house: House | undefined

const steps: readonly Step[] = [
  { name: 'format and lint', run: () => runTool(root, ['node_modules/@biomejs/biome/bin/biome', 'check']) },
  ...projects.map((project) => ({ name: `types: ${project}`, run: () => types(project) })),
  { name: 'every file has its types checked', run: coverage },
  { name: 'dead code', run: () => runTool(root, ['node_modules/knip/bin/knip.js', '--no-progress']) },
  { name: 'imports', run: () => judged(checkImports(readAll())) },
  { name: 'no circles of imports', run: () => judged(checkCycles(readAll())) },
  { name: 'licences', run: licences },
  { name: 'lock file', run: lockFile },
]

// all at once, for what one of them runs has seldom work for all cores; told one after the other
const attempts = steps.map((step) => ({ name: step.name, attempt: attempt(step) }))
for (const { name, attempt } of attempts) {
  const { ok, output } = await attempt
  outcomes.push({ name, ok })
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`)
  if (!ok) console.log(output.replace(/^/gm, '     '))
}
if (house !== undefined) for (const line of reportSizes(house)) console.log(`info ${line}`)

const failed = outcomes.filter((one) => !one.ok)
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(outcomes))
process.exitCode = failed.length === 0 ? 0 : 1

async function attempt(step: Step): Promise<Finished> {
  try {
    return await step.run()
  } catch (error) {
    return { ok: false, output: error instanceof Error ? error.message : String(error) }
  }
}

function readAll(): House {
  house ??= readHouse(sources)
  return house
}

function judged(complaints: readonly Complaint[]): Finished {
  const output = complaints.map((one) => `${one.at}: ${one.what} [${one.rule}]`).join('\n')
  return { ok: complaints.length === 0, output }
}

async function types(project: string): Promise<Finished> {
  const group = groups.find((one) => one.includes(project)) ?? [project]
  const check = checks.get(group) ?? typecheck(root, group, join(root, 'node_modules', '.cache', 'verify'))
  checks.set(group, check)
  const checked = await check
  for (const file of checked.files) covered.add(file)
  return partOf(checked, group, project)
}

async function coverage(): Promise<Finished> {
  await Promise.all(projects.map(types))
  return judged(checkCoverage(sources.keys(), covered))
}

function licences(): Finished {
  return judged(checkLicences(lockedPackages()))
}

function lockFile(): Finished {
  return judged(checkLockFile(lockedPackages()))
}

function lockedPackages(): Readonly<Record<string, LockedPackage>> {
  const lock: { packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  return lock.packages
}
