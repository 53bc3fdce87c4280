import { expect, test } from 'vitest'
import { checkLicences, isAccepted } from './licences.ts'

test.each(['MIT', '(MIT OR GPL-3.0-only)', 'GPL-2.0 OR Apache-2.0', 'MIT AND ISC', '(MIT AND (ISC OR X))'])(
  'accepts %s',
  (expression) => expect(isAccepted(expression)).toBe(true),
)

test.each(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'SEE LICENSE IN x', '', 'MIT OR', '(MIT', 'UNLICENSED'])(
  'refuses %s',
  (expression) => expect(isAccepted(expression)).toBe(false),
)

test('judges what is shipped and leaves what is only for development', () => {
  const complaints = checkLicences({
    '': {},
    'packages/wire': { license: 'Apache-2.0' },
    'node_modules/a': { license: 'MIT' },
    'node_modules/b': { license: 'AGPL-3.0-only' },
    'node_modules/c': {},
    'node_modules/d': { license: 'AGPL-3.0-only', dev: true },
    'node_modules/@sotto/wire': { link: true },
  })
  expect(complaints.map((one) => one.at)).toEqual(['node_modules/b', 'node_modules/c'])
})
