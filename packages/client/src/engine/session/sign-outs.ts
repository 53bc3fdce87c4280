// Signed words that a device is signed out, on their way to the server: kept beside the profile, which
// is wiped at once, until the server has them (S-3). Nothing of them is secret.

import type { DeviceId } from '@sotto/wire'
import { retryOfFailure } from '../../errors.ts'
import { type Platform, StoreError } from '../../ports.ts'
import { backoffDelay } from '../network/backoff.ts'
import type { Identity } from '../store/settings.ts'
import { revocationOf, tellRevocation } from './revoke-device.ts'

type SignOut = { readonly server: string; readonly device: string; readonly revocation: string }

const keptAs = 'sotto-sign-outs'
const mostKept = 32
const betweenTries = { least: 2_000, most: 600_000 }

export class SignOuts {
  readonly #platform: Platform
  #delivering: Promise<boolean> | undefined
  #cancel = () => {}
  #attempt = 0
  #closed = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /**
   * Signs that the device (this one, if no other is named) is signed out, and keeps the word. What it answers
   * tells the server, and says whether the server has it.
   */
  async begin(by: Identity, device: DeviceId = by.device): Promise<() => Promise<boolean>> {
    const { server } = by
    const revocation = revocationOf(by, device, this.#platform.clock.now())
    try {
      await this.#write([...(await this.#read()), { server, device, revocation }].slice(-mostKept))
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      // where nothing can be kept there is this one try
      const told = (await tellRevocation(this.#platform, server, revocation)).ok
      return async () => told
    }
    return async () => {
      await this.deliver()
      return !(await this.includes(device))
    }
  }

  /** Whether this device's own sign-out was begun. */
  async includes(device: string): Promise<boolean> {
    return (await this.#read()).some((word) => word.device === device)
  }

  /** Tells what is kept; true when nothing is left. What is left is told later, for as long as this lasts. */
  deliver(): Promise<boolean> {
    this.#delivering ??= this.#deliver().finally(() => {
      this.#delivering = undefined
    })
    return this.#delivering
  }

  /** Lets a try that is under way end, and tries no more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#delivering
  }

  async #deliver(): Promise<boolean> {
    this.#cancel()
    try {
      for (const word of await this.#read()) {
        const told = await tellRevocation(this.#platform, word.server, word.revocation)
        // what the server will never take is not kept for ever
        if (told.ok || retryOfFailure(told.error.code) === 'never') await this.#forget(word)
      }
      if ((await this.#read()).length === 0) return true
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
    }
    this.#again()
    return false
  }

  #again(): void {
    if (this.#closed) return
    const delay = backoffDelay(this.#platform.random, this.#attempt++, betweenTries)
    this.#cancel = this.#platform.clock.after(delay, () => void this.deliver())
  }

  async #forget(word: SignOut): Promise<void> {
    await this.#write((await this.#read()).filter((one) => one.revocation !== word.revocation))
  }

  async #read(): Promise<readonly SignOut[]> {
    const bytes = await this.#platform.secrets.get(keptAs)
    return bytes === undefined ? [] : parse(new TextDecoder().decode(bytes))
  }

  async #write(words: readonly SignOut[]): Promise<void> {
    if (words.length === 0) return this.#platform.secrets.delete(keptAs)
    await this.#platform.secrets.set(keptAs, new TextEncoder().encode(JSON.stringify(words)))
  }
}

function parse(text: string): readonly SignOut[] {
  try {
    const words: unknown = JSON.parse(text)
    return Array.isArray(words) ? words.filter(isSignOut) : []
  } catch {
    return []
  }
}

function isSignOut(value: unknown): value is SignOut {
  const fields: readonly (keyof SignOut)[] = ['server', 'device', 'revocation']
  const word = value as Partial<Record<keyof SignOut, unknown>> | null
  return typeof word === 'object' && word !== null && fields.every((field) => typeof word[field] === 'string')
}
