// Under which licences stands what Sotto ships. Read from the lock file, which names the licence of every
// package; what only development needs is not shipped and not judged.

import type { Complaint } from './import-rules.ts'
import type { LockedPackage } from './lock-file.ts'

const accepted = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Packages whose manifest is silent, and what their licence file was found to say. */
const readByHand: Readonly<Record<string, string>> = { 'node_modules/@journeyapps/wa-sqlite': 'MIT' }

/** `packages` as in package-lock.json: the place of a package to what is known of it. */
export function checkLicences(packages: Readonly<Record<string, LockedPackage>>): Complaint[] {
  return Object.entries(packages)
    .filter(([place, one]) => place !== '' && one.dev !== true && one.link !== true)
    .map(([place, one]) => ({ place, licence: one.license ?? readByHand[place] }))
    .filter(({ licence }) => licence === undefined || !isAccepted(licence))
    .map(({ place, licence }) => ({
      rule: 'licence',
      at: place,
      what: licence === undefined ? 'names no licence' : `stands under ${licence}`,
    }))
}

/** An SPDX expression of names, `OR`, `AND` and brackets: acceptable when one may choose so. */
export function isAccepted(expression: string): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const either = (): boolean => {
    let result = both()
    while (tokens[at] === 'OR') {
      at++
      result = both() || result
    }
    return result
  }
  const both = (): boolean => {
    let result = one()
    while (tokens[at] === 'AND') {
      at++
      result = one() && result
    }
    return result
  }
  const one = (): boolean => {
    const token = tokens[at++]
    if (token !== '(') return token !== undefined && accepted.has(token)
    const inner = either()
    return tokens[at++] === ')' && inner
  }
  const result = either()
  return result && at === tokens.length
}
