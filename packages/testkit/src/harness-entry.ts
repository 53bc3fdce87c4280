// What tests of whole engines take: apart from the entry of the contract suites, because it starts servers.

export { addDevices, SoftAuthenticator } from '@sotto/server/testing'
export type { Death } from './batch-counter.ts'
export { befriend, type Harness, type HarnessOptions, startHarness, startThree } from './harness.ts'
export { isArchived } from './is-archived.ts'
export { type Lie, Line } from './line.ts'
export { Impostor } from './lying-server/impostor.ts'
export { must, Person, testPassword } from './person.ts'
export { ScaledClock } from './scaled-clock.ts'
export { until } from './until.ts'
