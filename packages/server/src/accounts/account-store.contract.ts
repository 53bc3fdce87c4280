// What every account store must do, whatever it is made of. A case gets a fresh store.

import { accountContract } from './contract/accounts.contract.ts'
import { deviceContract } from './contract/devices.contract.ts'
import { directoryContract } from './contract/directory.contract.ts'
import { keyPackageContract } from './contract/key-packages.contract.ts'
import type { Open } from './contract/scene.fixture.ts'
import { sessionContract } from './contract/sessions.contract.ts'
import { wayContract } from './contract/ways.contract.ts'

export function accountStoreContract(open: Open): void {
  accountContract(open)
  deviceContract(open)
  sessionContract(open)
  wayContract(open)
  keyPackageContract(open)
  directoryContract(open)
}
