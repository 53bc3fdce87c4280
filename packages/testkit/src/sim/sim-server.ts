// The server of a simulated world: the real one, on a folder in memory. It can be killed between any two
// moments and right after a write has reached the disk; a killed one is heard of no more, and the next one
// finds what was on the disk at that instant and nothing else.

import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, HttpRequest, HttpResponse } from '@sotto/client/ports'
import { type InProcessServer, openInProcessServer, type WrittenEntry } from '@sotto/server/testing'
import { type FarEnd, MemorySocket } from './memory-socket.ts'
import type { Quiet } from './quiet.ts'
import { upgradeHeaders } from './web-socket-bytes.ts'

export type SimServerOptions = {
  readonly clock: Clock
  readonly quiet: Quiet
  /** Where the data begin; left as it is. */
  readonly from?: string
  /** Of every entry that is on the disk, also when the server dies before it tells anybody. */
  readonly onWritten: (written: WrittenEntry) => void
  readonly onDeath: () => void
}

type Life = {
  readonly server: InProcessServer
  readonly sockets: Set<MemorySocket>
  /** Ended: nothing that it still does reaches anybody. */
  dead: boolean
  /** Ended for its entries too: what it writes now is on no disk of this world. */
  forgotten: boolean
}

const unreachable: HttpResponse = { kind: 'unreachable' }

export class SimServer {
  readonly #options: SimServerOptions
  readonly #folders: string[] = []
  #folder: string
  #life: Life | undefined
  #leftovers: InProcessServer[] = []
  #deathIn = 0

  constructor(options: SimServerOptions) {
    this.#options = options
    this.#folder = this.#freshFolder(options.from)
  }

  get isUp(): boolean {
    return this.#life !== undefined
  }

  /** The folder with the data; whole only while the server is stopped. */
  get folder(): string {
    return this.#folder
  }

  async start(): Promise<void> {
    await this.#clear()
    const life = { sockets: new Set<MemorySocket>(), dead: false, forgotten: false }
    const server = await openInProcessServer({
      dataDir: this.#folder,
      clock: this.#options.clock,
      onWritten: (written) => {
        if (!life.forgotten) this.#options.onWritten(written)
      },
      onCommitted: () => {
        if (!life.dead && this.#deathIn > 0 && --this.#deathIn === 0) this.crash()
      },
    })
    this.#life = Object.assign(life, { server })
  }

  /** It dies at the n-th group of writes from now, after that is on the disk. */
  dieAtCommit(n: number): void {
    this.#deathIn = n
  }

  /** Dies here and now: the next life begins with what is on the disk. */
  crash(): void {
    const life = this.#life
    if (life === undefined) return
    this.#deathIn = 0
    this.#folder = this.#freshFolder(this.#folder)
    this.#end(life)
    // entries of the commit that was just made are told of in this turn
    setImmediate(() => {
      life.forgotten = true
    })
    this.#leftovers.push(life.server)
    this.#options.onDeath()
  }

  /** Stops as an operator stops it: everything is said and written. */
  async stop(): Promise<void> {
    const life = this.#life
    if (life === undefined) return
    this.#life = undefined
    this.#deathIn = 0
    await this.#options.quiet.during(life.server.close())
    this.#end(life)
  }

  /** Takes the folders away. */
  async discard(): Promise<void> {
    await this.stop()
    await this.#clear()
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }

  async request({ method, url, token, json }: HttpRequest): Promise<HttpResponse> {
    const life = this.#life
    if (life === undefined) return unreachable
    const asked = life.server.app.inject({
      method,
      url: url.replace(/^https?:\/\/[^/]*/, ''),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(json === undefined ? {} : { payload: json as object }),
    })
    const answer = await this.#options.quiet.during(Promise.resolve(asked)).catch(() => undefined)
    if (answer === undefined || life.dead) return unreachable
    return { kind: 'answer', status: answer.statusCode, json: parseJson(answer.payload) }
  }

  /** The other end of a new connection to the gateway, or undefined when nobody listens. */
  connect(far: FarEnd): MemorySocket | undefined {
    const life = this.#life
    if (life === undefined) return undefined
    const socket: MemorySocket = new MemorySocket({
      data: (bytes) => {
        this.#options.quiet.stir()
        if (!life.dead) far.data(bytes)
      },
      closed: () => {
        life.sockets.delete(socket)
        if (!life.dead) far.closed()
      },
    })
    life.sockets.add(socket)
    const request = new IncomingMessage(socket)
    Object.assign(request, { method: 'GET', url: '/v1/gateway', headers: upgradeHeaders })
    life.server.app.server.emit('upgrade', request, socket, Buffer.alloc(0))
    return socket
  }

  #end(life: Life): void {
    this.#life = undefined
    life.dead = true
    for (const socket of life.sockets) socket.destroy()
  }

  async #clear(): Promise<void> {
    const old = this.#leftovers.splice(0)
    await this.#options.quiet.during(Promise.all(old.map((server) => server.close())))
  }

  #freshFolder(from: string | undefined): string {
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sotto-sim-'))
    this.#folders.push(folder)
    if (from !== undefined) cpSync(from, folder, { recursive: true })
    return folder
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
