// A TCP connection without a network: the server holds it as a `net.Socket`, the simulation holds the other
// end. It takes everything at once and ends when either side says so.

import { Socket } from 'node:net'

export type FarEnd = {
  /** Bytes that the server wrote. */
  data(bytes: Buffer): void
  /** The server has closed. */
  closed(): void
}

type Chunk = Buffer | string
type Written = { readonly chunk: Chunk; readonly encoding: BufferEncoding }

export class MemorySocket extends Socket {
  readonly #far: FarEnd

  constructor(far: FarEnd) {
    super()
    this.#far = far
    this.on('error', () => {})
  }

  /** Bytes of the other end arrive. */
  arrive(bytes: Uint8Array): void {
    if (!this.destroyed) this.push(Buffer.from(bytes))
  }

  override _read(): void {}

  override _write(chunk: Chunk, encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#far.data(asBytes(chunk, encoding))
    done()
  }

  override _writev(chunks: Written[], done: (error?: Error) => void): void {
    for (const { chunk, encoding } of chunks) this.#far.data(asBytes(chunk, encoding))
    done()
  }

  override _final(done: (error?: Error) => void): void {
    done()
    this.destroy()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#far.closed()
    super._destroy(error, done)
  }
}

function asBytes(chunk: Chunk, encoding: BufferEncoding): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
}
