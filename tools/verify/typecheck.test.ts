import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alike, checkCoverage, partOf, projectsAmong, typecheck } from './typecheck.ts'

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
  const check = () => typecheck(root, [join(folder, 'tsconfig.json')], folder)
  expect(await check()).toMatchObject({ ok: true, output: '' })
  writeFileSync(join(folder, 'a.ts'), text)
  const { ok, output } = await check()
  expect(ok).toBe(false)
  expect(output).toContain('a.ts(1,')
})

test('projects with the same options are checked together, and each is told its own errors', async () => {
  const base = { extends: join(root, 'tsconfig.base.json'), include: ['*.ts'] }
  const write = (name: string, config: object, text: string) => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'tsconfig.json'), JSON.stringify(config))
    writeFileSync(join(folder, name, 'package.json'), JSON.stringify({ type: 'module' }))
    writeFileSync(join(folder, name, 'index.ts'), text)
    return `${name}/tsconfig.json`
  }
  const right = write('right', base, 'export const a: number = 1\n')
  const page = write(
    'page',
    { ...base, compilerOptions: { lib: ['ES2024', 'DOM'] } },
    'export const a = document\n',
  )
  const wrong = write('wrong', base, 'export const a: { b: number } = { b: "x" }\n')
  const groups = alike(folder, [right, page, wrong])
  expect(groups).toEqual([[right, wrong], [page]])
  const both = [right, wrong].map((one) => join(folder, one))
  const checked = await typecheck(root, both, join(folder, 'memory'))
  expect(checked.ok).toBe(false)
  const home = relative(root, folder).split(sep).join('/')
  const part = (name: string) => partOf(checked, [`${home}/${right}`, `${home}/${wrong}`], `${home}/${name}`)
  expect(part(right)).toEqual({ ok: true, output: '' })
  expect(part(wrong)).toMatchObject({ ok: false, output: expect.stringContaining('wrong/index.ts(1,') })
  const elsewhere = { ok: false, output: 'a/b.ts(1,1): error', files: [] }
  expect(partOf(elsewhere, [right, wrong], right)).toEqual({ ok: false, output: elsewhere.output })
  expect(partOf({ ok: false, output: '', files: [] }, [right, wrong], right).ok).toBe(false)
})
