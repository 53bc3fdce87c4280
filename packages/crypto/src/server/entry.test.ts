import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as server from '../server.ts'

/** Everything that a module imports at run time, directly or not; packages by name. */
function imports(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen
  seen.add(file.href)
  const source = readFileSync(file, 'utf8').replaceAll(/^(import|export) type [\s\S]*? from '[^']*'$/gm, '')
  for (const [, name = ''] of source.matchAll(/ from '([^']+)'/g)) {
    if (!name.startsWith('.')) seen.add(name)
    else if (existsSync(new URL(name, file))) imports(new URL(name, file), seen)
  }
  return seen
}

describe('what the server may import of the crypto package', () => {
  it('reaches no MLS library and no group state', () => {
    const all = [...imports(new URL('../server.ts', import.meta.url))]
    expect(all.length).toBeGreaterThan(5)
    const state = /\/src\/mls\/(?!suite\/)/
    expect(all.filter((name) => name.startsWith('ts-mls') || state.test(name))).toEqual([])
  })

  it('exports nothing that opens, seals or signs for a client', () => {
    const forbidden = /rootKey|vault|seal|openMessage|createMls|issue|recovery|startLogin$/i
    expect(Object.keys(server).filter((name) => forbidden.test(name))).toEqual([])
  })
})
