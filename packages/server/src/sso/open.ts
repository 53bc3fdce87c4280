// The room of the company's provider, built and connected. Without a provider in the configuration nobody is asked for
// one, and nothing begins.

import { type Result, refuse } from '@sotto/wire'
import type { AccountEvents } from '../accounts/account-events.ts'
import type { AccountStore } from '../accounts/account-store.ts'
import type { Proofs } from '../accounts/proofs.ts'
import type { Config } from '../config.ts'
import type { Clock } from '../gates.ts'
import type { Logger } from '../log.ts'
import type { Database } from '../store/database.ts'
import { Connections } from './connections.ts'
import { Identification } from './identification.ts'
import { Provider } from './provider.ts'
import { ProviderSignIn } from './provider-sign-in.ts'
import { SqliteIdentityStore } from './sqlite-identity-store.ts'
import { Tickets } from './tickets.ts'

type Foundation = {
  readonly config: Pick<Config, 'sso'>
  readonly log: Logger
  readonly clock: Clock
  readonly database: Database
}

/** What the ways in need of it, before they are there themselves. */
export function openIdentities({ config, log, clock, database }: Foundation, origin: () => string) {
  const store = new SqliteIdentityStore(database)
  const tickets = new Tickets(clock)
  const identification = new Identification({ store, tickets, config: config.sso })
  const signIn =
    config.sso &&
    new ProviderSignIn({
      provider: new Provider({ config: config.sso, clock, log, redirectUri: () => `${origin()}/sso` }),
      ...{ store, tickets, clock },
    })
  return { store, identification, signIn }
}

type Identities = ReturnType<typeof openIdentities>
type Neighbours = {
  readonly accounts: AccountStore
  readonly proofs: Proofs
  readonly events: AccountEvents
}

export type Sso = {
  /** What anybody may know of it; undefined where there is none. */
  readonly told: { readonly name: string; readonly required: boolean } | undefined
  readonly connections: Connections
  /** Refuses with `not_found` where there is none. */
  signIn(): Result<ProviderSignIn>
}

export function openSso(
  { config, clock }: Foundation,
  { store, identification, signIn }: Identities,
  neighbours: Neighbours,
): Sso {
  const { sso } = config
  return {
    told: sso && { name: sso.name, required: sso.required },
    connections: new Connections({ ...neighbours, store, identification, config: sso, clock }),
    signIn: () =>
      signIn === undefined
        ? refuse('not_found', 'Nobody signs in to this server through a provider.')
        : { ok: true, value: signIn },
  }
}
