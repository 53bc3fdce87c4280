// The room of programs, built and connected.

import type { AccountName } from '@sotto/wire'
import type { AccountEvents } from '../accounts/account-events.ts'
import type { AccountStore } from '../accounts/account-store.ts'
import type { Clock } from '../gates.ts'
import type { Database } from '../store/database.ts'
import { AccountWord } from './account-word.ts'
import { Consent } from './consent.ts'
import { Programs } from './programs.ts'
import { SqliteProgramStore } from './sqlite-program-store.ts'
import { TokenDesk } from './token-desk.ts'
import { UserCodes } from './user-codes.ts'

type Foundation = {
  readonly clock: Clock
  readonly database: Database
  readonly accounts: AccountStore
}

type Neighbours = {
  readonly events: AccountEvents
  readonly isComplete: (account: AccountName) => Promise<boolean>
  /** This server's own address. */
  readonly issuer: () => string
}

export function openPrograms({ clock, database, accounts }: Foundation, neighbours: Neighbours) {
  const { events, isComplete, issuer } = neighbours
  const store = new SqliteProgramStore(database)
  const desk = new TokenDesk(store, clock)
  const word = new AccountWord({ accounts, store, events, clock })
  return {
    programs: new Programs({ store, clock, isComplete }),
    programDesk: desk,
    consent: new Consent({ store, word, desk, clock, issuer }),
    userCodes: new UserCodes({ store, word, desk, clock }),
    issuer,
  }
}
