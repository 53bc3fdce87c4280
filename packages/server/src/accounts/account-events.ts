// What happens to accounts and matters to open connections, told on the bus.

import type { AccountName, DeviceId } from '@sotto/wire'
import type { Bus } from '../bus/bus.ts'
import { type SessionEnd, topics } from '../bus/topics.ts'
import type { EndedSession } from './account-store.ts'

/** What accounts ask of delivery. */
export type Rosters = {
  /** Everybody who shares a conversation with the account; they learn of its new devices. */
  acquaintances(account: AccountName): Promise<readonly AccountName[]>
  /** Those of `accounts` of whom `viewer` may not learn that they are there (P-2). */
  hiddenFrom(viewer: AccountName, accounts: readonly AccountName[]): Promise<ReadonlySet<AccountName>>
  /** Takes a device off every roster. */
  forgetDevice(device: DeviceId): Promise<void>
}

export class AccountEvents {
  readonly #bus: Bus
  readonly #rosters: Pick<Rosters, 'acquaintances' | 'hiddenFrom'>

  constructor(bus: Bus, rosters: Pick<Rosters, 'acquaintances' | 'hiddenFrom'>) {
    this.#bus = bus
    this.#rosters = rosters
  }

  /** Connections of these sessions close at once (rules S-3, G-7). */
  sessionsEnded(sessions: readonly EndedSession[], why: SessionEnd): void {
    for (const { session, device } of sessions)
      this.#bus.publish(topics.sessionEnded, { session, device, why })
  }

  async devicesChanged(account: AccountName): Promise<void> {
    for (const who of new Set([account, ...(await this.#rosters.acquaintances(account))])) {
      this.#bus.publish(topics.account(who), { notice: 'devices', subject: account })
    }
  }

  /** Rule O-4: those who knew the account look it up again, and find it gone. */
  accountGone(account: AccountName, acquainted: readonly AccountName[]): void {
    for (const who of acquainted) {
      this.#bus.publish(topics.account(who), { notice: 'devices', subject: account })
    }
  }

  /** Rule N-2: it matters to the account's own devices alone. */
  deviceRenamed(account: AccountName): void {
    this.#bus.publish(topics.account(account), { notice: 'devices', subject: account })
  }

  /** Rule V-7: every device of the account is to hear of it. */
  waysChanged(account: AccountName): void {
    this.#bus.publish(topics.account(account), { notice: 'account', subject: account })
  }

  /** Rule R-6: every device of the account hears it, the one named wrote. */
  recordsChanged(account: AccountName, device: DeviceId): void {
    this.#bus.publish(topics.account(account), { notice: 'records', subject: device })
  }

  /** Rule PR-6: `own`: it is the business of the account's other devices alone. */
  async profileChanged(account: AccountName, who: 'own' | 'all'): Promise<void> {
    const others = who === 'own' ? [] : await this.#rosters.acquaintances(account)
    for (const one of new Set([account, ...others])) {
      if (one !== account && (await this.#rosters.hiddenFrom(one, [account])).has(account)) continue
      this.#bus.publish(topics.account(one), { notice: 'profile', subject: account })
    }
  }

  /** Rule K-3: every device of the account hears it, the one named is meant. */
  keyPackagesLow(account: AccountName, device: DeviceId): void {
    this.#bus.publish(topics.account(account), { notice: 'key-packages', subject: device })
  }

  blocksChanged(account: AccountName, other: AccountName): void {
    this.#bus.publish(topics.blocks, { account })
    this.#bus.publish(topics.account(account), { notice: 'blocks', subject: other })
  }
}
