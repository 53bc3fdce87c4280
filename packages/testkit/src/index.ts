// What tests and benches take from here: platforms in memory and the contract suites of the ports.

export { clientSecretContract, type SecretSetting } from './client-secret-contract.ts'
export { clientStoreContract, type StoreSetting } from './client-store-contract.ts'
export type { ContractCase } from './contract-case.ts'
export { FakeClock, type Settle, settleTurns } from './fake-clock.ts'
export { MemoryDisk, type Pace } from './memory-disk.ts'
export { type MemoryPlatform, memoryPlatform } from './memory-platform.ts'
export { SeededRandom } from './seeded-random.ts'
