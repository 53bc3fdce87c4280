// The slow cases about trees, run by `npm test -- vectors`: suites that Sotto does not use, with the library's
// own cryptography.

import { checkTreeKem, checkTreeValidation, type TreeKemCase, type ValidationCase } from './check-trees.ts'
import { isOurs, run } from './run.ts'

const isAnother = (one: { cipher_suite: number }) => !isOurs(one)

run<ValidationCase>('tree-validation', checkTreeValidation, isAnother)
run<TreeKemCase>('treekem', checkTreeKem, isAnother)
