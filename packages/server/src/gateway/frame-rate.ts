// How much one connection may ask in a second: frames and bytes, as token buckets that fill by the
// monotonic clock (L-2).

export type FrameRates = {
  readonly framesPerSecond: number
  readonly bytesPerSecond: number
  /** How many seconds' worth may come at once. */
  readonly burstSeconds: number
}

export const defaultFrameRates: FrameRates = {
  framesPerSecond: 1000,
  bytesPerSecond: 8 * 1024 * 1024,
  burstSeconds: 4,
}

export class FrameRate {
  readonly #rates: FrameRates
  #frames: number
  #bytes: number
  /** In whole milliseconds: a fraction would be an object of its own for each connection. */
  #filled = Math.floor(performance.now())

  constructor(rates: FrameRates) {
    this.#rates = rates
    this.#frames = rates.framesPerSecond * rates.burstSeconds
    this.#bytes = rates.bytesPerSecond * rates.burstSeconds
  }

  /** Counts one frame; returns the milliseconds to wait when it is too much, else 0. */
  take(bytes: number): number {
    this.#frames -= 1
    this.#bytes -= bytes
    if (this.#frames >= 0 && this.#bytes >= 0) return 0
    this.#fill()
    if (this.#frames >= 0 && this.#bytes >= 0) return 0
    const { framesPerSecond, bytesPerSecond } = this.#rates
    return Math.ceil(Math.max(-this.#frames / framesPerSecond, -this.#bytes / bytesPerSecond) * 1000)
  }

  /** True when the other side does not slow down at all: as much again over the limit as the limit allows. */
  get isFlooded(): boolean {
    const { framesPerSecond, bytesPerSecond, burstSeconds } = this.#rates
    return this.#frames < -framesPerSecond * burstSeconds || this.#bytes < -bytesPerSecond * burstSeconds
  }

  #fill(): void {
    const now = Math.floor(performance.now())
    const seconds = (now - this.#filled) / 1000
    const { framesPerSecond, bytesPerSecond, burstSeconds } = this.#rates
    this.#filled = now
    this.#frames = Math.min(this.#frames + seconds * framesPerSecond, framesPerSecond * burstSeconds)
    this.#bytes = Math.min(this.#bytes + seconds * bytesPerSecond, bytesPerSecond * burstSeconds)
  }
}
