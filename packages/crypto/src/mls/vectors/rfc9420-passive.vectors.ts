// The slow cases of whole scenarios, run by `npm test -- vectors`: suites that Sotto does not use, with the
// library's own cryptography.

import { checkPassiveClient, type PassiveCase } from './check-passive.ts'
import { isOurs, run } from './run.ts'

const isAnother = (one: { cipher_suite: number }) => !isOurs(one)

run<PassiveCase>('passive-client-welcome', checkPassiveClient, isAnother)
run<PassiveCase>('passive-client-handling-commit', checkPassiveClient, isAnother)
