// The way between one device and the server: requests and connections take their time, get lost, arrive
// twice, break; a partition stops all of it. Frames of one connection stay in order, as TCP keeps them;
// everything else overtakes as it likes. Each life of the device has its own transport over the same link.

import type { HttpRequest, HttpResponse, Socket, SocketListener, Transport } from '@sotto/client/ports'
import type { LinkParts } from './link-parts.ts'
import { SimConnection } from './sim-connection.ts'
import { drawDelay, type Weather } from './weather.ts'

const never = new Promise<never>(() => {})
const unreachable: HttpResponse = { kind: 'unreachable' }
const requestLimit = 30_000

export class Link {
  readonly parts: LinkParts
  readonly #connections = new Set<SimConnection>()
  #partitioned: 'no' | 'told' | 'silent' = 'no'

  constructor(parts: LinkParts) {
    this.parts = parts
  }

  get isPartitioned(): boolean {
    return this.#partitioned !== 'no'
  }

  set weather(weather: Weather) {
    this.parts.weather = weather
  }

  partition(): void {
    const isSilent = this.parts.random.chance(this.parts.weather.silent)
    this.#partitioned = isSilent ? 'silent' : 'told'
    for (const connection of this.#connections) connection.break(isSilent)
  }

  heal(): void {
    this.#partitioned = 'no'
  }

  /** The server has died: what it had said before still arrives. */
  serverDied(): void {
    for (const connection of this.#connections) connection.serverDied()
  }

  clientDied(): void {
    for (const connection of [...this.#connections]) connection.clientDied()
  }

  /** For one life; `isAlive` ends it. */
  transport(isAlive: () => boolean): Transport {
    return {
      request: (request) => this.#request(request, isAlive),
      connect: (_url, listener) => this.#connect(listener, isAlive),
    }
  }

  async #request(request: HttpRequest, isAlive: () => boolean): Promise<HttpResponse> {
    if (!isAlive()) return never
    const answer = await this.#carry(request)
    return isAlive() ? answer : never
  }

  async #carry(request: HttpRequest): Promise<HttpResponse> {
    const { random, weather, server } = this.parts
    await this.#wait(drawDelay(random, weather))
    if (this.isPartitioned || random.chance(weather.lost)) return this.#noAnswer()
    const answer = await server.request(request)
    if (random.chance(weather.twice)) void this.#again(request)
    await this.#wait(drawDelay(random, weather))
    if (this.isPartitioned || random.chance(weather.lost)) return this.#noAnswer()
    return answer
  }

  async #again(request: HttpRequest): Promise<void> {
    await this.#wait(drawDelay(this.parts.random, this.parts.weather))
    if (!this.isPartitioned) await this.parts.server.request(request)
  }

  async #noAnswer(): Promise<HttpResponse> {
    await this.#wait(this.#partitioned === 'told' ? 1 : this.parts.random.below(requestLimit))
    return unreachable
  }

  #connect(listener: SocketListener, isAlive: () => boolean): Socket {
    const connection = new SimConnection(this.parts, {
      open: () => isAlive() && listener.open(),
      message: (bytes) => isAlive() && listener.message(bytes),
      closed: () => isAlive() && listener.closed(),
      ended: () => this.#connections.delete(connection),
    })
    this.#connections.add(connection)
    if (this.isPartitioned) connection.break(this.#partitioned === 'silent')
    else connection.begin()
    return connection
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.parts.clock.after(milliseconds, resolve))
  }
}
