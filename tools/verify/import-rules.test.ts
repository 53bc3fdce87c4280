import { expect, test } from 'vitest'
import { checkCycles } from './cycles.ts'
import { readHouse } from './house.ts'
import { checkImports } from './import-rules.ts'

const manifest = (name: string, exports: Record<string, string> = { '.': './src/index.ts' }) =>
  JSON.stringify({ name, exports })

const sound: Record<string, string> = {
  'packages/wire/package.json': manifest('@sotto/wire'),
  'packages/wire/src/index.ts': `export { a } from './a.ts'`,
  'packages/wire/src/a.ts': `export const a = 1`,
  'packages/crypto/package.json': manifest('@sotto/crypto', {
    '.': './src/index.ts',
    './server': './src/server.ts',
    './testing': './src/testing.ts',
  }),
  'packages/crypto/src/index.ts': `import { a } from '@sotto/wire'\nexport const b = a`,
  'packages/crypto/src/server.ts': `export const check = 1`,
  'packages/client/package.json': manifest('@sotto/client', {
    '.': './src/index.ts',
    './node': './src/platform/node/platform.ts',
  }),
  'packages/client/src/index.ts': `import type { b } from '@sotto/crypto'\nexport type B = typeof b`,
  'packages/client/src/platform/node/platform.ts': `import { readFile } from 'node:fs'\nexport const r = readFile`,
  'packages/server/package.json': manifest('@sotto/server'),
  'packages/server/src/index.ts': `import { check } from '@sotto/crypto/server'\nexport const c = check`,
  'packages/cli/package.json': manifest('@sotto/cli'),
  'packages/cli/src/index.ts': `import { r } from '@sotto/client/node'\nexport const s = r`,
  'packages/cli/src/s.test.ts': `import vectors from '../../../spec/vectors/a.txt?raw'`,
  'packages/testkit/package.json': manifest('@sotto/testkit'),
  'packages/testkit/src/index.ts': `import { s } from '@sotto/cli'\nexport const t = s`,
}

function rules(added: Record<string, string>): string[] {
  const house = readHouse(new Map(Object.entries({ ...sound, ...added })))
  return [...checkImports(house), ...checkCycles(house)].map((one) => one.rule)
}

test('a sound tree has no complaint', () => {
  expect(rules({})).toEqual([])
})

const violations: [rule: string, what: string, files: Record<string, string>][] = [
  ['direction', 'wire imports crypto', { 'packages/wire/src/x.ts': `import '@sotto/crypto'` }],
  ['direction', 'crypto imports the engine', { 'packages/crypto/src/x.ts': `import '@sotto/client'` }],
  ['direction', 'the engine imports the server', { 'packages/client/src/x.ts': `import '@sotto/server'` }],
  [
    'direction',
    'the server imports all of crypto, for a type only',
    { 'packages/server/src/x.ts': `import type { b } from '@sotto/crypto'` },
  ],
  [
    'direction',
    'source imports what makes passwords cheap in tests',
    { 'packages/client/src/x.ts': `import '@sotto/crypto/testing'` },
  ],
  ['direction', 'source imports the testkit', { 'packages/client/src/x.ts': `import '@sotto/testkit'` }],
  ['direction', 'a package imports itself by name', { 'packages/wire/src/x.ts': `import '@sotto/wire'` }],
  [
    'direction',
    'a package that nobody placed imports another',
    { 'packages/new/package.json': manifest('@sotto/new'), 'packages/new/src/x.ts': `import '@sotto/wire'` },
  ],
  ['direction', 'a dynamic import', { 'packages/wire/src/x.ts': `await import('@sotto/crypto')` }],
  [
    'direction',
    'an import inside a type',
    { 'packages/wire/src/x.ts': `type B = import('@sotto/crypto').B` },
  ],
  [
    'deep-import',
    'another package entered by its files, also in a test',
    { 'packages/cli/src/x.test.ts': `import '@sotto/wire/src/a.ts'` },
  ],
  ['border', 'a path out of the package', { 'packages/cli/src/x.ts': `import '../../wire/src/a.ts'` }],
  [
    'border',
    'vectors in what is no test',
    { 'packages/cli/src/x.ts': `import '../../../spec/vectors/a.txt'` },
  ],
  ['purity', 'Node in wire', { 'packages/wire/src/x.ts': `import 'node:fs'` }],
  ['purity', 'Node without its prefix in crypto', { 'packages/crypto/src/x.ts': `import 'fs/promises'` }],
  [
    'purity',
    'the engine imports one platform',
    { 'packages/client/src/session/x.ts': `import '../platform/node/platform.ts'` },
  ],
  [
    'test-only',
    'source leans on a test’s fixture',
    {
      'packages/wire/src/x.ts': `import './y.fixture.ts'`,
      'packages/wire/src/y.fixture.ts': `export const y = 1`,
    },
  ],
  [
    'test-only',
    'source leans on a folder of tests',
    {
      'packages/wire/src/x.ts': `import './testing/y.ts'`,
      'packages/wire/src/testing/y.ts': `export const y = 1`,
    },
  ],
  ['barrel', 'a barrel behind the door', { 'packages/wire/src/sub/all.ts': `export { a } from '../a.ts'` }],
  [
    'star-export',
    'a door that names nothing',
    { 'packages/wire/src/x.ts': `export * from './a.ts'\nexport const q = 1` },
  ],
  ['drawer', 'a drawer', { 'packages/wire/src/utils/x.ts': `export const q = 1` }],
  ['drawer', 'a drawer of one file', { 'packages/wire/src/helpers.ts': `export const q = 1` }],
  [
    'cycle',
    'a circle of two files, one edge a type',
    {
      'packages/wire/src/x.ts': `import type { Y } from './y.ts'\nexport const x: Y = 1`,
      'packages/wire/src/y.ts': `import { x } from './x.ts'\nexport type Y = typeof x`,
    },
  ],
  [
    'cycle',
    'a circle through two packages',
    {
      'packages/testkit/src/index.ts': `import { b } from '@sotto/benches'\nexport const t = b`,
      'benches/package.json': manifest('@sotto/benches'),
      'benches/src/index.ts': `import { t } from '@sotto/testkit'\nexport const b = t`,
    },
  ],
]

test.each(violations)('%s: %s', (rule, _what, files) => {
  expect(rules(files)).toEqual([rule])
})

test('tests may use the testkit and Node', () => {
  const file = `import '@sotto/testkit'\nimport 'node:fs'`
  expect(rules({ 'packages/wire/src/a.test.ts': file })).toEqual([])
})

test('an import in a comment or a string is none', () => {
  const file = `// import '@sotto/crypto'\nexport const text = "import '@sotto/crypto'"`
  expect(rules({ 'packages/wire/src/x.ts': file })).toEqual([])
})

test('a complaint names file and line', () => {
  const house = readHouse(
    new Map(Object.entries({ ...sound, 'packages/wire/src/x.ts': `const q = 1\nimport '@sotto/crypto'` })),
  )
  expect(checkImports(house)).toEqual([
    { rule: 'direction', at: 'packages/wire/src/x.ts:2', what: '@sotto/wire must not import @sotto/crypto' },
  ])
})

test('a file that does not parse is an error, not a pass', () => {
  expect(() => readHouse(new Map([['packages/wire/src/x.ts', 'export const']]))).toThrow(SyntaxError)
})
