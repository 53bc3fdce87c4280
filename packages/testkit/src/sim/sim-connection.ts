// One connection of a device to the gateway, with the time that its frames take. Once broken, nothing
// arrives on either side; whether the sides are told is the weather's business.

import type { Socket } from '@sotto/client/ports'
import { decodeServerFrame } from '@sotto/wire'
import type { LinkParts } from './link-parts.ts'
import type { MemorySocket } from './memory-socket.ts'
import { drawDelay } from './weather.ts'
import { clientMessage, type Message, ServerReader } from './web-socket-bytes.ts'

export type ConnectionEnd = {
  open(): void
  message(bytes: Uint8Array): void
  closed(): void
  /** Neither side will hear of it any more. */
  ended(): void
}

export class SimConnection implements Socket {
  readonly buffered = 0
  readonly #parts: LinkParts
  readonly #end: ConnectionEnd
  readonly #reader = new ServerReader()
  #socket: MemorySocket | undefined
  #broken = false
  #opened = false
  #closedHere = false
  #lastUp = 0
  #lastDown = 0

  constructor(parts: LinkParts, end: ConnectionEnd) {
    this.#parts = parts
    this.#end = end
  }

  begin(): void {
    this.#up(() => {
      this.#socket = this.#parts.server.connect({
        data: (bytes) => this.#heard(bytes),
        closed: () => this.#down(() => this.#closeHere()),
      })
      if (this.#socket === undefined) this.#down(() => this.#closeHere())
    })
  }

  send(bytes: Uint8Array): void {
    this.#parts.witness.left(bytes)
    const message = clientMessage('binary', bytes)
    const { random, weather } = this.#parts
    if (random.chance(weather.breaks)) this.break(random.chance(weather.silent))
    this.#up(() => this.#socket?.arrive(message))
  }

  close(): void {
    this.#up(() => this.#socket?.destroy())
    this.#later(1, () => this.#closeHere())
  }

  /** The device's process has died: what it had sent still arrives, and then the end. */
  clientDied(): void {
    this.#closedHere = true
    this.#up(() => this.#socket?.destroy())
    this.#end.ended()
  }

  /** Nothing passes any more; silently, the device finds out by itself and the server when it writes. */
  break(silently: boolean): void {
    if (this.#broken) return
    this.#broken = true
    if (silently) return
    this.#later(1, () => this.#closeHere())
    this.#later(drawDelay(this.#parts.random, this.#parts.weather), () => this.#socket?.destroy())
  }

  /** What it had said is still on its way; behind it comes the end. */
  serverDied(): void {
    this.#down(() => this.#closeHere())
  }

  #heard(bytes: Buffer): void {
    for (const message of this.#reader.read(bytes)) this.#take(message)
    if (this.#opened || this.#reader.status === undefined) return
    this.#opened = true
    const isOpen = this.#reader.status === 101
    this.#down(() => (isOpen ? this.#end.open() : this.#closeHere()))
  }

  #take({ kind, payload }: Message): void {
    const { random, weather } = this.#parts
    if (kind === 'ping') this.#socket?.arrive(clientMessage('pong', payload))
    if (kind === 'close') this.#socket?.destroy()
    if (kind !== 'binary') return
    const bytes = Uint8Array.from(payload)
    this.#parts.witness.came(bytes)
    const deliver = () => {
      if (!this.#closedHere) this.#end.message(bytes)
    }
    if (random.chance(weather.breaks)) this.break(random.chance(weather.silent))
    this.#down(deliver)
    if (random.chance(weather.twice) && isDelivery(bytes)) this.#down(deliver)
  }

  #up(effect: () => void): void {
    this.#lastUp = this.#inOrder(this.#lastUp, effect)
  }

  #down(effect: () => void): void {
    this.#lastDown = this.#inOrder(this.#lastDown, effect)
  }

  /** After everything that went the same way before. */
  #inOrder(last: number, effect: () => void): number {
    const { clock, random, weather } = this.#parts
    const due = Math.max(last, clock.now() + drawDelay(random, weather))
    this.#later(due - clock.now(), () => {
      if (!this.#broken) effect()
    })
    return due
  }

  #later(delay: number, effect: () => void): void {
    this.#parts.clock.after(delay, effect)
  }

  #closeHere(): void {
    if (this.#closedHere) return
    this.#closedHere = true
    this.#broken = true
    this.#end.ended()
    this.#end.closed()
  }
}

function isDelivery(bytes: Uint8Array): boolean {
  const decoded = decodeServerFrame(bytes)
  return decoded.ok && decoded.value.kind === 'deliver'
}
