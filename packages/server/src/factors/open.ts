// The room of second factors, built and connected.

import type { AccountName } from '@sotto/wire'
import type { AccountEvents } from '../accounts/account-events.ts'
import type { AccountStore } from '../accounts/account-store.ts'
import { Proofs } from '../accounts/proofs.ts'
import type { ServerKeys } from '../accounts/server-keys.ts'
import type { Config } from '../config.ts'
import type { AccountGate, Clock } from '../gates.ts'
import type { Identification } from '../sso/identification.ts'
import type { Database } from '../store/database.ts'
import { Admission } from './admission.ts'
import { FactorChanges } from './factor-changes.ts'
import { FactorSecrets } from './factor-secrets.ts'
import { PasskeySignIn } from './passkey-sign-in.ts'
import { Passkeys } from './passkeys.ts'
import { SqliteFactorStore } from './sqlite-factor-store.ts'
import { TypedCodes } from './typed-codes.ts'

type Foundation = {
  readonly config: Pick<Config, 'name' | 'secondFactor'>
  readonly clock: Clock
  readonly database: Database
  readonly accounts: AccountStore
  readonly keys: ServerKeys
}

type Neighbours = {
  readonly gate: AccountGate
  readonly events: AccountEvents
  readonly identification: Identification
  readonly origin: () => string
}

export function openFactors(
  { config, clock, database, accounts, keys }: Foundation,
  { gate, events, identification, origin }: Neighbours,
) {
  const policy = config.secondFactor
  const store = new SqliteFactorStore(database)
  const secrets = new FactorSecrets(keys.opaqueSetup)
  const codes = new TypedCodes({ store, secrets, clock })
  const passkeys = new Passkeys({ store, secrets, clock, name: config.name, origin })
  const proofs = new Proofs(() => clock.now())
  const changed = (account: AccountName) => events.waysChanged(account)
  const admission = new Admission({
    ...{ store, codes, passkeys, proofs, gate, policy, changed, clock },
    ...{ accounts, identification },
  })
  return {
    proofs,
    admission,
    changes: new FactorChanges({ accounts, store, secrets, codes, passkeys, proofs, events, policy, clock }),
    passkeySignIn: new PasskeySignIn({ store: accounts, passkeys, admission }),
    isComplete: async (account: AccountName) => policy !== 'required' || store.hasFactor(account),
  }
}
