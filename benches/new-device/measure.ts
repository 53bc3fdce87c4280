// A device that has nothing, and what it takes until it has the account's history, part by part. The same in Node and
// in a browser.

import { createEngine, type Engine, type Topics } from '@sotto/client'
import type { Platform, Transport } from '@sotto/client/ports'

/** Milliseconds. All but `signIn` begin when the server has taken the device in. */
export type Times = {
  readonly signIn: number
  readonly list: number
  readonly screens: number
  readonly all: number
  /** Of `screens`: while an answer of the archive was awaited. */
  readonly network: number
}

export type Entering = {
  readonly server: string
  readonly account: string
  readonly password: string
  /** How many there are. */
  readonly conversations: number
  /** Called when the server has taken the device in, and when all of `screens` is here. */
  readonly marks?: { readonly begun: () => void; readonly seen: () => void }
}

export async function measureNewDevice(platform: Platform, entering: Entering): Promise<Times> {
  const { server, account, password, conversations, marks } = entering
  const watched = watchedTransport(platform.transport, () => marks?.begun())
  const engine = await createEngine({ ...platform, transport: watched.transport })
  const began = performance.now()
  const since = () => performance.now() - watched.signedInAt()
  const isWhole = (all: Topics['conversations']['snapshot']) =>
    all.length === conversations && all.every((one) => one.last !== undefined)
  const list = until(engine, 'conversations', (all) => (all.length > 0 ? since() : undefined))
  const screens = until(engine, 'conversations', (all) => {
    if (!isWhole(all)) return undefined
    marks?.seen()
    return { at: since(), network: watched.network() }
  })
  const all = until(engine, 'archive', ({ state }) => (state === 'complete' ? since() : undefined))
  const entered = await engine.call('signIn', { server, account, password })
  if (!entered.ok) throw new Error(entered.error.code)
  const { at, network } = await screens
  const signIn = watched.signedInAt() - began
  const times = { signIn, list: await list, screens: at, all: await all, network }
  await engine.close()
  return times
}

function watchedTransport(below: Transport, onSignedIn: () => void) {
  let network = 0
  let signedInAt = 0
  const transport: Transport = {
    connect: (url, listener) => below.connect(url, listener),
    async request(request) {
      const began = performance.now()
      const answer = await below.request(request)
      if (request.url.includes('/v1/records')) network += performance.now() - began
      if (request.method === 'POST' && request.url.endsWith('/v1/devices')) {
        signedInAt = performance.now()
        onSignedIn()
      }
      return answer
    },
  }
  return { transport, signedInAt: () => signedInAt, network: () => network }
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
