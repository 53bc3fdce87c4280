// What the engine needs of its platform, and nothing else. Browser and Node each bring their own;
// the simulation brings all of them. Every adapter runs the same contract suite.

/** A value in the local store. */
export type SqlValue = null | number | string | Uint8Array
export type SqlRow = Readonly<Record<string, SqlValue>>
export type Statement = { readonly sql: string; readonly params?: readonly SqlValue[] }

/** Why the store refused; the engine then stops acknowledging and sending until a write succeeds. */
export type StoreFault = 'full' | 'read-only' | 'damaged' | 'locked' | 'closed' | 'failed'

export class StoreError extends Error {
  readonly fault: StoreFault
  constructor(fault: StoreFault, message: string) {
    super(message)
    this.name = 'StoreError'
    this.fault = fault
  }
}

/**
 * SQLite with FTS5, sealed at rest, one writer. Rejects with StoreError.
 * `batch` applies all statements in one transaction that is on the disk when the promise settles
 * (synchronous=FULL); after a rejection nothing of it is there. Calls take effect in the order made.
 */
export type Sql = {
  all(sql: string, params?: readonly SqlValue[]): Promise<readonly SqlRow[]>
  batch(statements: readonly Statement[]): Promise<void>
  close(): Promise<void>
}

/** Opens the one profile's database, and wipes it. */
export type SqlStorage = {
  /** `key`: 32 bytes that seal the file. Rejects with StoreError (`damaged` also for a wrong key, `locked` when somebody else has it open). */
  open(name: string, key: Uint8Array): Promise<Sql>
  /** Deletes the database and everything beside it. */
  destroy(name: string): Promise<void>
}

/** Small secrets kept apart from the database: at least the key that seals it. */
export type SecretStorage = {
  get(name: string): Promise<Uint8Array | undefined>
  set(name: string, secret: Uint8Array): Promise<void>
  delete(name: string): Promise<void>
}

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly token?: string
  readonly json?: unknown
}
/** `unreachable` covers every reason why no answer came. */
export type HttpResponse =
  | { readonly kind: 'answer'; readonly status: number; readonly json: unknown; readonly retryAfter?: number }
  | { readonly kind: 'unreachable' }

export type SocketListener = {
  open(): void
  message(bytes: Uint8Array): void
  /** Called once, also when it never opened. */
  closed(): void
}
export type Socket = {
  send(bytes: Uint8Array): void
  close(): void
  /** Bytes handed to `send` that have not left yet. */
  readonly buffered: number
}

export type Transport = {
  request(request: HttpRequest): Promise<HttpResponse>
  /** Opens the gateway's WebSocket (subprotocol `sotto.1`, binary). */
  connect(url: string, listener: SocketListener): Socket
}

export type Clock = {
  now(): number
  /** Calls once after `delay` milliseconds; returns the way to cancel. */
  after(delay: number, callback: () => void): () => void
}

export type Random = {
  /** Cryptographically strong, but for simulations. */
  bytes(length: number): Uint8Array
}

export type Platform = {
  readonly storage: SqlStorage
  readonly secrets: SecretStorage
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  /** What a person would call this device until they name it: `Firefox on Windows`, `Terminal on atlas`. */
  deviceName(): string
  /** Tells when the network came back or the machine woke, so that nobody waits for a timer. */
  onWake(listener: () => void): () => void
}
