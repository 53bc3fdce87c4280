// Second factors set up, renewed and removed (rules F-5, F-6): under a fresh proof of the password and with the
// account key's word for just this change, as every way in is.

import { type FactorChange, isFactorChangeSigned, totpSecretLength } from '@sotto/crypto/server'
import {
  type AccountName,
  bytesToBase64url,
  limits,
  ok,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import type { AccountEvents } from '../accounts/account-events.ts'
import type { AccountStore } from '../accounts/account-store.ts'
import type { Proofs } from '../accounts/proofs.ts'
import type { Clock } from '../gates.ts'
import type { FactorPolicy } from './admission.ts'
import type { FactorSecrets } from './factor-secrets.ts'
import type { FactorStore, Removed, UnderProof } from './factor-store.ts'
import type { Passkeys } from './passkeys.ts'
import { type TypedCodes, wrongCode } from './typed-codes.ts'

type Parts = {
  readonly accounts: AccountStore
  readonly store: FactorStore
  readonly secrets: FactorSecrets
  readonly codes: TypedCodes
  readonly passkeys: Passkeys
  readonly proofs: Proofs
  readonly events: Pick<AccountEvents, 'waysChanged'>
  readonly policy: FactorPolicy
  readonly clock: Clock
}

type Signed = { readonly proof: string; readonly signature: Uint8Array }
export type PasskeyOffer = Signed &
  Pick<Schemas['PasskeyAdded'], 'attempt' | 'id' | 'clientData' | 'attestation' | 'codes'> & {
    readonly idBytes: Uint8Array
    readonly name: Uint8Array
    readonly slot: Uint8Array | undefined
  }

export class FactorChanges {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async own(account: AccountName): Promise<Schemas['OwnFactors']> {
    const { store, policy } = this.#parts
    const { authenticator, backupCodes, passkeys, changed } = await store.factors(account)
    return {
      account,
      policy,
      authenticator: authenticator !== undefined,
      backupCodes,
      passkeys: passkeys.map(({ id, name, added, used, slot, synced }) => ({
        id: bytesToBase64url(id),
        name: bytesToBase64url(name),
        ...{ added, used, synced },
        opens: slot !== undefined,
      })),
      changed,
    }
  }

  /** Uses the proof up, as all that follow do. Refuses with `unauthenticated`, `forbidden` or `second_factor_wrong`. */
  async addAuthenticator(
    given: Signed & { readonly secret: Uint8Array; readonly code: string; readonly codes: readonly string[] },
  ): Promise<Result<undefined>> {
    const { store, secrets, codes } = this.#parts
    if (this.#isOff()) return off()
    if (given.secret.length !== totpSecretLength) return refuse('bad_request', 'The secret has 20 bytes.')
    const step = codes.stepOf(given.secret, given.code)
    // before the proof is used up: a code that was typed wrong is typed again
    if (step === undefined) return wrongCode()
    const change = { kind: 'add-authenticator', secret: given.secret, codes: given.codes } as const
    return this.#change(given, change, (under) =>
      store.setAuthenticator({
        ...under,
        step,
        secret: secrets.seal(under.account, given.secret),
        codes: this.#hashes(under.account, given.codes),
      }),
    )
  }

  removeAuthenticator(given: Signed): Promise<Result<undefined>> {
    return this.#change(given, { kind: 'remove-authenticator' }, (under) =>
      this.#parts.store.removeAuthenticator({ ...under, keepOne: this.#mustKeepOne() }),
    )
  }

  renewCodes(given: Signed & { readonly codes: readonly string[] }): Promise<Result<undefined>> {
    const { codes } = given
    return this.#change(given, { kind: 'new-codes', codes }, (under) =>
      this.#parts.store.setBackupCodes({ ...under, codes: this.#hashes(under.account, codes) }),
    )
  }

  /** What the browser is to make; leaves the proof. Refuses with `unauthenticated` or `forbidden`. */
  async startPasskey(proof: string): Promise<Result<Schemas['PasskeyWanted']>> {
    if (this.#isOff()) return off()
    const proved = this.#parts.proofs.look(proof, ['password'])
    return proved === undefined ? unproved() : ok(await this.#parts.passkeys.startMaking(proved.account))
  }

  /** Refuses also with `already_exists` or `too_many`. */
  async addPasskey(given: PasskeyOffer): Promise<Result<undefined>> {
    const { store, passkeys, proofs } = this.#parts
    if (this.#isOff()) return off()
    const { idBytes: id, name, slot, codes } = given
    const proved = proofs.look(given.proof, ['password'])
    if (proved === undefined) return unproved()
    const made = await passkeys.finishMaking(proved.account, given)
    if (!made.ok) return made
    const change: FactorChange = {
      kind: 'add-passkey',
      id,
      ...(slot === undefined ? {} : { slot }),
      ...(codes === undefined ? {} : { codes }),
    }
    return this.#change(given, change, (under) =>
      store.addPasskey({
        ...under,
        passkey: { ...made.value, account: under.account, slot, name },
        codes: codes && this.#hashes(under.account, codes),
        most: limits.passkeysPerAccount,
      }),
    )
  }

  removePasskey(given: Signed & { readonly id: Uint8Array }): Promise<Result<undefined>> {
    const { id } = given
    return this.#change(given, { kind: 'remove-passkey', id }, (under) =>
      this.#parts.store.removePasskey({ ...under, id, keepOne: this.#mustKeepOne() }),
    )
  }

  /** Refuses with `not_found`. */
  async namePasskey(account: AccountName, id: Uint8Array, name: Uint8Array): Promise<Result<undefined>> {
    const named = await this.#parts.store.namePasskey({ account, id }, name)
    if (named === 'none') return refuse('not_found', 'The account has no such passkey.')
    this.#parts.events.waysChanged(account)
    return ok(undefined)
  }

  async #change(
    { proof, signature }: Signed,
    change: FactorChange,
    write: (under: UnderProof) => Promise<Removed | 'taken' | 'too_many'>,
  ): Promise<Result<undefined>> {
    const { accounts, proofs, events, clock } = this.#parts
    const proved = proofs.take(proof, ['password'])
    const owner = proved && (await accounts.account(proved.account))
    if (proved === undefined || owner === undefined) return unproved()
    const { account, accountKey } = owner
    if (!(await isFactorChangeSigned({ account, proof, change }, accountKey, signature))) {
      return refuse('forbidden', 'The account key has not signed this.')
    }
    const outcome = await write({ account, proven: proved.proven, now: clock.now() })
    if (outcome !== 'changed') return refusalOf(outcome)
    events.waysChanged(account)
    return ok(undefined)
  }

  #hashes(account: AccountName, codes: readonly string[]): readonly Uint8Array[] {
    return codes.map((code) => this.#parts.secrets.hash(account, code))
  }

  #isOff(): boolean {
    return this.#parts.policy === 'off'
  }

  #mustKeepOne(): boolean {
    return this.#parts.policy === 'required'
  }
}

function refusalOf(outcome: Exclude<Removed, 'changed'> | 'taken' | 'too_many') {
  switch (outcome) {
    case 'outdated':
      return unproved()
    case 'last':
      return refuse(
        'second_factor_missing',
        'This server wants a second factor: add another one before you remove the last.',
      )
    case 'none':
      return refuse('not_found', 'The account has no such second factor.')
    case 'taken':
      return refuse('already_exists', 'This passkey is known already.')
    case 'too_many':
      return refuse(
        'too_many',
        `An account has at most ${limits.passkeysPerAccount} passkeys. Remove one first.`,
      )
  }
}

function unproved() {
  return refuse('unauthenticated', 'The proof was used, has expired, or is not enough for this. Begin anew.')
}

function off() {
  return refuse('forbidden', 'Whoever runs this server has turned second factors off.')
}
