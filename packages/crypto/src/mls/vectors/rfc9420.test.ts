// All cases of the suite that Sotto uses, and the quick ones of the others; the slow ones of those are in
// the files rfc9420-*.vectors.ts.

import * as basics from './check-basics.ts'
import * as messages from './check-messages.ts'
import { checkPassiveClient, type PassiveCase } from './check-passive.ts'
import * as trees from './check-trees.ts'
import { isOurs, run } from './run.ts'

run('tree-math', basics.checkTreeMath)
run('crypto-basics', basics.checkCryptoBasics)
run('deserialization', basics.checkLength)
run('key-schedule', basics.checkKeySchedule)
run('psk_secret', basics.checkPskSecret)
run('transcript-hashes', basics.checkTranscriptHashes)
run('secret-tree', basics.checkSecretTree)
run('messages', messages.checkMessages)
run('message-protection', messages.checkMessageProtection)
run('welcome', messages.checkWelcome)
run('tree-operations', trees.checkTreeOperation)
run('tree-validation', trees.checkTreeValidation, isOurs)
run('treekem', trees.checkTreeKem, isOurs)
run<PassiveCase>('passive-client-welcome', checkPassiveClient, isOurs)
run<PassiveCase>('passive-client-handling-commit', checkPassiveClient, isOurs)
run<PassiveCase>('passive-client-random', checkPassiveClient, isOurs)
