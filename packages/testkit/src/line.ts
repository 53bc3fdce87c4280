// The line between one engine and the server, in a test's hands: it can be cut, and what comes over it
// can be changed by a server that lies. A process that died hears nothing more on it.

import type { HttpRequest, HttpResponse, Socket, SocketListener, Transport } from '@sotto/client/ports'
import {
  type ClientFrame,
  decodeClientFrame,
  decodeServerFrame,
  encodeClientFrame,
  encodeServerFrame,
  type ServerFrame,
} from '@sotto/wire'

/** What a lying server does to what it sends; each is optional and may answer with what it was given. */
export type Lie = {
  /** One frame becomes none, one, or several. */
  frame?(frame: ServerFrame): readonly ServerFrame[]
  /** What a client that was tampered with sends in place of this frame. */
  send?(frame: ClientFrame): ClientFrame
  /** Answers a frame of the client in the server's place; undefined lets it pass. */
  instead?(frame: ClientFrame): readonly ServerFrame[] | undefined
  answer?(request: HttpRequest, response: HttpResponse): HttpResponse
  /** Where a request really goes; undefined where it was meant to. */
  divert?(request: HttpRequest): HttpRequest | undefined
}

const never = new Promise<never>(() => {})

export class Line implements Transport {
  lie: Lie = {}
  readonly #below: Transport
  readonly #sockets = new Set<() => void>()
  #cut = false
  #dead = false
  #host: string | undefined

  constructor(below: Transport, cut = false) {
    this.#below = below
    this.#cut = cut
  }

  get isCut(): boolean {
    return this.#cut
  }

  cut(): void {
    this.#cut = true
    for (const close of [...this.#sockets]) close()
  }

  mend(): void {
    this.#cut = false
  }

  /** Whoever answers from now on is at this host; without one it is whom the engine means. Sessions stay as they are. */
  leadTo(host: string | undefined): void {
    this.#host = host
    for (const close of [...this.#sockets]) close()
  }

  /** The process died: nobody hears what comes. */
  die(): void {
    this.#dead = true
    this.cut()
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    if (this.#dead) return never
    if (this.#cut) return { kind: 'unreachable' }
    const sent = this.lie.divert?.(request) ?? { ...request, url: this.#led(request.url) }
    const response = await this.#below.request(sent)
    if (this.#dead) return never
    if (this.#cut) return { kind: 'unreachable' }
    return this.lie.answer?.(request, response) ?? response
  }

  connect(url: string, listener: SocketListener): Socket {
    if (this.#cut || this.#dead) {
      queueMicrotask(() => {
        if (!this.#dead) listener.closed()
      })
      return { send() {}, close() {}, buffered: 0 }
    }
    const socket = this.#below.connect(this.#led(url), {
      open: () => this.#heard(() => listener.open()),
      message: (bytes) => this.#heard(() => this.#deliver(bytes, listener)),
      closed: () => {
        this.#sockets.delete(close)
        this.#heard(() => listener.closed())
      },
    })
    const close = () => socket.close()
    this.#sockets.add(close)
    const send = (bytes: Uint8Array) => {
      const answers = this.#answersInstead(bytes)
      if (answers === undefined) socket.send(this.#sentInstead(bytes))
      for (const frame of answers ?? []) this.#heard(() => listener.message(encodeServerFrame(frame)))
    }
    return {
      send,
      close,
      get buffered() {
        return socket.buffered
      },
    }
  }

  #led(url: string): string {
    if (this.#host === undefined || url.includes('/v1/session')) return url
    return Object.assign(new URL(url), { host: this.#host }).href
  }

  #sentInstead(bytes: Uint8Array): Uint8Array {
    if (this.lie.send === undefined) return bytes
    const decoded = decodeClientFrame(bytes)
    return decoded.ok ? encodeClientFrame(this.lie.send(decoded.value)) : bytes
  }

  #answersInstead(bytes: Uint8Array): readonly ServerFrame[] | undefined {
    if (this.lie.instead === undefined) return undefined
    const decoded = decodeClientFrame(bytes)
    return decoded.ok ? this.lie.instead(decoded.value) : undefined
  }

  #heard(tell: () => void): void {
    if (!this.#dead) tell()
  }

  #deliver(bytes: Uint8Array, listener: SocketListener): void {
    const decoded = this.lie.frame === undefined ? undefined : decodeServerFrame(bytes)
    if (this.lie.frame === undefined || decoded?.ok !== true) {
      listener.message(bytes)
      return
    }
    for (const frame of this.lie.frame(decoded.value)) listener.message(encodeServerFrame(frame))
  }
}
