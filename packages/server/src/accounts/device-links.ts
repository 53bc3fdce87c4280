// Devices that ask to be signed in by another one of their account (rules DL-1 to DL-5): a mailbox for one request
// and one answer, named by a handle that a person types. Nothing that passes is secret from anybody but sealed, and
// nothing that is done here lets anybody into an account.

import { randomBytes } from 'node:crypto'
import { ok, type Result, refuse } from '@sotto/wire'
import type { Clock } from '../gates.ts'
import { ExpiringMap } from './expiring-map.ts'
import { randomToken } from './tokens.ts'

const lifetime = 10 * 60_000
/** A hundredth of the handles there are. */
const atOnce = 10_000
export const linkInterval = 3_000
/** So that a poll that is a little early by another clock counts as in time. */
const earliest = linkInterval / 2
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const handleSymbols = 4

export type LinkRequest = {
  readonly publicKey: Uint8Array
  readonly salt: Uint8Array
  readonly tag: Uint8Array
  /** The network that it comes from. */
  readonly from: string | undefined
}

export type LinkAnswer =
  | { readonly state: 'denied' }
  | { readonly state: 'answered'; readonly sealed: Uint8Array }

type Link = {
  readonly request: LinkRequest & { readonly asked: number }
  answer: LinkAnswer | undefined
  polled: number
}

export class DeviceLinks {
  readonly #clock: Clock
  readonly #byHandle: ExpiringMap<Link>
  readonly #byTicket: ExpiringMap<Link>

  constructor(clock: Clock) {
    this.#clock = clock
    this.#byHandle = new ExpiringMap(lifetime, atOnce, () => clock.now())
    this.#byTicket = new ExpiringMap(lifetime, atOnce, () => clock.now())
  }

  start(request: LinkRequest): {
    readonly handle: string
    readonly ticket: string
    readonly expires: number
  } {
    const asked = this.#clock.now()
    const link: Link = { request: { ...request, asked }, answer: undefined, polled: 0 }
    const handle = this.#freeHandle()
    const ticket = randomToken()
    this.#byHandle.set(handle, link)
    this.#byTicket.set(ticket, link)
    return { handle, ticket, expires: asked + lifetime }
  }

  /** Refuses with `not_found` for what was never asked or is over, and `rate_limited`. */
  poll(ticket: string): Result<LinkAnswer | { readonly state: 'waiting' }> {
    const link = this.#byTicket.get(ticket)
    if (link === undefined) return over()
    if (link.answer !== undefined) return ok(link.answer)
    const now = this.#clock.now()
    const early = link.polled + earliest - now
    if (early > 0) return refuse('rate_limited', 'Not so often: look again in a moment.', linkInterval)
    link.polled = now
    return ok({ state: 'waiting' })
  }

  /** Refuses with `not_found` also for what was answered. */
  look(handle: string): Result<Link['request']> {
    const link = this.#byHandle.get(handle)
    return link === undefined || link.answer !== undefined ? unknown() : ok(link.request)
  }

  /** The first answer counts. Refuses with `not_found`. */
  answer(handle: string, answer: LinkAnswer): Result<undefined> {
    const link = this.#byHandle.get(handle)
    if (link === undefined || link.answer !== undefined) return unknown()
    link.answer = answer
    return ok(undefined)
  }

  #freeHandle(): string {
    for (;;) {
      const symbols = Array.from(randomBytes(handleSymbols), (byte) => alphabet.charAt(byte & 31))
      const handle = symbols.join('')
      if (this.#byHandle.get(handle) === undefined) return handle
    }
  }
}

function unknown() {
  return refuse('not_found', 'No device waits with this code. It may have expired: ask again there.')
}

function over() {
  return refuse('not_found', 'Nobody has answered in time. Ask again.')
}
