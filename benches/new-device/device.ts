// A device that has nothing, and what it takes until it has the account's history, part by part.

import { createEngine, type Engine, type Topics } from '@sotto/client'
import { nodePlatform } from '@sotto/client/node'
import type { HttpRequest, Transport } from '@sotto/client/ports'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { password } from '../start-up/sizes.ts'

/** Milliseconds. All but `signIn` and `bare` begin when the server has taken the device in. */
export type Times = {
  readonly signIn: number
  readonly list: number
  readonly screens: number
  readonly all: number
  /** Of `screens`: while an answer of the archive was awaited. */
  readonly network: number
  /** The same requests once more, the answers thrown away. */
  readonly bare: number
}

export class NewDevice {
  times: Times = { signIn: 0, list: 0, screens: 0, all: 0, network: 0, bare: 0 }
  readonly #dir = freshFolder()
  readonly #server: string

  constructor(server: string) {
    this.#server = server
  }

  async run(account: string, conversations: number): Promise<void> {
    const platform = nodePlatform({ directory: this.#dir })
    const watched = watchedTransport(platform.transport)
    const engine = await createEngine({ ...platform, transport: watched.transport })
    const began = performance.now()
    const since = () => performance.now() - watched.signedInAt()
    const isWhole = (all: Topics['conversations']['snapshot']) =>
      all.length === conversations && all.every((one) => one.last !== undefined)
    const list = until(engine, 'conversations', (all) => (all.length > 0 ? since() : undefined))
    const screens = until(engine, 'conversations', (all) =>
      isWhole(all) ? { at: since(), ...watched.soFar() } : undefined,
    )
    const all = until(engine, 'archive', ({ state }) => (state === 'complete' ? since() : undefined))
    const entered = await engine.call('signIn', { server: this.#server, account, password })
    if (!entered.ok) throw new Error(entered.error.code)
    const { at, network, requests } = await screens
    this.times = {
      ...{ signIn: watched.signedInAt() - began, list: await list, screens: at, all: await all, network },
      bare: await readAgain(requests),
    }
    await engine.close()
  }

  remove(): void {
    removeFolder(this.#dir)
  }
}

function watchedTransport(below: Transport) {
  let network = 0
  let signedInAt = 0
  const requests: HttpRequest[] = []
  const transport: Transport = {
    connect: (url, listener) => below.connect(url, listener),
    async request(request) {
      if (!request.url.includes('/v1/records')) {
        const answer = await below.request(request)
        if (request.method === 'POST' && request.url.endsWith('/v1/devices')) signedInAt = performance.now()
        return answer
      }
      const began = performance.now()
      const answer = await below.request(request)
      network += performance.now() - began
      requests.push(request)
      return answer
    },
  }
  return {
    transport,
    /** When the server had taken the device in. */
    signedInAt: () => signedInAt,
    soFar: () => ({ network, requests: [...requests] }),
  }
}

async function readAgain(requests: readonly HttpRequest[]): Promise<number> {
  const began = performance.now()
  for (const { method, url, token = '', json } of requests) {
    if (method !== 'GET' && !url.endsWith('/read')) continue
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    await answer.arrayBuffer()
  }
  return performance.now() - began
}

function until<T extends 'conversations' | 'archive', R>(
  engine: Engine,
  topic: T,
  choose: (snapshot: Topics[T]['snapshot']) => R | undefined,
): Promise<R> {
  return new Promise((resolve) => {
    const stop = engine.watch(topic, undefined as Topics[T]['params'], (snapshot) => {
      const chosen = choose(snapshot)
      if (chosen === undefined) return
      queueMicrotask(() => stop())
      resolve(chosen)
    })
  })
}
