import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stampOf } from './app.mjs'
import { findBrowser, findWindowlessBrowser } from './browser.mjs'
import { satisfies } from './install.mjs'
import { arePatched, notePatches } from './patches.mjs'
import { exitCodeOf, SetupError } from './repository.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-setup-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const lock = (packages: Record<string, object>) => ({ packages })

test('an install satisfies its lock file, with optional packages absent', () => {
  const wanted = lock({
    '': { version: '1' },
    'packages/a': { version: '1' },
    'node_modules/a': { link: true, resolved: 'packages/a' },
    'node_modules/b': { version: '1.0.0' },
    'node_modules/for-mars': { version: '2.0.0', optional: true },
  })
  const present = lock({
    'node_modules/a': { link: true, resolved: 'packages/a' },
    'node_modules/b': { version: '1.0.0' },
  })
  expect(satisfies(present, wanted)).toBe(true)
})

test.each([
  ['a missing package', {}],
  ['an older version', { 'node_modules/b': { version: '0.9.0' } }],
])('an install with %s does not', (_what, present) => {
  expect(satisfies(lock(present), lock({ 'node_modules/b': { version: '1.0.0' } }))).toBe(false)
})

test('an optional package in another version, or a link to another place, does not satisfy', () => {
  const optional = lock({ 'node_modules/o': { version: '2.0.0', optional: true } })
  expect(satisfies(lock({ 'node_modules/o': { version: '1.0.0' } }), optional)).toBe(false)
  const link = lock({ 'node_modules/a': { link: true, resolved: 'packages/a' } })
  expect(satisfies(lock({ 'node_modules/a': { link: true, resolved: 'packages/z' } }), link)).toBe(false)
})

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true })
  writeFileSync(join(folder, file), text)
}

test('a changed patch is seen, and an install that has noted none', () => {
  write('patches/a+1.0.0.patch', 'one')
  write('node_modules/.package-lock.json', '{}')
  expect(arePatched(folder)).toBe(false)
  notePatches(folder)
  expect(arePatched(folder)).toBe(true)
  write('patches/README.md', 'words')
  expect(arePatched(folder)).toBe(true)
  write('patches/a+1.0.0.patch', 'two')
  expect(arePatched(folder)).toBe(false)
})

test('the stamp of the app follows what goes into it and nothing else', () => {
  write('packages/web/src/main.tsx', 'one')
  write('packages/wire/src/ids.ts', 'one')
  const first = stampOf(folder)
  write('packages/web/dist/index.html', 'built')
  write('packages/wire/src/ids.test.ts', 'a test')
  write('packages/server/src/main.ts', 'the server')
  expect(stampOf(folder)).toBe(first)
  write('packages/wire/src/ids.ts', 'two')
  const second = stampOf(folder)
  expect(second).not.toBe(first)
  write('package-lock.json', '{}')
  expect(stampOf(folder)).not.toBe(second)
})

function program(name: string): string {
  write(name, '#!/bin/sh\n')
  chmodSync(join(folder, name), 0o755)
  return join(folder, name)
}

test('finds a browser in PATH, and believes CHROME_PATH first', () => {
  expect(findBrowser({ PATH: folder })).toBeUndefined()
  const chrome = program('google-chrome')
  expect(findBrowser({ PATH: folder })).toBe(chrome)
  const chromium = program('chromium')
  expect(findBrowser({ PATH: folder })).toBe(chromium)
  expect(findBrowser({ PATH: folder, CHROME_PATH: chrome })).toBe(chrome)
  expect(() => findBrowser({ PATH: folder, CHROME_PATH: join(folder, 'nothing') })).toThrow(SetupError)
})

test('finds the browser without windows beside it, unless another one is named', () => {
  expect(findWindowlessBrowser({ PATH: folder })).toBeUndefined()
  const shell = program('chromium-headless-shell')
  expect(findWindowlessBrowser({ PATH: folder })).toBe(shell)
  expect(findBrowser({ PATH: folder })).toBeUndefined()
  expect(findWindowlessBrowser({ PATH: folder, CHROME_PATH: '/opt/other' })).toBeUndefined()
})

test('an exit code is passed on, a signal as 128 and its number', () => {
  expect(exitCodeOf(3, null)).toBe(3)
  expect(exitCodeOf(null, 'SIGINT')).toBe(130)
})
