// Who may import whom. Each rule has a name that its complaint and its test carry; together they are what
// STYLE.md says of packages, doors and platforms.

import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import type { House, Module, ResolvedImport } from './house.ts'

export type Complaint = { readonly rule: string; readonly at: string; readonly what: string }

/** What a package's source may import of the others, by the exact door. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  '@sotto/wire': [],
  '@sotto/crypto': ['@sotto/wire'],
  '@sotto/client': ['@sotto/wire', '@sotto/crypto'],
  '@sotto/server': ['@sotto/wire', '@sotto/crypto/server'],
  '@sotto/web': ['@sotto/wire', '@sotto/client', '@sotto/client/search', '@sotto/client/browser'],
  '@sotto/cli': [
    '@sotto/wire',
    '@sotto/client',
    '@sotto/client/search',
    '@sotto/client/node',
    '@sotto/server',
  ],
}

/** Packages whose source is judged by `mayImport`; what is made for tests, benches and tools sees everything. */
const free = new Set(['@sotto/testkit', '@sotto/benches', '@sotto/e2e'])

const drawers = /^(?:utils?|helpers?|common|misc|lib|shared)$/

export function checkImports(house: House): Complaint[] {
  return [
    ...house.modules.flatMap((module) =>
      module.imports.flatMap((one) => checkImport(house, module, one).map(at(module, one))),
    ),
    ...house.modules.flatMap((module) => checkPlace(house, module)),
  ]
}

type Finding = readonly [rule: string, what: string]

function at(module: Module, one: ResolvedImport): (finding: Finding) => Complaint {
  return ([rule, what]) => ({ rule, at: `${module.file}:${one.line}`, what })
}

function checkImport(house: House, module: Module, one: ResolvedImport): Finding[] {
  return [
    ...direction(module, one),
    ...doors(house, one),
    ...borders(module, one),
    ...testOnly(module, one),
    ...purity(module, one),
    ...(one.star
      ? [['star-export', `export * from '${one.specifier}': name what is exported`] as const]
      : []),
  ]
}

/** `direction`: the arrows between packages go one way, and the testkit is for tests. */
function direction(module: Module, one: ResolvedImport): Finding[] {
  const home = module.home?.name
  if (home === undefined || free.has(home) || isTest(module.file) || !one.specifier.startsWith('@sotto/'))
    return []
  const allowed = mayImport[home]
  if (allowed === undefined) return [['direction', `${home} has no place in the order of packages`]]
  const own = one.specifier === home || one.specifier.startsWith(`${home}/`)
  if (own) return [['direction', `${one.specifier} is the package itself: import the file`]]
  return allowed.includes(one.specifier) ? [] : [['direction', `${home} must not import ${one.specifier}`]]
}

/** `deep-import`: another package is entered through the doors in its `exports`, never by its files. */
function doors(house: House, one: ResolvedImport): Finding[] {
  const owner = house.packages.find(
    (candidate) => one.specifier === candidate.name || one.specifier.startsWith(`${candidate.name}/`),
  )
  if (owner === undefined || owner.doors.has(one.specifier.replace(/\?.*$/, ''))) return []
  return [['deep-import', `${one.specifier} is no door of ${owner.name}`]]
}

/** `border`: a relative path stays in its package; a test may read the vectors, which belong to all. */
function borders(module: Module, one: ResolvedImport): Finding[] {
  const folder = module.home?.folder
  if (folder === undefined || !one.specifier.startsWith('.')) return []
  const target = posix.join(posix.dirname(module.file), one.specifier)
  if (isTest(module.file) && target.startsWith('spec/vectors/')) return []
  return target.startsWith(`${folder}/`) ? [] : [['border', `${one.specifier} leaves ${folder}`]]
}

/** `test-only`: what is shipped does not lean on what tests are made of. */
function testOnly(module: Module, one: ResolvedImport): Finding[] {
  if (isTest(module.file) || module.home === undefined || free.has(module.home.name)) return []
  if (one.target === undefined || !isTest(one.target)) return []
  return [['test-only', `${one.specifier} is made for tests`]]
}

/** `purity`: wire, crypto and the engine run anywhere; only the engine's platform folder knows where it is. */
function purity(module: Module, one: ResolvedImport): Finding[] {
  if (!isPure(module)) return []
  const name = one.specifier.replace(/^node:/, '').split('/')[0] ?? ''
  if (one.specifier.startsWith('node:') || builtinModules.includes(name)) {
    return [['purity', `${one.specifier} is Node's; this file runs anywhere`]]
  }
  const target = posix.join(posix.dirname(module.file), one.specifier)
  const intoPlatform = one.specifier.startsWith('.') && target.startsWith('packages/client/src/platform/')
  return intoPlatform ? [['purity', `${one.specifier} is of one platform; this file runs anywhere`]] : []
}

function isPure({ home, file }: Module): boolean {
  if (isTest(file) || home === undefined || !file.startsWith(`${home.folder}/src/`)) return false
  if (home.name === '@sotto/client') return !file.startsWith(`${home.folder}/src/platform/`)
  return home.name === '@sotto/wire' || home.name === '@sotto/crypto'
}

/** `barrel`: only a door may consist of re-exports. `drawer`: no file or folder for whatever fits nowhere. */
function checkPlace(house: House, module: Module): Complaint[] {
  const complaints: Complaint[] = []
  const isDoor = house.packages.some((one) => [...one.doors.values()].includes(module.file))
  if (module.home !== undefined && !isDoor && module.onlyReexports) {
    complaints.push({
      rule: 'barrel',
      at: module.file,
      what: 'only a package’s door may be made of re-exports',
    })
  }
  const drawer = module.file
    .split('/')
    .map((part) => part.replace(/\..*$/, ''))
    .find((part) => drawers.test(part))
  if (drawer !== undefined) {
    complaints.push({ rule: 'drawer', at: module.file, what: `"${drawer}" says nothing of what is in it` })
  }
  return complaints
}

/** Tests, what only they use (a name or a folder says so), and the configuration of tools. */
export function isTest(file: string): boolean {
  if (/\/(?:testing|vectors)[./]/.test(file)) return true
  return (
    /\.(?:test|vectors|fixture|contract|test-process)\.tsx?$/.test(file) || /\.config\.[cm]?[jt]s$/.test(file)
  )
}
