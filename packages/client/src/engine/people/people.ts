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
import type { SqlRow, Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { bytesOf, isNull, numberOf, parsed } from '../store/rows.ts'

/** The key gone by, one that waits for a decision, one that was declined, and one whose safety number was compared. */
export type Pin = {
  readonly key: Uint8Array
  readonly offered: Uint8Array | undefined
  readonly declined: Uint8Array | undefined
  /** `at`: milliseconds since 1970. */
  readonly verified: { readonly key: Uint8Array; readonly at: number } | undefined
  /** The account was deleted. */
  readonly gone: boolean
}

/**
 * What a sighting of an account key means; `statement` is to be stored with whatever showed it. Two sightings
 * may be on their way at once: whichever is stored second does not replace the pin, it is the key that differs.
 */
export type Sighting =
  | { readonly kind: 'known' }
  | { readonly kind: 'first' | 'changed'; readonly statement: Statement; readonly apply: () => void }

export type Decision = { readonly statement: Statement; readonly apply: () => void }
export type Adoption = { readonly statements: readonly Statement[]; readonly apply: () => void }

export class People {
  readonly #own: { readonly account: AccountName; readonly key: Uint8Array }
  readonly #pins = new Map<AccountName, Pin>()
  #sighted = () => {}

  constructor(own: { account: AccountName; key: Uint8Array }) {
    this.#own = own
    this.#pins.set(own.account, firstPin(own.key))
  }

  async load(db: Database): Promise<void> {
    const rows = await db.all(
      'SELECT account, account_key, offered_key, declined_key, verified_key, verified_at, gone FROM people',
    )
    for (const row of rows) {
      const account = parsed(row, 'account', parseAccountName)
      if (account !== this.#own.account) this.#pins.set(account, pinOf(row))
    }
  }

  /** `listener` is called whenever a key was seen that was not known, once it is stored. */
  onSighting(listener: () => void): void {
    this.#sighted = listener
  }

  all(): readonly AccountName[] {
    return [...this.#pins.keys()]
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

  /** When the person compared the safety number of the key gone by; undefined while another waits for a decision. */
  verifiedAt(account: AccountName): number | undefined {
    const pin = this.#pins.get(account)
    if (pin?.verified === undefined || pin.offered !== undefined) return undefined
    return same(pin.verified.key, pin.key) ? pin.verified.at : undefined
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
    if (pin === undefined) this.#pins.set(account, firstPin(key))
    else if (!same(pin.key, key) && !this.declines({ account, accountKey: key }))
      this.#pins.set(account, { ...pin, offered: key })
    this.#sighted()
  }

  /** The person goes on with a key that was shown: nobody has compared it yet. */
  accept(account: AccountName, key: Uint8Array): Decision {
    return {
      statement: {
        sql: `UPDATE people SET account_key = ?2, offered_key = NULL, declined_key = NULL,
              verified_key = NULL, verified_at = NULL, decided = 1 WHERE account = ?1`,
        params: [account, key],
      },
      apply: () => this.#pins.set(account, firstPin(key)),
    }
  }

  /** The person has compared the safety number of this key at that time (milliseconds since 1970), or takes it back. */
  verify(account: AccountName, verified: Pin['verified']): Decision {
    return {
      statement: {
        sql: 'UPDATE people SET verified_key = ?2, verified_at = ?3, decided = 1 WHERE account = ?1',
        params: [account, verified?.key ?? null, verified?.at ?? null],
      },
      apply: () => {
        const pin = this.#pins.get(account)
        if (pin !== undefined) this.#pins.set(account, { ...pin, verified })
      },
    }
  }

  /** The person goes by the key they knew, and is not asked about this one again. */
  decline(account: AccountName, key: Uint8Array): Decision {
    return {
      statement: {
        sql: 'UPDATE people SET offered_key = NULL, declined_key = ?2, decided = 1 WHERE account = ?1',
        params: [account, key],
      },
      apply: () => {
        const pin = this.#pins.get(account)
        if (pin !== undefined) this.#pins.set(account, { ...pin, offered: undefined, declined: key })
      },
    }
  }

  /**
   * Goes by what another device of the own account has told. Only a key that still waits for a decision remains to be
   * told from here (engine/synced/judge.ts).
   */
  adopt(account: AccountName, pin: Pin, decided: boolean): Adoption {
    const { key, offered, declined, verified } = pin
    return {
      statements: [
        {
          sql: `INSERT INTO people (account, account_key, offered_key, declined_key, verified_key, verified_at, decided)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT (account) DO UPDATE SET account_key = ?2, offered_key = ?3, declined_key = ?4,
                  verified_key = ?5, verified_at = ?6, decided = ?7`,
          params: [
            ...[account, key, offered ?? null, declined ?? null],
            ...[verified?.key ?? null, verified?.at ?? null, decided ? 1 : 0],
          ],
        },
        {
          sql: 'UPDATE people SET synced = 1 WHERE account = ? AND offered_key IS NULL',
          params: [account],
        },
      ],
      apply: () => this.#pins.set(account, pin),
    }
  }

  isGone(account: AccountName): boolean {
    return this.#pins.get(account)?.gone === true
  }

  /** The key log proves that the account was deleted. */
  bury(account: AccountName): Decision {
    return {
      statement: { sql: 'UPDATE people SET gone = 1 WHERE account = ?', params: [account] },
      apply: () => {
        const pin = this.#pins.get(account)
        if (pin !== undefined) this.#pins.set(account, { ...pin, gone: true })
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

function firstPin(key: Uint8Array): Pin {
  return { key, offered: undefined, declined: undefined, verified: undefined, gone: false }
}

function pinOf(row: SqlRow): Pin {
  return {
    key: bytesOf(row, 'account_key'),
    offered: isNull(row, 'offered_key') ? undefined : bytesOf(row, 'offered_key'),
    declined: isNull(row, 'declined_key') ? undefined : bytesOf(row, 'declined_key'),
    verified: isNull(row, 'verified_key')
      ? undefined
      : { key: bytesOf(row, 'verified_key'), at: numberOf(row, 'verified_at') },
    gone: numberOf(row, 'gone') === 1,
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
