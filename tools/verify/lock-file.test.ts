import { expect, test } from 'vitest'
import { checkLockFile } from './lock-file.ts'

const whole = {
  '': {},
  'node_modules/tool': {
    version: '1.0.0',
    optionalDependencies: { 'tool-mars': '1.0.0', 'tool-venus': '1.0.0' },
  },
  'node_modules/tool-mars': { version: '1.0.0' },
  'node_modules/tool/node_modules/tool-venus': { version: '1.0.0' },
  'node_modules/@sotto/wire': { link: true, resolved: 'packages/wire' },
}

test('a whole lock file has no complaint', () => {
  expect(checkLockFile(whole)).toEqual([])
})

test('a platform’s package that is missing is named', () => {
  const { 'node_modules/tool-mars': _gone, ...rest } = whole
  expect(checkLockFile(rest)).toMatchObject([{ rule: 'incomplete', at: 'node_modules/tool' }])
})

test('a host is named', () => {
  const bound = {
    ...whole,
    'node_modules/x': { version: '1.0.0', resolved: 'https://registry.example/x.tgz' },
  }
  expect(checkLockFile(bound)).toMatchObject([{ rule: 'host', at: 'node_modules/x' }])
})
