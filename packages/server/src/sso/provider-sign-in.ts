// One run to the provider and back (rules SSO-1, SSO-2): begun for a browser that keeps a secret, ended by the same browser
// and by nobody else, with a ticket for whoever the provider says it is.

import { createHash, timingSafeEqual } from 'node:crypto'
import { ok, type Result, refuse, type Schemas } from '@sotto/wire'
import { ExpiringMap } from '../accounts/expiring-map.ts'
import { randomToken } from '../accounts/tokens.ts'
import type { Clock } from '../gates.ts'
import type { IdentityStore } from './identity-store.ts'
import type { Provider, Run } from './provider.ts'
import { suggestName } from './suggest-name.ts'
import type { Tickets } from './tickets.ts'

const lifetime = 10 * 60_000
const atOnce = 20_000

type Parts = {
  readonly provider: Provider
  readonly store: IdentityStore
  readonly tickets: Tickets
  readonly clock: Clock
}

/** `binding`: SHA-256 of the browser's secret. */
type Pending = Run & { readonly binding: Uint8Array }

export class ProviderSignIn {
  readonly #parts: Parts
  readonly #pending: ExpiringMap<Pending>

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pending = new ExpiringMap(lifetime, atOnce, () => parts.clock.now())
  }

  /** Refuses with `unavailable`. */
  async start(binding: Uint8Array): Promise<Result<Schemas['SsoStarted']>> {
    const run = { state: randomToken(), nonce: randomToken(), verifier: randomToken() }
    const address = await this.#parts.provider.address(run)
    if (!address.ok) return address
    this.#pending.set(run.state, { ...run, binding })
    return ok({ address: address.value })
  }

  /** `answer`: the query that the browser came back with. Refuses with `sso_failed` or `unavailable`. */
  async finish(secret: Uint8Array, answer: string): Promise<Result<Schemas['SsoFinished']>> {
    const parameters = new URLSearchParams(answer)
    const state = parameters.get('state') ?? ''
    const pending = this.#pending.get(state)
    // another browser's run stays that browser's
    if (pending === undefined || !isBoundTo(pending, secret)) return over()
    this.#pending.take(state)
    const { provider, store, tickets } = this.#parts
    const identified = await provider.identify(parameters, pending)
    if (!identified.ok) return identified
    const { identity, called } = identified.value
    const account = await store.holder(identity)
    const suggested = account === undefined && called !== undefined ? suggestName(called) : undefined
    return ok({
      ...tickets.issue(identity),
      ...identity,
      ...(account === undefined ? {} : { account }),
      ...(suggested === undefined ? {} : { suggested }),
    })
  }
}

function isBoundTo({ binding }: Pending, secret: Uint8Array): boolean {
  return timingSafeEqual(createHash('sha256').update(secret).digest(), binding)
}

function over() {
  return refuse(
    'sso_failed',
    'This was begun too long ago, in another browser, or has been answered. Nothing was done; begin again.',
  )
}
