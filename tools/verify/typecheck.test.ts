import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkCoverage, projectsAmong, typecheck } from './typecheck.ts'

const root = resolve(import.meta.dirname, '..', '..')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-types-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('projects are every tsconfig but the shared base', () => {
  const files = [
    'tsconfig.base.json',
    'packages/a/tsconfig.json',
    'packages/a/tsconfig.node.json',
    'x/y.json',
  ]
  expect(projectsAmong(files)).toEqual(['packages/a/tsconfig.json', 'packages/a/tsconfig.node.json'])
})

test('a file that no project covers is named', () => {
  const complaints = checkCoverage(['a.ts', 'b.tsx', 'c.mjs'], new Set(['a.ts']))
  expect(complaints.map((one) => one.at)).toEqual(['b.tsx'])
})

test.each([
  ['a wrong type', 'export const a: number = "x"\n'],
  ['syntax that types can’t be stripped from', 'export enum A { B }\n'],
  ['something of Node in a pure file', 'export const a = process.pid\n'],
  ['something of the DOM in a pure file', 'export const a = document.title\n'],
])('refuses %s', async (_what, text) => {
  const pure = {
    extends: join(root, 'tsconfig.base.json'),
    files: ['a.ts', join(root, 'packages/platform.d.ts')],
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(pure))
  writeFileSync(join(folder, 'a.ts'), 'export const a: number = 1\n')
  expect(await typecheck(root, join(folder, 'tsconfig.json'), folder)).toMatchObject({ ok: true, output: '' })
  writeFileSync(join(folder, 'a.ts'), text)
  const { ok, output } = await typecheck(root, join(folder, 'tsconfig.json'), folder)
  expect(ok).toBe(false)
  expect(output).toContain('a.ts(1,')
})
