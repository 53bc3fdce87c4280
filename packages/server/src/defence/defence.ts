// Who may try a password, and who may make an account, and what they have to do for it first (rules B-1 to
// B-5). Guesses are slowed down where they come from; where many addresses try one account, or one address many
// accounts, those that are not familiar prove that they have worked for it. Nobody can lock an owner out: from a
// familiar address nothing of this is asked, from another one a moment's work.

import { createHmac, hkdfSync } from 'node:crypto'
import type { BlockList } from 'node:net'
import { isIPv6 } from 'node:net'
import { checkWork, newWorkChallenge } from '@sotto/crypto/server'
import {
  type AccountName,
  base64urlToBytes,
  bytesToBase64url,
  ok,
  type Refusal,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import { ExpiringMap } from '../accounts/expiring-map.ts'
import { addressKey } from '../addresses.ts'
import type { Clock } from '../gates.ts'
import { type DefenceConfig, networksOf } from './config.ts'
import { Crowd } from './crowd.ts'
import type { FamiliarAddresses } from './familiar-addresses.ts'
import { GrowingDelays } from './growing-delays.ts'

/** Leading zero bits of the first proof asked for, and of the hardest. */
const easiest = 16
const hardest = 22
const workLifetime = 5 * 60_000
const proofsRemembered = 50_000
const day = 24 * 3_600_000
const familiarFor = 90 * day
const familiarPerAccount = 20

type Parts = {
  readonly config: DefenceConfig
  readonly familiar: FamiliarAddresses
  /** A secret of this server's, from which the defence derives its own. */
  readonly secret: Uint8Array
  readonly clock: Clock
}

export type Attempt = {
  readonly account: AccountName
  /** As the connection has it. */
  readonly address: string
  readonly work: Schemas['SignInStart']['work']
}

export class Defence {
  readonly #parts: Parts
  readonly #networks: BlockList
  readonly #addressSecret: Uint8Array
  readonly #workSecret: Uint8Array
  readonly #delays: GrowingDelays
  readonly #addressesOf: Crowd
  readonly #accountsTriedFrom: Crowd
  readonly #accountsMadeFrom: Crowd
  readonly #proofs: ExpiringMap<true>

  constructor(parts: Parts) {
    this.#parts = parts
    const { config, secret, clock } = parts
    const now = () => clock.now()
    const window = config.windowMinutes * 60_000
    const networks = networksOf(config.knownNetworks)
    if (networks === undefined) throw new TypeError('knownNetworks was not read by readDefence')
    this.#networks = networks
    this.#addressSecret = derive(secret, 'Sotto familiar addresses')
    this.#workSecret = derive(secret, 'Sotto work')
    this.#delays = new GrowingDelays(config.freeTries, now)
    this.#addressesOf = new Crowd(window, now)
    this.#accountsTriedFrom = new Crowd(window, now)
    this.#accountsMadeFrom = new Crowd(window, now)
    this.#proofs = new ExpiringMap(workLifetime, proofsRemembered, now)
  }

  /** Before a password can be tested. Counts the try; refuses with `rate_limited` or `work_required`. */
  async trySignIn({ account, address, work }: Attempt): Promise<Result<undefined>> {
    const from = addressKey(address)
    const wait = this.#delays.wait(`${account} ${from}`)
    if (wait > 0) return refuse('rate_limited', 'Too many wrong passwords. Wait before the next try.', wait)
    if (!this.#isKnown(address) && !(await this.#isFamiliar(account, from))) {
      const { addressesPerAccount, accountsPerAddress } = this.#parts.config
      const isAlone =
        this.#addressesOf.hasRoom(account, from, addressesPerAccount) &&
        this.#accountsTriedFrom.hasRoom(from, account, accountsPerAddress)
      const tries = Math.max(this.#addressesOf.visits(account), this.#accountsTriedFrom.visits(from))
      const allowed = isAlone ? ok(undefined) : this.#challenge(`sign-in ${account} ${from}`, tries, work)
      if (!allowed.ok) return allowed
      this.#addressesOf.came(account, from)
      this.#accountsTriedFrom.came(from, account)
    }
    this.#delays.count(`${account} ${from}`)
    return ok(undefined)
  }

  /** The password was right: what was counted against them is forgotten, and the address familiar. */
  async signedIn(account: AccountName, address: string): Promise<void> {
    const from = addressKey(address)
    this.#delays.forget(`${account} ${from}`)
    this.#addressesOf.forget(account, from)
    this.#accountsTriedFrom.forget(from, account)
    await this.used(account, address)
  }

  /** Before an account is made. Refuses with `rate_limited` or `work_required`. */
  trySignUp({ account, address, work }: Attempt): Result<undefined> {
    const from = addressKey(address)
    const made = this.#accountsMadeFrom
    if (this.#isKnown(address) || made.hasRoom(from, account, this.#parts.config.accountsPerAddress)) {
      return ok(undefined)
    }
    // A family or a class signs up together: it grows half as fast as for guesses.
    return this.#challenge(`sign-up ${account} ${from}`, Math.sqrt(made.visits(from)), work)
  }

  async signedUp(account: AccountName, address: string): Promise<void> {
    this.#accountsMadeFrom.came(addressKey(address), account)
    await this.used(account, address)
  }

  /** Somebody who has proven to be the account's own is at this address. */
  async used(account: AccountName, address: string): Promise<void> {
    const { familiar, clock } = this.#parts
    const now = clock.now()
    const one = { account, address: this.#hash(account, addressKey(address)) }
    const last = await familiar.lastUsed(one)
    if (last !== undefined && last > now - day) return
    await familiar.remember(one, now, { most: familiarPerAccount, since: now - familiarFor })
  }

  #isKnown(address: string): boolean {
    const plain = address.replace(/^::ffff:/i, '')
    return this.#networks.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
  }

  async #isFamiliar(account: AccountName, from: string): Promise<boolean> {
    const { familiar, clock } = this.#parts
    const last = await familiar.lastUsed({ account, address: this.#hash(account, from) })
    return last !== undefined && last > clock.now() - familiarFor
  }

  #challenge(purpose: string, tries: number, work: Attempt['work']): Result<undefined> {
    const { challenge, windowMinutes } = this.#parts.config
    if (challenge === 'off') return ok(undefined)
    if (challenge === 'refuse') {
      return refuse(
        'rate_limited',
        'Too much is going on at this account. Try later.',
        windowMinutes * 60_000,
      )
    }
    return work !== undefined && this.#isDone(purpose, work) ? ok(undefined) : this.#ask(purpose, tries)
  }

  /** Whether the proof is right, was asked for this, and was not used before. */
  #isDone(purpose: string, work: NonNullable<Attempt['work']>): boolean {
    const challenge = base64urlToBytes(work.challenge)
    if (challenge === undefined) return false
    const now = Math.floor(this.#parts.clock.now() / 1000)
    if (!checkWork(challenge, work.counter, { key: this.#workSecret, purpose, now }).ok) return false
    const isUsed = this.#proofs.take(work.challenge) !== undefined
    this.#proofs.set(work.challenge, true)
    return !isUsed
  }

  #ask(purpose: string, tries: number): { readonly ok: false; readonly error: Refusal } {
    const bits = Math.min(hardest, easiest + Math.floor(Math.log2(1 + tries / 8)))
    const expires = Math.floor((this.#parts.clock.now() + workLifetime) / 1000)
    const challenge = bytesToBase64url(newWorkChallenge({ key: this.#workSecret, purpose, bits, expires }))
    const { error } = refuse('work_required', 'This needs a moment’s work first, because many are trying.')
    return { ok: false, error: { ...error, challenge } }
  }

  #hash(account: AccountName, from: string): Uint8Array {
    return createHmac('sha256', this.#addressSecret).update(`${account} ${from}`).digest()
  }
}

function derive(secret: Uint8Array, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), label, 32))
}
