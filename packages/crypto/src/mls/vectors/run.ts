// One test for each case of a file of vectors.

import { describe, it } from 'vitest'
import { suiteNumber } from '../suite/suite.ts'
import { loadVectors } from './load.ts'

/** A case of the suite that Sotto uses. */
export const isOurs = (one: { readonly cipher_suite: number }) => one.cipher_suite === suiteNumber

export function run<T>(name: string, check: (one: T) => void | Promise<void>, which = (_: T) => true): void {
  describe(`[M-1] RFC 9420 vectors: ${name}`, () => {
    const cases = loadVectors<T[]>(`rfc9420/${name}`).map((one, at) => [at, one] as const)
    it.each(cases.filter(([, one]) => which(one)))('case %i', (_at, one) => check(one))
  })
}
