// The account keys as this device first saw them, in memory and in the store (P-3). A key seen later
// that differs is kept beside the pinned one until the person decides; until then nothing is sealed for
// that account. Also says whether a leaf of a group is whom it claims to be.

import {
  type AuthenticationService,
  type AuthenticationVerdict,
  type Member,
  unsafeReadDeviceCredential,
  verifyDeviceCredential,
} from '@sotto/crypto'
import { type AccountName, parseAccountName } from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { bytesOf, isNull, parsed } from '../store/rows.ts'

type Pin = { readonly key: Uint8Array; readonly offered: Uint8Array | undefined }

/**
 * What a sighting of an account key means; `statement` is to be stored with whatever showed it. Two sightings
 * may be on their way at once: whichever is stored second does not replace the pin, it is the key that differs.
 */
export type Sighting =
  | { readonly kind: 'known' }
  | { readonly kind: 'first' | 'changed'; readonly statement: Statement; readonly apply: () => void }

export class People {
  readonly #own: { readonly account: AccountName; readonly key: Uint8Array }
  readonly #pins = new Map<AccountName, Pin>()

  constructor(own: { account: AccountName; key: Uint8Array }) {
    this.#own = own
    this.#pins.set(own.account, { key: own.key, offered: undefined })
  }

  async load(db: Database): Promise<void> {
    for (const row of await db.all('SELECT account, account_key, offered_key FROM people')) {
      const account = parsed(row, 'account', parseAccountName)
      if (account === this.#own.account) continue
      const offered = isNull(row, 'offered_key') ? undefined : bytesOf(row, 'offered_key')
      this.#pins.set(account, { key: bytesOf(row, 'account_key'), offered })
    }
  }

  knows(account: AccountName): boolean {
    return this.#pins.has(account)
  }

  keyOf(account: AccountName): Uint8Array | undefined {
    return this.#pins.get(account)?.key
  }

  /** The key that a safety number is about: while a changed one waits for a decision, that one. */
  keyToCompare(account: AccountName): Uint8Array | undefined {
    const pin = this.#pins.get(account)
    return pin?.offered ?? pin?.key
  }

  isChanged(account: AccountName): boolean {
    return this.#pins.get(account)?.offered !== undefined
  }

  /** Pins a key seen for the first time, remembers one that differs. */
  sight(account: AccountName, key: Uint8Array): Sighting {
    const pin = this.#pins.get(account)
    const offered = pin?.offered
    if (pin !== undefined && (same(pin.key, key) || (offered !== undefined && same(offered, key)))) {
      return { kind: 'known' }
    }
    return {
      kind: pin === undefined ? 'first' : 'changed',
      statement: {
        sql: `INSERT INTO people (account, account_key) VALUES (?1, ?2)
              ON CONFLICT (account) DO UPDATE SET offered_key = ?2 WHERE account_key <> ?2`,
        params: [account, key],
      },
      apply: () => this.#learn(account, key),
    }
  }

  #learn(account: AccountName, key: Uint8Array): void {
    const pin = this.#pins.get(account)
    if (pin === undefined) this.#pins.set(account, { key, offered: undefined })
    else if (!same(pin.key, key)) this.#pins.set(account, { key: pin.key, offered: key })
  }

  /** The person goes on with the new key. Undefined when there is none. */
  accept(account: AccountName): { readonly statement: Statement; readonly apply: () => void } | undefined {
    const offered = this.#pins.get(account)?.offered
    if (offered === undefined) return undefined
    return {
      statement: {
        sql: 'UPDATE people SET account_key = offered_key, offered_key = NULL WHERE account = ?',
        params: [account],
      },
      apply: () => this.#pins.set(account, { key: offered, offered: undefined }),
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
