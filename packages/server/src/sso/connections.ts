// An account connected with its person's identity at the provider, and disconnected (rule SSO-7): under a fresh proof of
// the password and with the account key's word for just this change, as every way in is.

import { type FactorChange, isFactorChangeSigned } from '@sotto/crypto/server'
import { type AccountName, ok, type Result, refuse, type Schemas } from '@sotto/wire'
import type { AccountEvents } from '../accounts/account-events.ts'
import type { AccountStore } from '../accounts/account-store.ts'
import type { Proofs } from '../accounts/proofs.ts'
import type { UnderProof } from '../factors/factor-store.ts'
import type { Clock } from '../gates.ts'
import type { SsoConfig } from './config.ts'
import { type Identification, over } from './identification.ts'
import type { IdentityStore } from './identity-store.ts'

type Parts = {
  readonly accounts: AccountStore
  readonly store: IdentityStore
  readonly identification: Identification
  readonly proofs: Proofs
  readonly events: Pick<AccountEvents, 'waysChanged'>
  readonly config: SsoConfig | undefined
  readonly clock: Clock
}

type Signed = { readonly proof: string; readonly signature: Uint8Array }

export class Connections {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What the account's own devices are told; undefined where there is no provider. */
  async own(account: AccountName): Promise<Schemas['OwnAccount']['sso']> {
    const { store, config } = this.#parts
    if (config === undefined) return undefined
    const { identity, connected, disconnected } = await store.connection(account, config.issuer)
    const { name, required } = config
    return { name, required, connected: identity !== undefined, changed: { connected, disconnected } }
  }

  /** Uses proof and ticket up. Refuses with `unauthenticated`, `forbidden`, `sso_failed` or `sso_mismatch`. */
  async connect(given: Signed & { readonly ticket: string }): Promise<Result<undefined>> {
    const { store, identification } = this.#parts
    const ticket = identification.take(given.ticket)
    if (ticket === undefined) return over()
    const { identity } = ticket
    const under = await this.#prove(given, { kind: 'connect', ...identity })
    const outcome = under.ok ? await store.connect({ ...under.value, identity }) : undefined
    if (outcome !== 'changed') ticket.giveBack()
    if (!under.ok) return under
    if (outcome === 'outdated') return unproved()
    return outcome === 'changed' ? this.#done(under.value) : identification.mismatch()
  }

  /** Uses the proof up. Refuses also with `not_found`, and `forbidden` where everybody has to be connected. */
  async disconnect(given: Signed): Promise<Result<undefined>> {
    const { store, config } = this.#parts
    if (config === undefined) return none()
    if (config.required) {
      return refuse('forbidden', `This server wants everybody to be connected with ${config.name}.`)
    }
    const under = await this.#prove(given, { kind: 'disconnect' })
    if (!under.ok) return under
    const outcome = await store.disconnect({ ...under.value, issuer: config.issuer })
    if (outcome === 'outdated') return unproved()
    return outcome === 'changed' ? this.#done(under.value) : none()
  }

  #done({ account }: UnderProof): Result<undefined> {
    this.#parts.events.waysChanged(account)
    return ok(undefined)
  }

  async #prove({ proof, signature }: Signed, change: FactorChange): Promise<Result<UnderProof>> {
    const { accounts, proofs, clock } = this.#parts
    const proved = proofs.take(proof, ['password'])
    const owner = proved && (await accounts.account(proved.account))
    if (proved === undefined || owner === undefined) return unproved()
    const { account, accountKey } = owner
    return (await isFactorChangeSigned({ account, proof, change }, accountKey, signature))
      ? ok({ account, proven: proved.proven, now: clock.now() })
      : refuse('forbidden', 'The account key has not signed this.')
  }
}

function unproved() {
  return refuse('unauthenticated', 'The proof was used, has expired, or is not enough for this. Begin anew.')
}

function none() {
  return refuse('not_found', 'The account is not connected.')
}
