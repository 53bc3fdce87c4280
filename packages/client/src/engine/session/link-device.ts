// Signing in by another device of the account (spec/accounts.md DL), on the side that asks: shows a code, waits for what
// the other device hands over, and enters as any new device does. What is waited for lives in memory alone.

import { askForLink, erase, type LinkAsked, openLink } from '@sotto/crypto'
import { base64urlToBytes, bytesToBase64url } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Platform } from '../../ports.ts'
import { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Identity } from '../store/settings.ts'
import { addDevice, refusals } from './enter.ts'
import {
  type Address,
  type Checked,
  checkAddress,
  type Entered,
  isSameAccount,
  plainly,
  serverAt,
  sparingHistory,
} from './identity.ts'
import { proveByKeys } from './prove.ts'
import { SecondFactor } from './second-factor.ts'

type Waiting = {
  readonly server: string
  readonly asked: LinkAsked
  readonly ticket: string
  readonly interval: number
}

export type Linked = Address & { readonly rootKey: Uint8Array; readonly proof: string }

export class DeviceLinks {
  readonly #platform: Platform
  readonly #waiting = new Map<string, Waiting>()
  readonly #wake = new Set<() => void>()
  #closed = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  async ask(typed: string): Promise<Outcome<Commands['askForSignIn']['value']>> {
    const server = serverAt(typed)
    const asked = await askForLink()
    const { publicKey, salt, tag } = asked.request
    const json = {
      publicKey: bytesToBase64url(publicKey),
      salt: bytesToBase64url(salt),
      tag: bytesToBase64url(tag),
    }
    const rest = new RestClient(this.#platform.transport, server)
    const started = await rest.get('LinkStarted', { method: 'POST', path: routes.links, json })
    if (!started.ok) return plainly({ server, account: '' }, started)
    const { handle, ticket, interval, expires } = started.value
    this.#waiting.set(ticket, { server, asked, ticket, interval })
    const code = [handle, asked.secret.slice(0, 4), asked.secret.slice(4)].join('-')
    const address = `${server}/device`
    return { ok: true, value: { ticket, code, address, link: `${address}#${code}`, expires } }
  }

  async answered(given: Commands['awaitSignIn']['params']): Promise<Outcome<Linked>> {
    const waiting = this.#waiting.get(given.ticket)
    if (waiting === undefined) return expired()
    const sealed = await this.#poll(waiting)
    this.#waiting.delete(given.ticket)
    const { asked, server } = waiting
    const opened = sealed.ok ? await openLink(asked, sealed.value) : undefined
    erase(asked.privateKey)
    if (!sealed.ok) return sealed
    if (!opened?.ok) return notGenuine()
    const { account, rootKey, proof } = opened.value
    const { forget } = given
    const linked = { server, account, rootKey, proof, ...(forget === undefined ? {} : { forget }) }
    return given.account === undefined || isSameAccount(linked, { server, account: given.account })
      ? { ok: true, value: linked }
      : failure('other_account', `The other device is ${account}’s. Nothing was signed in.`)
  }

  /** Whoever waits for its answer waits no more. */
  stop(ticket: string): Outcome<null> {
    this.#waiting.delete(ticket)
    this.#wakeAll()
    return { ok: true, value: null }
  }

  close(): void {
    this.#closed = true
    this.#wakeAll()
  }

  #wakeAll(): void {
    for (const wake of this.#wake) wake()
  }

  async #poll({ server, ticket, interval }: Waiting): Promise<Outcome<Uint8Array>> {
    const rest = new RestClient(this.#platform.transport, server)
    while (!this.#closed && this.#waiting.has(ticket)) {
      const state = await rest.get('LinkState', { method: 'POST', path: routes.pollLink, json: { ticket } })
      if (!state.ok && state.error.code === 'not_found') return expired()
      if (!state.ok && !passing.includes(state.error.code)) return state
      if (state.ok && state.value.state === 'denied') return denied()
      const sealed = state.ok ? state.value.sealed : undefined
      if (sealed !== undefined) return { ok: true, value: base64urlToBytes(sealed) ?? new Uint8Array() }
      await this.#pause(state.ok ? interval : (state.error.retryAfter ?? interval))
    }
    return failure('interrupted', 'This was ended before there was an answer. Nothing was signed in.')
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel()
        this.#wake.delete(done)
        resolve()
      }
      const cancel = this.#platform.clock.after(milliseconds, done)
      this.#wake.add(done)
    })
  }
}

/** What passes by itself while somebody walks to the other device. */
const passing: readonly string[] = ['offline', 'unavailable', 'rate_limited', 'internal']

/** `kept`: the device that this profile was; it comes back as itself where the server takes it (S-5). */
export async function enterLinked(
  platform: Platform,
  linked: Linked,
  kept?: Identity,
): Promise<Outcome<Entered>> {
  return plainly(linked, await enter(platform, linked, kept))
}

async function enter(platform: Platform, linked: Linked, kept?: Identity): Promise<Outcome<Entered>> {
  const spared = sparingHistory(kept, linked)
  if (!spared.ok) return spared
  const checked = checkAddress(linked)
  if (!checked.ok) return checked
  const isOurs = kept !== undefined && isSameAccount(kept, linked)
  const entered = await addDevice(platform, checked.value, linked, isOurs ? kept : undefined)
  const isGone = !entered.ok && isOurs && refusals.includes(entered.error.code)
  return isGone ? enterAnew(platform, checked.value, linked) : entered
}

/** The proof is used up; the account key proves it once more. */
async function enterAnew(platform: Platform, to: Checked, { rootKey }: Linked): Promise<Outcome<Entered>> {
  const proved = await proveByKeys(platform, to, { rootKey }, new SecondFactor({}))
  return proved.ok ? addDevice(platform, to, proved.value) : proved
}

function expired() {
  return failure('link_expired', 'Nobody answered in time. Nothing was signed in; ask again.')
}

function denied() {
  return failure('link_denied', 'This was refused on the other device. Nothing was signed in.')
}

function notGenuine() {
  return failure(
    'link_not_genuine',
    'The answer does not come from a device on which this code was typed. Nothing was signed in. Ask again; if it stays so, somebody may be between this device and the server.',
  )
}
