// How much may be on its way to a device before it acknowledges (D-7), over all its conversations.

export type WindowLimits = { readonly entries: number; readonly bytes: number }

/** What an entry counts beside its bytes. */
const entryOverhead = 64

export class DeliveryWindow {
  readonly #most: WindowLimits
  #entries = 0
  #bytes = 0

  constructor(most: WindowLimits) {
    this.#most = most
  }

  get room(): WindowLimits {
    return {
      entries: Math.max(0, this.#most.entries - this.#entries),
      bytes: Math.max(0, this.#most.bytes - this.#bytes),
    }
  }

  get isOpen(): boolean {
    return this.#entries < this.#most.entries && this.#bytes < this.#most.bytes
  }

  /** Whether an entry fits; one alone always does. */
  fits(bytes: number): boolean {
    if (this.#entries === 0) return true
    return this.#entries < this.#most.entries && this.#bytes + bytes + entryOverhead <= this.#most.bytes
  }

  take(bytes: number): void {
    this.#entries += 1
    this.#bytes += bytes + entryOverhead
  }

  release(bytes: number): void {
    this.#entries -= 1
    this.#bytes -= bytes + entryOverhead
  }
}
