// Who has shown a way in gets a proof and the vault or, where the account has a second factor that this way does
// not stand for, is asked for it first and gets neither before (rules F-1, F-2). Where the company's provider has to
// say who it is, that is asked for before anything else (rules SSO-4, SSO-5). A question stays open for five minutes,
// also after a wrong answer.

import { isProofOfDevice } from '@sotto/crypto/server'
import {
  type AccountName,
  base64urlToBytes,
  bytesToBase64url,
  ok,
  parseDeviceId,
  type Refusal,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import type { AccountStore, Proven, StoredAccount } from '../accounts/account-store.ts'
import { ExpiringMap } from '../accounts/expiring-map.ts'
import type { Proofs } from '../accounts/proofs.ts'
import { randomToken } from '../accounts/tokens.ts'
import type { AccountGate, Clock } from '../gates.ts'
import type { Identification } from '../sso/identification.ts'
import type { FactorStore, StoredFactors } from './factor-store.ts'
import type { Passkeys } from './passkeys.ts'
import { type TypedCodes, wrongCode } from './typed-codes.ts'

const lifetime = 5 * 60_000
const atOnce = 20_000

export type FactorPolicy = 'off' | 'optional' | 'required'
type Answer = Schemas['SecondFactor']['answer']

type Parts = {
  readonly store: FactorStore
  readonly codes: TypedCodes
  readonly passkeys: Passkeys
  readonly proofs: Proofs
  readonly gate: Pick<AccountGate, 'accountOf' | 'signatureKeyOf'>
  readonly accounts: Pick<AccountStore, 'isSignedIn'>
  readonly identification: Identification
  readonly policy: FactorPolicy
  /** Told that a backup code was used. */
  readonly changed: (account: AccountName) => void
  readonly clock: Clock
}

export type Shown = {
  readonly owner: StoredAccount
  readonly proven: Proven
  /** What the way opens. */
  readonly vault: Schemas['Proved']['vault']
  /** By which the provider's word is shown. */
  readonly ticket?: string | undefined
}

/** `wants`: what the question is. */
type Pending = Shown & { readonly wants: 'provider' | 'second' }

export class Admission {
  readonly #parts: Parts
  readonly #pending: ExpiringMap<Pending>
  readonly #passes: ExpiringMap<AccountName>

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pending = new ExpiringMap(lifetime, atOnce, () => parts.clock.now())
    this.#passes = new ExpiringMap(lifetime, atOnce, () => parts.clock.now())
  }

  /** Refuses with `account_disabled`, `second_factor_required`, `sso_required`, `sso_failed` or `sso_mismatch`. */
  async admit(shown: Shown): Promise<Result<Schemas['Proved']>> {
    // only who has shown that the account is theirs is told (O-2)
    if (shown.owner.disabled !== undefined) {
      return refuse('account_disabled', 'Whoever runs this server has disabled the account.')
    }
    const { identification, store } = this.#parts
    const { account } = shown.owner
    const identity = await identification.of(account, shown.ticket)
    if (!identity.ok) return identity
    if (identity.value === undefined && identification.isRequired) {
      return this.#ask({ ...shown, wants: 'provider' }, [], identification.required())
    }
    const proven = identity.value === undefined ? shown.proven : { ...shown.proven, identity: identity.value }
    const identified = { ...shown, proven }
    const has = this.#wantsSecond(proven) ? kindsOf(await store.factors(account)) : []
    if (has.length === 0) return ok(this.#prove(identified))
    const asked = refuse('second_factor_required', 'A second factor is needed to go on.')
    return this.#ask({ ...identified, wants: 'second' }, has, asked)
  }

  #ask(pending: Pending, has: ReturnType<typeof kindsOf>, { error }: { readonly error: Refusal }) {
    const attempt = randomToken()
    this.#pending.set(attempt, pending)
    return { ok: false, error: { ...error, secondFactor: { attempt, has } } } as const
  }

  /** Refuses with `second_factor_wrong`, `rate_limited`, or `sign_in_failed` where nothing was asked. */
  async answer(attempt: string, answer: Answer): Promise<Result<Schemas['Proved']>> {
    const shown = this.#pending.get(attempt)
    if (shown === undefined) return refuse('sign_in_failed', 'This took too long. Sign in again.')
    const { account } = shown.owner
    const right =
      shown.wants === 'provider'
        ? await this.#checkSignedIn(account, attempt, answer)
        : await this.#check(account, attempt, answer)
    if (!right.ok) return right
    this.#pending.take(attempt)
    const pass = randomToken()
    this.#passes.set(pass, account)
    return ok({ ...this.#prove(shown, true), pass })
  }

  async #check(account: AccountName, attempt: string, answer: Answer): Promise<Result<unknown>> {
    const { codes, passkeys, changed } = this.#parts
    if ('pass' in answer) return this.#passes.get(answer.pass) === account ? ok(undefined) : wrongCode()
    if ('device' in answer) return this.#checkDevice(account, attempt, answer)
    if ('code' in answer) {
      const right = await codes.check(account, answer.code)
      if (right.ok && right.value === 'backup') changed(account)
      return right
    }
    const passkey = await passkeys.finishShowing(answer.passkey)
    return passkey.ok && passkey.value.account === account ? passkey : wrongCode()
  }

  /** In the provider's stead stands nothing but a device whose session goes on (SSO-5). */
  async #checkSignedIn(account: AccountName, attempt: string, answer: Answer): Promise<Result<unknown>> {
    const { accounts, clock } = this.#parts
    const device = 'device' in answer ? parseDeviceId(answer.device) : undefined
    if (!('device' in answer) || device === undefined) return wrongCode()
    const isGoing = await accounts.isSignedIn(device, clock.now())
    return isGoing ? this.#checkDevice(account, attempt, answer) : wrongCode()
  }

  /** A device of the account that was not signed out is a factor of its own (F-2). */
  #checkDevice(account: AccountName, attempt: string, answer: Extract<Answer, { device: string }>) {
    const { gate } = this.#parts
    const device = parseDeviceId(answer.device)
    const key = device && gate.signatureKeyOf(device)
    const signature = base64urlToBytes(answer.signature)
    if (device === undefined || key === undefined || signature === undefined) return wrongCode()
    const isOurs = gate.accountOf(device) === account
    const of = { account, device, challenge: `second factor ${attempt}` }
    return isOurs && isProofOfDevice(of, signature, key) ? ok(undefined) : wrongCode()
  }

  #wantsSecond({ way }: Proven): boolean {
    switch (way) {
      case 'password':
        return true
      case 'recovery':
      case 'key':
        return this.#parts.policy === 'required'
      case 'passkey':
        return false
    }
  }

  #prove({ owner, proven, vault, ticket }: Shown, second = false): Schemas['Proved'] {
    const { account, accountKey } = owner
    const kept = proven.way === 'password' ? { ...proven, second } : proven
    return {
      account,
      accountKey: bytesToBase64url(accountKey),
      vault,
      proof: this.#parts.proofs.issue({ account, proven: kept, ticket }),
    }
  }
}

/** None: the account has no second factor. */
function kindsOf({ authenticator, backupCodes, passkeys }: StoredFactors) {
  const has: ('authenticator' | 'passkey' | 'backup')[] = []
  if (authenticator !== undefined) has.push('authenticator')
  if (passkeys.length > 0) has.push('passkey')
  if (backupCodes > 0) has.push('backup')
  return has
}
