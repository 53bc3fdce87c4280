// The slow cases, run by `npm run test:vectors`: trees and whole scenarios in suites that Sotto does not use,
// with the library's own cryptography.

import { checkPassiveClient, type PassiveCase } from './check-passive.ts'
import { checkTreeKem, checkTreeValidation, type TreeKemCase, type ValidationCase } from './check-trees.ts'
import { isOurs, run } from './run.ts'

const isAnother = (one: { cipher_suite: number }) => !isOurs(one)

run<ValidationCase>('tree-validation', checkTreeValidation, isAnother)
run<TreeKemCase>('treekem', checkTreeKem, isAnother)
run<PassiveCase>('passive-client-welcome', checkPassiveClient, isAnother)
run<PassiveCase>('passive-client-handling-commit', checkPassiveClient, isAnother)
