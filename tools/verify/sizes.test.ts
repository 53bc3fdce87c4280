import { expect, test } from 'vitest'
import { readHouse } from './house.ts'
import { reportSizes } from './sizes.ts'

test('names what is long and counts the rest', () => {
  const long = `export function long(a: 1, b: 1, c: 1, d: 1, e: 1) {\n${'  void a\n'.repeat(90)}}\nexport const s = () => 1\n`
  const house = readHouse(new Map([['packages/wire/src/x.ts', long]]))
  expect(reportSizes(house)).toEqual([
    'packages/wire/src/x.ts:1 long has 92 lines',
    'packages/wire/src/x.ts:1 long takes 5 parameters',
    '1 files of 93 lines, 0 test files of 0 lines',
    '1 of 2 functions have at most 35 lines',
  ])
})
