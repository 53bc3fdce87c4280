// Accounts and sessions in memory, for the tests of delivery and the gateway: the ports as tests want
// them. A token is the device id.

import { randomBytes } from 'node:crypto'
import {
  type AccountName,
  type DeviceId,
  deviceIdFromBytes,
  ok,
  parseAccountName,
  parseDeviceId,
  type Result,
  refuse,
} from '@sotto/wire'
import type { AccountGate, AuthenticatedSession, SessionGate } from '../gates.ts'

export type Person = { readonly account: AccountName; readonly device: DeviceId }

export class TestPeople implements AccountGate, SessionGate {
  readonly #accounts = new Map<DeviceId, AccountName>()
  readonly #keys = new Map<DeviceId, Uint8Array>()
  readonly #seen = new Map<DeviceId, number>()
  readonly #blocks = new Set<string>()

  /** A new device of this account. */
  add(name: string, signatureKey?: Uint8Array): Person {
    const account = parseAccountName(name)
    const device = deviceIdFromBytes(randomBytes(16))
    if (account === undefined || device === undefined) throw new Error(`not a name: ${name}`)
    this.#accounts.set(device, account)
    if (signatureKey !== undefined) this.#keys.set(device, signatureKey)
    return { account, device }
  }

  block(account: AccountName, other: AccountName): void {
    this.#blocks.add(`${account} ${other}`)
  }

  unblock(account: AccountName, other: AccountName): void {
    this.#blocks.delete(`${account} ${other}`)
  }

  hasBlocked(account: AccountName, other: AccountName): boolean {
    return this.#blocks.has(`${account} ${other}`)
  }

  accountOf(device: DeviceId): AccountName | undefined {
    return this.#accounts.get(device)
  }

  formerAccountOf(device: DeviceId): AccountName | undefined {
    return this.accountOf(device)
  }

  devicesOf(account: AccountName): readonly DeviceId[] {
    return [...this.#accounts].filter(([, name]) => name === account).map(([device]) => device)
  }

  seen(device: DeviceId, at: number): void {
    this.#seen.set(device, at)
  }

  lastSeen(account: AccountName): number {
    return Math.max(0, ...this.devicesOf(account).map((device) => this.#seen.get(device) ?? 0))
  }

  signatureKeyOf(device: DeviceId): Uint8Array | undefined {
    return this.#keys.get(device)
  }

  async verifyAccess(token: string): Promise<Result<AuthenticatedSession>> {
    const device = parseDeviceId(token)
    const account = device === undefined ? undefined : this.#accounts.get(device)
    if (device === undefined || account === undefined) {
      return refuse('unauthenticated', 'Sign in first.')
    }
    return ok({ account, device, session: `session of ${device}`, expires: Number.MAX_SAFE_INTEGER })
  }
}
