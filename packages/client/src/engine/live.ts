// What the rooms of a signed-in engine share: the ports and services that exist once per session. A
// room is a set of functions over this; none of them keeps state of its own that a crash may not take.

import type { Mls, MlsDevice } from '@sotto/crypto'
import type { AccountName, ConversationId } from '@sotto/wire'
import type { ArchiveSnapshot } from '../api/archive.ts'
import type { EngineEvent } from '../api/engine.ts'
import type { SyncedSnapshot } from '../api/settings.ts'
import type { Platform } from '../ports.ts'
import type { OwnWays } from './account/own-ways.ts'
import type { Completions } from './completions.ts'
import type { Actors } from './conversations/actors.ts'
import type { Errands } from './conversations/errands.ts'
import type { Gateway } from './network/gateway.ts'
import type { RestClient } from './network/rest-client.ts'
import type { People } from './people/people.ts'
import type { Presences } from './people/presences.ts'
import type { Revocations } from './people/revocations.ts'
import type { Names } from './profiles/names.ts'
import type { Database } from './store/database.ts'
import type { EndReason, Identity } from './store/settings.ts'
import type { Signals } from './topics/signals.ts'
import type { KeyLog } from './transparency/key-log.ts'

export type Live = {
  readonly platform: Platform
  readonly db: Database
  readonly identity: Identity
  readonly device: MlsDevice
  readonly mls: Mls
  readonly rest: RestClient
  readonly gateway: Gateway
  readonly people: People
  readonly revocations: Revocations
  readonly keyLog: KeyLog
  readonly presences: Presences
  readonly ways: OwnWays
  /** The account's history at the server. */
  readonly archive: () => { snapshot(): Promise<ArchiveSnapshot>; tryAgain(): Promise<void> }
  /** What follows the account beside its history. */
  readonly synced: () => {
    snapshot(): SyncedSnapshot
    nextStamp(): number
    /** Somebody is writing a draft. */
    draftChanged(): void
    tell(): Promise<void>
  }
  /** What people say of themselves. */
  readonly profiles: () => {
    readonly names: Pick<Names, 'all' | 'of' | 'isAlike'>
    look(accounts: readonly AccountName[]): void
    lookOnce(accounts: readonly AccountName[]): void
    noticed(account: AccountName): void
    settled(): Promise<void>
    changed(account: AccountName): void
    /** Something that is shown ends by itself then (milliseconds since 1970). */
    endsAt(at: number): void
    tellOwed(): Promise<void>
  }
  readonly actors: Actors
  readonly errands: Errands
  readonly completions: Completions
  readonly signals: Signals
  readonly emit: (event: EngineEvent) => void
  /** This session is over. */
  readonly ended: (why: EndReason) => void
  /** Rises with every message written on this device; gives outbox rows their order. */
  readonly nextOrder: () => number
  /** Looks whether the conversation has something to send, to commit or to ask, and does it. */
  readonly wake: (conversation: ConversationId) => void
  readonly wakeLater: (conversation: ConversationId, delay: number) => void
}

export function warn(live: Live, code: string, text: string, conversation?: ConversationId): void {
  live.emit({ type: 'warning', code, text, ...(conversation === undefined ? {} : { conversation }) })
}
