// For tests and benches of other packages: the message path without accounts, and a whole server without a
// network.

export { defaultDefence } from '../defence/config.ts'
export type { WrittenEntry } from '../store/delivery-store.ts'
export { StoreError } from '../store/errors.ts'
export type { CommitPace } from '../store/group-commit.ts'
export { addDevices } from './add-devices.ts'
export { askOperator, type OperatorAnswer } from './ask-operator.ts'
export { envelope } from './envelopes.ts'
export {
  type InProcessOptions,
  type InProcessServer,
  openInProcessServer,
} from './in-process-server.ts'
export { TestPeople } from './people.ts'
export { type Rewriting, rewriteData } from './rewrite-data.ts'
export { type SeededSession, seedSessions } from './seed-sessions.ts'
export { SoftAuthenticator, type SoftAuthenticatorOptions } from './soft-authenticator.ts'
export { freshFolder, removeFolder, startTestServer, type TestServer } from './test-server.ts'
