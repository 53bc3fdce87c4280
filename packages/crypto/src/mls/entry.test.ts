import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Every module and package that a module needs at run time, directly or not. */
function needs(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen
  seen.add(file.href)
  const source = readFileSync(file, 'utf8').replaceAll(/^(import|export) type [\s\S]*? from '[^']*'$/gm, '')
  for (const [, name = ''] of source.matchAll(/(?: from|import\() ?["']([^"']+)["']/g)) {
    const library = /^ts-mls\/(.+\.js)$/.exec(name)?.[1]
    const target = library
      ? new URL(`../../../../node_modules/ts-mls/dist/src/${library}`, import.meta.url)
      : new URL(name, file)
    if ((library || name.startsWith('.')) && existsSync(target)) needs(target, seen)
    else seen.add(name)
  }
  return seen
}

describe('what the MLS code needs at run time', () => {
  const all = [...needs(new URL('./mls.ts', import.meta.url))]

  it('is nothing of Node, so that it runs in a browser', () => {
    expect(all.filter((name) => name.startsWith('node:'))).toEqual([])
  })

  it('is the library without its own cryptography', () => {
    expect(all.some((name) => name.endsWith('ts-mls/dist/src/processMessages.js'))).toBe(true)
    expect(all.filter((name) => name.startsWith('@hpke/') || name.includes('/implementation/'))).toEqual([])
  })
})
