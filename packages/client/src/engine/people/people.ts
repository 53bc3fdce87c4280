// The account keys as this device first saw them, in memory and in the store (P-3). A key seen later
// that differs is kept beside the pinned one until the person decides; until then nothing is sealed for
// that account. Also says whether a leaf of a group is whom it claims to be.

import {
  type AuthenticationService,
  type AuthenticationVerdict,
  type DeviceCredential,
  type Member,
  unsafeReadDeviceCredential,
  verifyDeviceCredential,
} from '@sotto/crypto'
import { type AccountName, parseAccountName } from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { bytesOf, isNull, parsed } from '../store/rows.ts'

/** The key gone by, one that waits for a decision, and one that was declined. */
export type Pin = {
  readonly key: Uint8Array
  readonly offered: Uint8Array | undefined
  readonly declined: Uint8Array | undefined
}

/**
 * What a sighting of an account key means; `statement` is to be stored with whatever showed it. Two sightings
 * may be on their way at once: whichever is stored second does not replace the pin, it is the key that differs.
 */
export type Sighting =
  | { readonly kind: 'known' }
  | { readonly kind: 'first' | 'changed'; readonly statement: Statement; readonly apply: () => void }

export type Decision = { readonly statement: Statement; readonly apply: () => void }

export class People {
  readonly #own: { readonly account: AccountName; readonly key: Uint8Array }
  readonly #pins = new Map<AccountName, Pin>()

  constructor(own: { account: AccountName; key: Uint8Array }) {
    this.#own = own
    this.#pins.set(own.account, { key: own.key, offered: undefined, declined: undefined })
  }

  async load(db: Database): Promise<void> {
    for (const row of await db.all('SELECT account, account_key, offered_key, declined_key FROM people')) {
      const account = parsed(row, 'account', parseAccountName)
      if (account === this.#own.account) continue
      const offered = isNull(row, 'offered_key') ? undefined : bytesOf(row, 'offered_key')
      const declined = isNull(row, 'declined_key') ? undefined : bytesOf(row, 'declined_key')
      this.#pins.set(account, { key: bytesOf(row, 'account_key'), offered, declined })
    }
  }

  knows(account: AccountName): boolean {
    return this.#pins.has(account)
  }

  keyOf(account: AccountName): Uint8Array | undefined {
    return this.#pins.get(account)?.key
  }

  pinOf(account: AccountName): Pin | undefined {
    return this.#pins.get(account)
  }

  hasDeclined(account: AccountName): boolean {
    return this.#pins.get(account)?.declined !== undefined
  }

  /** Whether the person has said no to this key of that account. */
  declines({ account, accountKey }: Pick<DeviceCredential, 'account' | 'accountKey'>): boolean {
    const declined = this.#pins.get(account)?.declined
    return declined !== undefined && same(declined, accountKey)
  }

  isChanged(account: AccountName): boolean {
    return this.#pins.get(account)?.offered !== undefined
  }

  /** Pins a key seen for the first time, remembers one that differs. */
  sight(account: AccountName, key: Uint8Array): Sighting {
    const pin = this.#pins.get(account)
    const known = [pin?.key, pin?.offered, pin?.declined]
    if (known.some((one) => one !== undefined && same(one, key))) return { kind: 'known' }
    return {
      kind: pin === undefined ? 'first' : 'changed',
      statement: {
        sql: `INSERT INTO people (account, account_key) VALUES (?1, ?2)
              ON CONFLICT (account) DO UPDATE SET offered_key = ?2
              WHERE account_key <> ?2 AND declined_key IS NOT ?2`,
        params: [account, key],
      },
      apply: () => this.#learn(account, key),
    }
  }

  #learn(account: AccountName, key: Uint8Array): void {
    const pin = this.#pins.get(account)
    if (pin === undefined) this.#pins.set(account, { key, offered: undefined, declined: undefined })
    else if (!same(pin.key, key) && !this.declines({ account, accountKey: key }))
      this.#pins.set(account, { ...pin, offered: key })
  }

  /** The person goes on with a key that was shown. */
  accept(account: AccountName, key: Uint8Array): Decision {
    return {
      statement: {
        sql: `UPDATE people SET account_key = ?2, offered_key = NULL, declined_key = NULL WHERE account = ?1`,
        params: [account, key],
      },
      apply: () => this.#pins.set(account, { key, offered: undefined, declined: undefined }),
    }
  }

  /** The person goes by the key they knew, and is not asked about this one again. */
  decline(account: AccountName, key: Uint8Array): Decision {
    return {
      statement: {
        sql: 'UPDATE people SET offered_key = NULL, declined_key = ?2 WHERE account = ?1',
        params: [account, key],
      },
      apply: () => {
        const pin = this.#pins.get(account)
        if (pin !== undefined) this.#pins.set(account, { ...pin, offered: undefined, declined: key })
      },
    }
  }

  /** For MLS: genuine credentials only, and nobody passes for the own account. */
  authentication(): AuthenticationService {
    return {
      validate: (leaf) => this.#judge(leaf),
      identity: (credential) => {
        const read = unsafeReadDeviceCredential(credential)
        return read.ok ? read.value.device : undefined
      },
    }
  }

  async #judge(leaf: Member): Promise<AuthenticationVerdict> {
    const read = await verifyDeviceCredential(leaf.credential, { signatureKey: leaf.signatureKey })
    if (!read.ok) return { ok: false, reason: read.error.code }
    const { account, accountKey } = read.value
    if (account === this.#own.account && !same(accountKey, this.#own.key)) {
      return { ok: false, reason: 'other_account_key' }
    }
    return { ok: true }
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
