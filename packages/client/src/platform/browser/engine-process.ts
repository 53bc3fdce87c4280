// A tab's own worker: started, watched over by the lock it holds, and started again when it died.

import { type FromWorker, type ToWorker, workerLock } from './names.ts'

const firstPause = 500
const longestPause = 60_000
/** A worker that lived this long was well: the next pause is the first again. */
const wellAfter = 60_000
/** How long the engine gets to finish what it is writing. */
const closeLimit = 3_000

export type SpawnWorker = () => Worker

export class EngineProcess {
  readonly #scope: string
  readonly #spawn: SpawnWorker
  #worker: Worker | undefined
  #pause = firstPause
  #timer: ReturnType<typeof setTimeout> | undefined
  #open = true

  constructor(scope: string, spawn: SpawnWorker) {
    this.#scope = scope
    this.#spawn = spawn
    this.#start()
  }

  /** Ends the worker at once: a page that the browser puts aside must not keep the engine from other tabs. */
  rest(): void {
    clearTimeout(this.#timer)
    this.#worker?.terminate()
    this.#worker = undefined
  }

  /** The page is back. */
  resume(): void {
    if (this.#open && this.#worker === undefined) this.#start()
  }

  /** Settles when the worker has closed its engine, or had its time. */
  async close(): Promise<void> {
    this.#open = false
    clearTimeout(this.#timer)
    const worker = this.#worker
    if (worker === undefined) return
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, closeLimit)
      worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
        if (event.data.type !== 'closed') return
        clearTimeout(limit)
        resolve()
      })
      worker.postMessage({ type: 'close' } satisfies ToWorker)
    })
    worker.terminate()
  }

  #start(): void {
    const worker = this.#spawn()
    this.#worker = worker
    const id = crypto.randomUUID()
    const began = Date.now()
    let standing = false
    worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
      if (event.data.type !== 'standing') return
      standing = true
      void navigator.locks.request(workerLock(this.#scope, id), () => this.#startAgain(worker, began))
    })
    // A script that didn't load; later errors are told by the worker's own reporting and don't end it.
    worker.addEventListener('error', () => {
      if (!standing) this.#startAgain(worker, began)
    })
    worker.postMessage({ type: 'start', scope: this.#scope, worker: id } satisfies ToWorker)
  }

  #startAgain(gone: Worker, began: number): void {
    if (!this.#open || this.#worker !== gone) return
    gone.terminate()
    this.#worker = undefined
    if (Date.now() - began > wellAfter) this.#pause = firstPause
    this.#timer = setTimeout(() => this.#start(), this.#pause)
    this.#pause = Math.min(this.#pause * 2, longestPause)
  }
}
