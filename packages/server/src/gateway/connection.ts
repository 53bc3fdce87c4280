// One WebSocket connection: it says hello, then asks and is told, until one side ends it. Whatever comes
// in is checked first; a frame that does not fit ends the connection (G-3), a request that is refused
// does not (G-4). Reading stops while the other side does not read.

import type { Socket } from 'node:net'
import {
  type AccountName,
  type ClientFrame,
  decodeClientFrame,
  type EnvelopeId,
  type ErrorCode,
  type Notice,
  protocolVersion,
  type Refusal,
  type Result,
  refuse,
} from '@sotto/wire'
import type { RawData, WebSocket } from 'ws'
import type { Bus } from '../bus/bus.ts'
import { type AccountEvent, type DeviceEvent, topics } from '../bus/topics.ts'
import type { Delivery } from '../delivery/delivery.ts'
import { fastEnvelopeId } from '../delivery/framing.ts'
import type { AccountGate, AuthenticatedSession, Clock, SessionGate } from '../gates.ts'
import type { Written } from '../store/delivery-store.ts'
import type { EntryEncoder } from './entry-encoder.ts'
import { Feeds, type FeedsOwner } from './feeds.ts'
import type { FrameLane } from './frame-lane.ts'
import { FrameRate, type FrameRates } from './frame-rate.ts'
import type { FrequentFrames } from './frequent-frames.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { Outbox, type OutboxOwner } from './outbox.ts'
import type { PresenceBoard } from './presence-board.ts'
import { Watching } from './watching.ts'
import type { WindowLimits } from './window.ts'

export type ConnectionParts = {
  readonly delivery: Delivery
  readonly bus: Bus
  readonly clock: Clock
  readonly sessions: SessionGate
  readonly accounts: Pick<AccountGate, 'seen'>
  readonly board: PresenceBoard
  readonly encoder: EntryEncoder
  readonly frames: FrequentFrames
  readonly metrics: GatewayMetrics
  readonly rates: FrameRates
  readonly window: WindowLimits
  /** Flushes at the end of the turn. */
  readonly schedule: (outbox: Outbox) => void
  /** It is no stranger any more. */
  readonly welcomed: (connection: Connection) => void
  /** A bug or a failing disk; carries no content. */
  readonly report: (error: unknown) => void
}

type Request = Extract<ClientFrame, { kind: 'send' | 'commit' | 'create' }>
type SignedIn = {
  readonly session: AuthenticatedSession
  readonly feeds: Feeds
  readonly unsubscribe: readonly [() => void, () => void]
}

/** The connection's own name, and the network that it came from. */
type Origin = { readonly id: string; readonly from: string | undefined }

const earlyFrames = 16
const mostHeldNotices = 1000

// There are many connections and most of them say nothing: what not each of them needs is made when it does.
export class Connection implements FeedsOwner, OutboxOwner {
  /** Unlike that of any other connection of any process. */
  readonly id: string
  readonly #parts: ConnectionParts
  readonly #webSocket: WebSocket
  readonly #outbox: Outbox
  readonly #rate: FrameRate
  #signedIn: SignedIn | undefined
  #watching: Watching | undefined
  /** Frames that came while the token was checked; undefined when it is not being checked. */
  #early: Buffer[] | undefined
  #heldNotices: Map<string, AccountEvent> | undefined
  /** Its network, until that has been told. */
  #from: string | undefined
  #openRequests = 0
  #isClosed = false
  /** Whether it was heard of since it was last asked for a sign of life (G-5). */
  isAlive = true
  /** On which most of what it says comes. */
  lane: FrameLane | undefined

  constructor(origin: Origin, webSocket: WebSocket, socket: Socket, parts: ConnectionParts) {
    this.id = origin.id
    this.#from = origin.from
    this.#parts = parts
    this.#webSocket = webSocket
    this.#rate = new FrameRate(parts.rates)
    this.#outbox = new Outbox(socket, parts.schedule, this)
  }

  /** Who is on the other side, once it has said hello. */
  get session(): AuthenticatedSession | undefined {
    return this.#signedIn?.session
  }

  /** Bytes that wait to be taken by the other side. */
  get buffered(): number {
    return this.#outbox.buffered
  }

  /** Says why, and closes. */
  bye(code: ErrorCode, message: string): void {
    if (this.#isClosed) return
    this.#outbox.send({ kind: 'bye', code, message })
    this.#outbox.flush()
    this.#parts.metrics.refused(code)
    this.closed()
    this.#webSocket.resume()
    this.#webSocket.close(1000)
  }

  /** Says why, and does not wait for what else the other side has to say. */
  cut(code: ErrorCode, message: string): void {
    this.bye(code, message)
    this.#webSocket.terminate()
  }

  /** A WebSocket message came. */
  received(data: RawData, isBinary: boolean): void {
    if (isBinary && Buffer.isBuffer(data)) this.#receive(data)
    else this.bye('bad_frame', 'Frames are binary.')
  }

  #receive(data: Buffer): void {
    if (this.#isClosed) return
    if (this.#early !== undefined) {
      this.#early.push(data)
      if (this.#early.length > earlyFrames) this.bye('too_many', 'Wait for the welcome.')
      return
    }
    const wait = this.#rate.take(data.length)
    if (wait > 0 && this.#rate.isFlooded) {
      this.bye('rate_limited', 'Too many frames.')
      return
    }
    const frame = this.#decode(data)
    if (frame === undefined) {
      this.bye('bad_frame', 'This is not a frame.')
      return
    }
    this.#handle(frame, wait)
    if (this.#outbox.isBlocked) this.#webSocket.pause()
  }

  #decode(data: Buffer): ClientFrame | undefined {
    const frequent = this.#parts.frames.read(data)
    if (frequent !== undefined) return frequent
    const decoded = decodeClientFrame(data)
    return decoded.ok ? decoded.value : undefined
  }

  #handle(frame: ClientFrame, wait: number): void {
    const { kind } = frame
    if (this.#signedIn === undefined) {
      if (kind === 'hello') void this.#hello(frame).catch((error) => this.failed(error))
      else this.bye('unauthenticated', 'The first frame is hello.')
      return
    }
    switch (kind) {
      case 'hello':
        this.bye('bad_frame', 'Hello was said.')
        return
      case 'send':
      case 'commit':
      case 'create':
      case 'watch':
        if (wait === 0) this.#request(frame, this.#signedIn)
        else this.#refuse(frame.ref, { code: 'rate_limited', message: 'Slow down.', retryAfter: wait })
        return
      case 'ack':
        this.#signedIn.feeds.acknowledge(frame.upTo)
        return
      case 'status':
        this.#parts.board.say(this.#signedIn.session.account, this.id, frame.status)
        return
      case 'ping':
        this.#outbox.send({ kind: 'pong', nonce: frame.nonce })
        return
    }
  }

  async #hello(frame: Extract<ClientFrame, { kind: 'hello' }>): Promise<void> {
    if (frame.version !== protocolVersion) {
      this.bye('version_unsupported', 'This server speaks another version. Update the app.')
      return
    }
    this.#early = []
    const session = await this.#parts.sessions.verifyAccess(frame.token)
    if (this.#isClosed) return
    if (!session.ok) {
      this.bye(session.error.code, session.error.message)
      return
    }
    await this.#welcome(session.value)
    const early = this.#early
    this.#early = undefined
    for (const data of early) this.#receive(data)
  }

  async #welcome(session: AuthenticatedSession): Promise<void> {
    const { bus, clock, board, accounts } = this.#parts
    const { account, device } = session
    this.#parts.welcomed(this)
    const feeds = new Feeds(session, this.#outbox, this.#parts, this)
    bus.publish(topics.device(device), { kind: 'replaced', connection: this.id })
    const ofDevice = bus.subscribe(topics.device(device), (event) => this.#hearOfDevice(event))
    const ofAccount = bus.subscribe(topics.account(account), (event) => this.#hearOfAccount(event))
    this.#signedIn = { session, feeds, unsubscribe: [ofDevice, ofAccount] }
    this.#outbox.send({ kind: 'welcome', version: protocolVersion, device, now: clock.now() })
    accounts.seen(device, clock.now(), this.#from)
    this.#from = undefined
    board.say(account, this.id, 'online')
    await feeds.open()
  }

  #hearOfDevice(event: DeviceEvent): void {
    if (event.kind === 'joined') {
      this.#signedIn?.feeds.join(event.conversation).catch((error) => this.failed(error))
    } else if (event.connection !== this.id) this.bye('unavailable', 'This device has connected again.')
  }

  #hearOfAccount({ notice, subject }: AccountEvent): void {
    this.#notify(notice, subject)
    if (notice === 'conversation') this.#watching?.recheck().catch((error) => this.failed(error))
  }

  /** While the socket is blocked a notice is kept once, however often it is given. */
  #notify(notice: Notice, subject: string): void {
    if (!this.#outbox.isBlocked) {
      this.#outbox.send({ kind: 'notice', notice, subject })
      return
    }
    this.#heldNotices ??= new Map()
    this.#heldNotices.set(`${notice} ${subject}`, { notice, subject })
    if (this.#heldNotices.size > mostHeldNotices) this.bye('unavailable', 'This device does not read.')
  }

  #request(frame: Request | Extract<ClientFrame, { kind: 'watch' }>, { session, feeds }: SignedIn): void {
    if (this.#openRequests >= this.#parts.delivery.limits.openRequests) {
      this.#refuse(frame.ref, { code: 'too_many', message: 'Too many requests are open.' })
      return
    }
    this.#openRequests += 1
    if (frame.kind === 'watch') {
      this.#watch(frame.accounts, session).then(
        () => this.accepted(frame.ref, { seq: 0, at: 0 }),
        (error) => this.#failRequest(frame.ref, error),
      )
      return
    }
    const id = fastEnvelopeId(frame.kind === 'send' ? frame.envelope : frame.commit)
    feeds.expect(id, frame.ref)
    this.#ask(frame, session, id).then(
      (result) => {
        if (result.ok && feeds.isAhead(frame.conversation, result.value.seq)) return
        if (!feeds.cancel(id, frame.ref)) return
        if (result.ok) this.accepted(frame.ref, result.value)
        else this.#answerRefused(frame.ref, result.error)
      },
      (error) => {
        feeds.cancel(id, frame.ref)
        this.#failRequest(frame.ref, error)
      },
    )
  }

  #ask(frame: Request, session: AuthenticatedSession, id: EnvelopeId): Promise<Result<Written>> {
    const { delivery } = this.#parts
    switch (frame.kind) {
      case 'send':
        return delivery.send(session, frame.conversation, frame.envelope, id)
      case 'commit':
        return delivery.commit(session, frame)
      case 'create':
        return delivery.create(session, frame.as, frame)
    }
  }

  async #watch(accounts: readonly AccountName[], { account }: AuthenticatedSession): Promise<void> {
    if (this.#isClosed) return
    const { bus, board, delivery } = this.#parts
    const onFailure = (error: unknown) => this.failed(error)
    this.#watching ??= new Watching({
      viewer: account,
      bus,
      board,
      delivery,
      outbox: this.#outbox,
      onFailure,
    })
    await this.#watching.watch(accounts)
  }

  caughtUp(): void {
    this.#notify('caught-up', '')
  }

  accepted(ref: number, { seq, at }: { readonly seq: number; readonly at: number }): void {
    this.#openRequests -= 1
    if (seq > 0) this.#parts.metrics.accepted()
    this.#outbox.accepted({ ref, seq, at })
  }

  #answerRefused(ref: number, refusal: Refusal): void {
    this.#openRequests -= 1
    this.#refuse(ref, refusal)
  }

  #refuse(ref: number, { code, message, retryAfter = 0 }: Refusal): void {
    this.#parts.metrics.refused(code)
    this.#outbox.send({ kind: 'refused', ref, code, message, retryAfter })
  }

  #failRequest(ref: number, error: unknown): void {
    this.#parts.report(error)
    this.#answerRefused(ref, refuse('internal', 'The server made a mistake. Try again later.').error)
  }

  failed(error: unknown): void {
    this.#parts.report(error)
    this.bye('unavailable', 'The server cannot go on at the moment.')
  }

  drained(): void {
    if (this.#isClosed) return
    this.#webSocket.resume()
    const held = this.#heldNotices
    this.#heldNotices = undefined
    for (const { notice, subject } of held?.values() ?? [])
      this.#outbox.send({ kind: 'notice', notice, subject })
    this.#watching?.drained()
    this.#signedIn?.feeds.pump()
  }

  /** Nothing more may leave: the socket has gone, or the library has sent the close frame. */
  closed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#signedIn === undefined) return
    const { session, feeds, unsubscribe } = this.#signedIn
    for (const stop of unsubscribe) stop()
    feeds.close()
    this.#watching?.close()
    this.#parts.accounts.seen(session.device, this.#parts.clock.now())
    this.#parts.board.say(session.account, this.id, undefined)
  }
}
