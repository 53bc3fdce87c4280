// The server of a simulated world: the real one, on a folder in memory. It can be killed between any two
// moments and right after a write has reached the disk; a killed one is heard of no more, and the next one
// finds what was on the disk at that instant and nothing else.

import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, HttpRequest, HttpResponse } from '@sotto/client/ports'
import {
  type CommitPace,
  type InProcessServer,
  openInProcessServer,
  StoreError,
  type WrittenEntry,
} from '@sotto/server/testing'
import type { SeededRandom } from '../seeded-random.ts'
import { type FarEnd, MemorySocket } from './memory-socket.ts'
import type { Quiet } from './quiet.ts'
import { upgradeHeaders } from './web-socket-bytes.ts'

export type SimServerOptions = {
  readonly clock: Clock
  readonly quiet: Quiet
  readonly random: SeededRandom
  /** Fewer entries on their way to a device than usual (D-7). */
  readonly entriesInFlight?: number
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
  /** It begins or ends in good order, which takes no time. */
  hurried: boolean
  /** What the next group of writes waits for. */
  waiting: (() => void) | undefined
}

/** How the machine's disk is just now. */
export type ServerDisk = {
  /** A group of writes takes up to so many milliseconds. */
  slowness: number
  /** Until this time it has no room. */
  fullUntil: number
}

const unreachable: HttpResponse = { kind: 'unreachable' }

/** How long a server that dies while it writes still goes on. */
const lastMoments = 300

export class SimServer {
  readonly disk: ServerDisk = { slowness: 0, fullUntil: 0 }
  readonly #options: SimServerOptions
  readonly #folders: string[] = []
  #folder: string
  #life: Life | undefined
  #leftovers: InProcessServer[] = []
  #deathIn = 0
  #deathWhen: 'before' | 'after' = 'after'
  #requests = 0

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
    const { entriesInFlight } = this.#options
    const begun: Omit<Life, 'server'> = {
      ...{ sockets: new Set<MemorySocket>(), dead: false, forgotten: false },
      ...{ hurried: true, waiting: undefined },
    }
    const life = begun as Life
    const server = await openInProcessServer({
      dataDir: this.#folder,
      clock: this.#options.clock,
      ...(entriesInFlight && { limits: { entriesInFlight } }),
      pace: this.#paceOf(life),
      onWritten: (written) => {
        if (!life.forgotten) this.#options.onWritten(written)
      },
      onCommitted: () => {
        if (!life.dead && this.#isDeath('after')) this.crash()
      },
    })
    this.#life = Object.assign(life, { server, hurried: false })
  }

  /** It dies at the n-th group of writes from now: after that is on the disk, or while it still waits for it. */
  dieAtCommit(n: number, when: 'before' | 'after' = 'after'): void {
    this.#deathIn = n
    this.#deathWhen = when
  }

  /** Dies here and now: the next life begins with what is on the disk. */
  crash(): void {
    const life = this.#life
    if (life === undefined) return
    this.#deathIn = 0
    this.#folder = this.#freshFolder(this.#folder)
    this.#end(life)
    const late = life.waiting
    this.#wait(life, undefined)
    // entries of the commit that was just made are told of in this turn
    setImmediate(() => {
      life.forgotten = true
      late?.()
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
    life.hurried = true
    const late = life.waiting
    this.#wait(life, undefined)
    late?.()
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
    this.#count(1)
    const answer = await this.#options.quiet.during(Promise.resolve(asked)).catch(() => undefined)
    this.#count(-1)
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

  #paceOf(life: Life): CommitPace {
    return {
      begin: (flush) => {
        const dies = !life.dead && !life.hurried && this.#isDeath('before')
        const delay = life.dead || life.hurried ? 0 : dies ? lastMoments : this.#delay()
        if (delay === 0) setImmediate(flush)
        else this.#later(life, flush, { delay, dies })
      },
      commit: () => {
        const isFull = this.#options.clock.now() < this.disk.fullUntil
        if (isFull && !life.dead && !life.hurried) throw new StoreError('full', 'The disk is full.')
      },
    }
  }

  #delay(): number {
    const { slowness } = this.disk
    return slowness === 0 ? 0 : this.#options.random.below(slowness)
  }

  #later(
    life: Life,
    flush: () => void,
    { delay, dies }: { readonly delay: number; readonly dies: boolean },
  ): void {
    this.#wait(life, flush)
    this.#options.clock.after(delay, () => {
      if (life.waiting !== flush) return
      if (dies) return this.crash()
      this.#wait(life, undefined)
      flush()
    })
  }

  #isDeath(when: 'before' | 'after'): boolean {
    if (this.#deathWhen !== when || this.#deathIn === 0) return false
    this.#deathIn -= 1
    return this.#deathIn === 0
  }

  /** Requests that wait for a group that waits for time to pass are nothing to wait for. */
  #wait(life: Life, flush: (() => void) | undefined): void {
    life.waiting = flush
    this.#count(0)
  }

  #count(more: number): void {
    this.#requests += more
    this.#options.quiet.excuse(this.#life?.waiting === undefined ? 0 : this.#requests)
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
