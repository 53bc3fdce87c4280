// A member on the other side: a client of core-crypto in a page, spoken to in bytes.

import type { Page } from '@playwright/test'
import type { Octets, Other, Sent } from '../pages/interop/other.ts'

declare global {
  interface Window {
    other: Other
  }
}

const octets = (bytes: Uint8Array): Octets => Array.from(bytes)
const bytes = (octets: Octets) => Uint8Array.from(octets)

/** core-crypto takes and gives key packages without the frame of an MLSMessage (RFC 9420 §6): mls10, mls_key_package. */
const keyPackageFrame = [0, 1, 0, 5] as const

export type TheirCommit = { readonly commit: Uint8Array; readonly welcome: Uint8Array | undefined }

const inBytes = ({ commit, welcome }: Sent): TheirCommit => ({
  commit: bytes(commit),
  welcome: welcome && bytes(welcome),
})

export class TheirPeer {
  readonly #page: Page
  readonly #name: string
  /** The identity in its BasicCredential. */
  readonly credential: Uint8Array
  #group: Octets = []

  private constructor(page: Page, name: string, credential: Uint8Array) {
    this.#page = page
    this.#name = name
    this.credential = credential
  }

  static async start(page: Page, name: string): Promise<TheirPeer> {
    const credential = await page.evaluate((client) => window.other.start(client), name)
    return new TheirPeer(page, name, bytes(credential))
  }

  get #where(): [string, Octets] {
    return [this.#name, this.#group]
  }

  async keyPackage(): Promise<Uint8Array> {
    const bare = await this.#page.evaluate((client) => window.other.keyPackage(client), this.#name)
    return bytes([...keyPackageFrame, ...bare])
  }

  async create(groupId: Uint8Array): Promise<void> {
    this.#group = octets(groupId)
    await this.#page.evaluate(([client, group]) => window.other.create(client, group), this.#where)
  }

  async join(welcome: Uint8Array): Promise<void> {
    const what: [string, Octets] = [this.#name, octets(welcome)]
    this.#group = await this.#page.evaluate(([client, sealed]) => window.other.join(client, sealed), what)
  }

  async add(keyPackages: readonly Uint8Array[]): Promise<TheirCommit> {
    const what: [string, Octets, Octets[]] = [
      ...this.#where,
      keyPackages.map((one) => octets(one.subarray(keyPackageFrame.length))),
    ]
    return inBytes(
      await this.#page.evaluate(([client, group, all]) => window.other.add(client, group, all), what),
    )
  }

  async update(): Promise<TheirCommit> {
    return inBytes(
      await this.#page.evaluate(([client, group]) => window.other.update(client, group), this.#where),
    )
  }

  async remove(credential: Uint8Array): Promise<TheirCommit> {
    const what: [string, Octets, Octets] = [...this.#where, octets(credential)]
    return inBytes(
      await this.#page.evaluate(([client, group, who]) => window.other.remove(client, group, who), what),
    )
  }

  async seal(text: string): Promise<Uint8Array> {
    const what: [string, Octets, string] = [...this.#where, text]
    return bytes(
      await this.#page.evaluate(([client, group, said]) => window.other.seal(client, group, said), what),
    )
  }

  /** Of a message its text; of a handshake whether this client is still a member. */
  async receive(message: Uint8Array): Promise<{ text: string | undefined; stillMember: boolean }> {
    const what: [string, Octets, Octets] = [...this.#where, octets(message)]
    return this.#page.evaluate(([client, group, sealed]) => window.other.receive(client, group, sealed), what)
  }

  async epoch(): Promise<bigint> {
    return BigInt(
      await this.#page.evaluate(([client, group]) => window.other.epoch(client, group), this.#where),
    )
  }

  async memberCount(): Promise<number> {
    const all = await this.#page.evaluate(
      ([client, group]) => window.other.members(client, group),
      this.#where,
    )
    return all.length
  }

  async exportSecret(length: number): Promise<Uint8Array> {
    const what: [string, Octets, number] = [...this.#where, length]
    return bytes(
      await this.#page.evaluate(
        ([client, group, size]) => window.other.exportSecret(client, group, size),
        what,
      ),
    )
  }
}
