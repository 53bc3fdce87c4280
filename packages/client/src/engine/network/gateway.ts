// The connection to the gateway: says hello, keeps the connection alive, comes back after it was lost,
// and pairs each request with its one answer. Answers and deliveries are handed on synchronously, in the
// order in which the server wrote them, because an `accepted` stands in the place of an entry (D-8).

import {
  type ClientFrame,
  decodeServerFrame,
  type Entry,
  encodeClientFrame,
  limits,
  type Notice,
  type Presence,
  protocolVersion,
  type Refusal,
  type ServerFrame,
} from '@sotto/wire'
import type { ConnectionSnapshot } from '../../api/session.ts'
import type { Platform, Socket } from '../../ports.ts'
import { type EndReason, endReasonOf } from '../store/settings.ts'
import { backoffDelay, connectionBackoff } from './backoff.ts'
import type { TokenSource } from './rest-client.ts'

type Requests = Extract<ClientFrame, { ref: number }>
/** A request without its number, which the gateway gives. */
export type GatewayRequest = Requests extends infer R ? (R extends Requests ? Omit<R, 'ref'> : never) : never

export type Answer =
  | { readonly kind: 'accepted'; readonly seq: number; readonly at: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The connection went before the answer came: the request may or may not have been done. */
  | { readonly kind: 'lost' }

export type ConnectionStatus = Omit<ConnectionSnapshot, 'waiting' | 'receiptsWaiting'>

export type GatewayListener = {
  changed(): void
  /** The connection is up; everything unanswered may be asked again. */
  connected(): void
  disconnected(): void
  delivered(entries: readonly Entry[]): void
  presence(changes: readonly Presence[]): void
  noticed(notice: Notice, subject: string): void
  /** The server lets this account in only when it has a second factor. */
  barred(): void
  /** The server says that this session is over. */
  ended(why: EndReason): void
}

const helloTimeout = 10_000
const quietBeforePing = 30_000
const pongTimeout = 10_000
/** The last one that a Date can tell. */
const lastMoment = 8.64e15

export class Gateway {
  readonly #platform: Platform
  readonly #url: string
  readonly #tokens: TokenSource
  readonly #listener: GatewayListener
  readonly #open = new Map<number, (answer: Answer) => void>()
  #status: ConnectionStatus
  #socket: Socket | undefined
  #attempt = 0
  #nextRef = 1
  #token = ''
  /** Milliseconds by which the server's clock is ahead of this one's. */
  #serverAhead = 0
  #stopped = true
  /** Counts connections, so that what belongs to an earlier one is ignored. */
  #round = 0
  #cancelTimer = () => {}

  constructor(
    platform: Platform,
    options: { server: string; tokens: TokenSource; listener: GatewayListener },
  ) {
    this.#platform = platform
    this.#url = `${options.server.replace(/^http/, 'ws')}/v1/gateway`
    this.#tokens = options.tokens
    this.#listener = options.listener
    this.#status = { state: 'offline', since: platform.clock.now(), caughtUp: false }
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  get online(): boolean {
    return this.#status.state === 'online'
  }

  /** What the server's clock shows, as it said when it was last met; before that this one's. */
  get serverTime(): number {
    return Math.min(lastMoment, this.#platform.clock.now() + this.#serverAhead)
  }

  /** How many more requests may be opened now (G-4, with room left for watches). */
  get room(): number {
    return limits.openRequests - 16 - this.#open.size
  }

  start(): void {
    this.#stopped = false
    this.connectNow()
  }

  /** Closes the connection and stays away until `start`. */
  stop(): void {
    this.#stopped = true
    this.#cancelTimer()
    this.#become({ state: 'offline' })
    this.#drop()
  }

  /** Skips the wait, if one is going on. */
  connectNow(): void {
    if (this.#stopped || this.#status.state !== 'offline') return
    this.#cancelTimer()
    this.#attempt = 0
    void this.#connect()
  }

  /** Drops the connection and comes back after a wait. */
  reconnect(): void {
    if (this.online) this.#lost(this.#round)
  }

  /** What waited at the server has been stored, once `stored` has settled on the same connection (D-14). */
  async caughtUp(stored: Promise<unknown>): Promise<void> {
    const round = this.#round
    await stored
    if (round !== this.#round || !this.online) return
    this.#status = { ...this.#status, caughtUp: true }
    this.#listener.changed()
  }

  /** `onAnswer` is called exactly once. Without a connection the answer is `lost`, at once. */
  request(request: GatewayRequest, onAnswer: (answer: Answer) => void): void {
    if (!this.online) {
      onAnswer({ kind: 'lost' })
      return
    }
    const ref = this.#nextRef++
    this.#open.set(ref, onAnswer)
    this.#send({ ...request, ref } as Requests)
  }

  tell(frame: Extract<ClientFrame, { kind: 'ack' | 'status' }>): void {
    if (this.online) this.#send(frame)
  }

  async #connect(): Promise<void> {
    const round = ++this.#round
    this.#become({ state: 'connecting' })
    const token = await this.#tokens.access()
    if (round !== this.#round || this.#stopped) return
    if (!token.ok) return this.#wait()
    this.#token = token.value
    this.#timer(helloTimeout, () => this.#lost(round))
    this.#socket = this.#platform.transport.connect(this.#url, {
      open: () => {
        if (round === this.#round) this.#send({ kind: 'hello', version: protocolVersion, token: token.value })
      },
      message: (bytes) => {
        if (round === this.#round) this.#receive(bytes)
      },
      closed: () => this.#lost(round),
    })
  }

  #receive(bytes: Uint8Array): void {
    const decoded = decodeServerFrame(bytes)
    const frame = decoded.ok ? decoded.value : undefined
    if (frame?.kind === 'bye') {
      void this.#bye(frame)
    } else if (frame === undefined || (frame.kind !== 'welcome' && !this.online)) {
      this.#lost(this.#round)
    } else {
      this.#expectLife()
      this.#handle(frame)
    }
  }

  #handle(frame: Exclude<ServerFrame, { kind: 'bye' }>): void {
    switch (frame.kind) {
      case 'welcome':
        this.#attempt = 0
        this.#serverAhead = frame.now - this.#platform.clock.now()
        this.#become({ state: 'online' })
        this.#listener.connected()
        break
      case 'accepted':
        this.#answer(frame.ref, { kind: 'accepted', seq: frame.seq, at: frame.at })
        break
      case 'refused': {
        const { code, message, retryAfter } = frame
        this.#answer(frame.ref, { kind: 'refused', refusal: { code, message, retryAfter } })
        break
      }
      case 'deliver':
        this.#listener.delivered(frame.entries)
        break
      case 'presence':
        this.#listener.presence(frame.changes)
        break
      case 'notice':
        this.#listener.noticed(frame.notice, frame.subject)
        break
      case 'pong':
        break
    }
  }

  async #bye(frame: Extract<ServerFrame, { kind: 'bye' }>): Promise<void> {
    const round = this.#round
    if (frame.code === 'session_revoked' || frame.code === 'device_removed') {
      this.stop()
      return this.#listener.ended(endReasonOf(frame.code))
    }
    if (frame.code === 'second_factor_missing') this.#listener.barred()
    if (frame.code === 'session_expired' || frame.code === 'unauthenticated') {
      await this.#tokens.renew(this.#token)
    }
    this.#lost(round)
  }

  #answer(ref: number, answer: Answer): void {
    const onAnswer = this.#open.get(ref)
    this.#open.delete(ref)
    onAnswer?.(answer)
  }

  /** After a while of quiet asks whether anybody is there, and gives up when nobody is. */
  #expectLife(): void {
    const round = this.#round
    this.#timer(quietBeforePing, () => {
      this.#send({ kind: 'ping', nonce: round })
      this.#timer(pongTimeout, () => this.#lost(round))
    })
  }

  #lost(round: number): void {
    if (round !== this.#round || this.#stopped) return
    this.#wait()
    this.#drop()
  }

  #wait(): void {
    const delay = backoffDelay(this.#platform.random, this.#attempt++, connectionBackoff)
    this.#become({ state: 'offline', nextTry: this.#platform.clock.now() + delay })
    this.#timer(delay, () => void this.#connect())
  }

  #drop(): void {
    this.#round++
    this.#listener.disconnected()
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
    const open = [...this.#open.values()]
    this.#open.clear()
    for (const onAnswer of open) onAnswer({ kind: 'lost' })
  }

  #send(frame: ClientFrame): void {
    this.#socket?.send(encodeClientFrame(frame))
  }

  #timer(delay: number, callback: () => void): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#platform.clock.after(delay, callback)
  }

  #become(status: { state: ConnectionSnapshot['state']; nextTry?: number }): void {
    const since = status.state === this.#status.state ? this.#status.since : this.#platform.clock.now()
    this.#status = { ...status, since, caughtUp: false }
    this.#listener.changed()
  }
}
