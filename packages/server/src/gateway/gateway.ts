// The gateway: WebSocket connections on an HTTP server (G-1 to G-7). It owns the connections, flushes what
// they have to say once per turn, pings them, and ends them when the server stops or their session does.

import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { type SessionEnd, topics } from '../bus/topics.ts'
import { Connection, type ConnectionParts } from './connection.ts'
import { EntryEncoder } from './entry-encoder.ts'
import { FrameLane } from './frame-lane.ts'
import { defaultFrameRates, type FrameRates } from './frame-rate.ts'
import { FrequentFrames } from './frequent-frames.ts'
import { Newcomers } from './newcomers.ts'
import type { Outbox } from './outbox.ts'

export const gatewayPath = '/v1/gateway'
export const subprotocol = 'sotto.1'

export type GatewayOptions = Pick<
  ConnectionParts,
  'delivery' | 'bus' | 'clock' | 'sessions' | 'accounts' | 'board' | 'report' | 'metrics'
> & {
  /** Milliseconds until whoever sent this may connect, 0 for now (L-2). */
  readonly waitBeforeConnecting?: (request: IncomingMessage) => number
  /** The network that this came from, as the account's people are told. */
  readonly networkOf?: (request: IncomingMessage) => string | undefined
  readonly rates?: FrameRates
  readonly helloMilliseconds?: number
  readonly pingMilliseconds?: number
}

export type Gateway = {
  readonly connections: () => number
  /** Bytes that wait in all connections to be taken. */
  readonly buffered: () => number
  /** Takes no new connections, says `bye` to the open ones, and waits until they are gone. */
  close(): Promise<void>
}

const closeMilliseconds = 2000
/** A frame that is over the limit by no more than this is still answered (G-3); a huge one only closes. */
const overLimitBytes = 64 * 1024

/** Serves `gatewayPath` on this server; other upgrades are refused. */
export function attachGateway(server: Server, options: GatewayOptions): Gateway {
  return new GatewayServer(server, options)
}

class GatewayServer implements Gateway {
  readonly #parts: ConnectionParts
  readonly #server: Server
  readonly #webSockets: WebSocketServer
  readonly #waitBeforeConnecting: (request: IncomingMessage) => number
  readonly #networkOf: (request: IncomingMessage) => string | undefined
  readonly #open = new Map<WebSocket, Connection>()
  readonly #newcomers: Newcomers
  readonly #pings: NodeJS.Timeout
  readonly #unsubscribe: () => void
  readonly #mostBytes: number
  readonly #name = randomBytes(8).toString('hex')
  readonly #listeners = listenersFor(this.#open, (connection) => this.#newcomers.met(connection))
  #count = 0
  #dirty: Outbox[] = []

  constructor(server: Server, options: GatewayOptions) {
    this.#server = server
    const {
      rates = defaultFrameRates,
      helloMilliseconds = 10_000,
      pingMilliseconds = 30_000,
      waitBeforeConnecting = () => 0,
      networkOf = () => undefined,
      ...rooms
    } = options
    const { entriesInFlight, bytesInFlight, helloBytes, frameBytes } = rooms.delivery.limits
    this.#mostBytes = frameBytes + overLimitBytes
    this.#newcomers = new Newcomers({ milliseconds: helloMilliseconds, bytes: helloBytes })
    this.#parts = {
      ...rooms,
      rates,
      window: { entries: entriesInFlight, bytes: bytesInFlight },
      encoder: new EntryEncoder(),
      frames: new FrequentFrames(rooms.delivery.conversationIds),
      schedule: (outbox) => this.#schedule(outbox),
      welcomed: (connection) => this.#newcomers.met(connection),
    }
    this.#waitBeforeConnecting = waitBeforeConnecting
    this.#networkOf = networkOf
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // A message is heard as soon as it is read: what comes by the lane would overtake it otherwise.
      allowSynchronousEvents: true,
      maxPayload: this.#mostBytes,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    })
    server.on('upgrade', this.#upgrade)
    this.#pings = setInterval(() => this.#ping(), pingMilliseconds)
    this.#pings.unref()
    this.#unsubscribe = options.bus.subscribe(topics.sessionEnded, ({ session, why }) =>
      this.#endSession(session, why),
    )
  }

  connections = (): number => this.#open.size

  buffered = (): number => [...this.#open.values()].reduce((sum, connection) => sum + connection.buffered, 0)

  async close(): Promise<void> {
    this.#server.off('upgrade', this.#upgrade)
    clearInterval(this.#pings)
    this.#newcomers.close()
    this.#unsubscribe()
    const gone = [...this.#open.keys()].map((socket) => new Promise((done) => socket.once('close', done)))
    for (const connection of this.#open.values()) connection.bye('unavailable', 'The server is restarting.')
    const impatient = setTimeout(() => {
      for (const socket of this.#open.keys()) socket.terminate()
    }, closeMilliseconds)
    await Promise.all(gone)
    clearTimeout(impatient)
    this.#webSockets.close()
  }

  readonly #upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const path = request.url?.split('?', 1)[0]
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
    if (path !== gatewayPath || !offered.includes(subprotocol) || !(stream instanceof Socket)) {
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const wait = this.#waitBeforeConnecting(request)
    if (wait > 0) {
      const retry = Math.ceil(wait / 1000)
      stream.end(
        `HTTP/1.1 429 Too Many Requests\r\nRetry-After: ${retry}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      )
      return
    }
    stream.setNoDelay(true)
    const from = this.#networkOf(request)
    this.#webSockets.handleUpgrade(request, stream, head, (webSocket) =>
      this.#connect(webSocket, stream, from),
    )
  }

  #connect(webSocket: WebSocket, socket: Socket, from: string | undefined): void {
    this.#count += 1
    const origin = { id: `${this.#name}/${this.#count}`, from }
    const connection = new Connection(origin, webSocket, socket, this.#parts)
    this.#open.set(webSocket, connection)
    connection.lane = FrameLane.open(socket, connection, this.#mostBytes)
    this.#newcomers.add(connection, socket)
    webSocket.on('message', this.#listeners.message)
    webSocket.on('pong', this.#listeners.pong)
    webSocket.on('error', this.#listeners.error)
    webSocket.on('close', this.#listeners.close)
  }

  /** What did not answer the ping before is gone (G-5). */
  #ping(): void {
    for (const [webSocket, connection] of this.#open) {
      if (!connection.isAlive) webSocket.terminate()
      else if (webSocket.readyState === WebSocket.OPEN) webSocket.ping()
      connection.isAlive = false
    }
  }

  #endSession(session: string, why: SessionEnd): void {
    const text = why === 'device_removed' ? 'This device was signed out.' : 'This session has ended.'
    for (const connection of this.#open.values()) {
      if (connection.session?.session === session) connection.bye(why, text)
    }
  }

  // After all promises of a group commit have settled: everything it causes leaves in one write each.
  #schedule(outbox: Outbox): void {
    this.#dirty.push(outbox)
    if (this.#dirty.length > 1) return
    process.nextTick(() => {
      const dirty = this.#dirty
      this.#dirty = []
      for (const one of dirty) one.flush()
    })
  }
}

/** The same functions for every connection: they find theirs by the socket that calls them. */
function listenersFor(open: Map<WebSocket, Connection>, gone: (connection: Connection) => void) {
  return {
    message(this: WebSocket, data: RawData, isBinary: boolean): void {
      open.get(this)?.received(data, isBinary)
    },
    pong(this: WebSocket): void {
      const connection = open.get(this)
      if (connection !== undefined) connection.isAlive = true
    },
    // The library has sent the close frame by then: nothing may follow it.
    error(this: WebSocket): void {
      const connection = open.get(this)
      connection?.lane?.close()
      connection?.closed()
    },
    close(this: WebSocket): void {
      const connection = open.get(this)
      if (connection === undefined) return
      open.delete(this)
      gone(connection)
      connection.closed()
    },
  }
}
