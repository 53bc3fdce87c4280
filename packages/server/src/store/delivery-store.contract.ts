// What every adapter of the delivery store keeps to, whatever database is underneath: it does what the
// rules say, all or nothing, and remembers it over a restart.

import { keepingContract } from './contract/keeping.contract.ts'
import { rosterContract } from './contract/rosters.contract.ts'
import type { OpenStore } from './contract/scene.fixture.ts'
import { writingContract } from './contract/writing.contract.ts'

export function deliveryStoreContract(name: string, open: OpenStore): void {
  writingContract(name, open)
  keepingContract(name, open)
  rosterContract(name, open)
}
