// The source tree as data: packages with their doors, modules with what they import. Made from a map of
// files, so that the rules can be tested on trees that exist only in a test.

import { posix } from 'node:path'
import { type Import, readSource, type SizedFunction } from './source.ts'

/** Path (relative to the root, with `/`) to text. */
export type Files = ReadonlyMap<string, string>

export type Package = {
  /** `@sotto/wire` */
  readonly name: string
  /** `packages/wire` */
  readonly folder: string
  /** From the specifier that others write (`@sotto/crypto/server`) to the file behind it. */
  readonly doors: ReadonlyMap<string, string>
}

export type ResolvedImport = Import & {
  /** The file of this tree that is meant, if it is one of this tree. */
  readonly target?: string
}

export type Module = {
  readonly file: string
  /** The package it belongs to; undefined for tools, and for files at the root. */
  readonly home?: Package
  readonly imports: readonly ResolvedImport[]
  readonly onlyReexports: boolean
  readonly functions: readonly SizedFunction[]
  readonly lines: number
}

export type House = { readonly packages: readonly Package[]; readonly modules: readonly Module[] }

const sourceFile = /\.(?:ts|tsx|mts|mjs|js|jsx)$/

/** Throws on a file that does not parse: there is nothing to check then. */
export function readHouse(files: Files): House {
  const packages = [...files].flatMap(([file, text]) =>
    posix.basename(file) === 'package.json' && file !== 'package.json'
      ? [readPackage(posix.dirname(file), text)]
      : [],
  )
  const modules = [...files]
    .filter(([file]) => sourceFile.test(file) && !file.endsWith('.d.ts'))
    .map(([file, text]) => readModule({ file, text, packages, files }))
  return { packages, modules }
}

type Manifest = { readonly name?: string; readonly exports?: string | Record<string, Target> }
type Target = string | { readonly [condition: string]: Target }

function readPackage(folder: string, text: string): Package {
  const manifest: Manifest = JSON.parse(text)
  const name = manifest.name ?? folder
  const exports = typeof manifest.exports === 'string' ? { '.': manifest.exports } : (manifest.exports ?? {})
  const doors = Object.entries(exports).map(
    ([door, target]) => [posix.join(name, door), posix.join(folder, firstOf(target))] as const,
  )
  return { name, folder, doors: new Map(doors) }
}

function firstOf(target: Target): string {
  if (typeof target === 'string') return target
  const first = Object.values(target)[0]
  return first === undefined ? '' : firstOf(first)
}

type Reading = {
  readonly file: string
  readonly text: string
  readonly packages: readonly Package[]
  readonly files: Files
}

function readModule({ file, text, packages, files }: Reading): Module {
  const source = readSource(file, text)
  const home = packages.find((candidate) => file.startsWith(`${candidate.folder}/`))
  const imports = source.imports.map((one) => {
    const target = resolve(file, one.specifier, packages)
    return target !== undefined && files.has(target) ? { ...one, target } : one
  })
  return {
    file,
    ...(home === undefined ? {} : { home }),
    imports,
    onlyReexports: source.onlyReexports,
    functions: source.functions,
    lines: source.lines,
  }
}

function resolve(file: string, specifier: string, packages: readonly Package[]): string | undefined {
  const plain = specifier.replace(/\?.*$/, '')
  if (plain.startsWith('.')) return posix.join(posix.dirname(file), plain)
  return packages.map((one) => one.doors.get(plain)).find((door) => door !== undefined)
}
