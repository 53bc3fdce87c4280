// The same profiles on the engine for Node, with nobody drawing: how long until it knows the conversations and
// the newest timeline, and how long a search takes.

import { createEngine, type Engine, type Topics } from '@sotto/client'
import { nodePlatform } from '@sotto/client/node'
import { writeHistory } from '@sotto/client/testing'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { type Profile, password } from './sizes.ts'

/** As the app asks. */
const timelineSize = 60
const searchLimit = 50

export class NodeProfile {
  readonly #dir: string
  readonly #server: string

  constructor(server: string, directory = freshFolder()) {
    this.#server = server
    this.#dir = directory
  }

  async fill({ account, size }: Profile): Promise<void> {
    const platform = nodePlatform({ directory: this.#dir })
    const engine = await createEngine(platform)
    const signedUp = await engine.call('signUp', { server: this.#server, account, password })
    await engine.close()
    if (!signedUp.ok) throw new Error(signedUp.error.code)
    if (size !== undefined) await writeHistory(platform, size)
  }

  /** Seconds until the archive has all of it. */
  async archive(): Promise<number> {
    const platform = nodePlatform({ directory: this.#dir })
    const engine = await createEngine(platform)
    const started = performance.now()
    await new Promise<void>((resolve) => {
      const stop = engine.watch('archive', undefined, ({ state, waiting }) => {
        if (state === 'unknown' || waiting > 0) return
        queueMicrotask(() => stop())
        resolve()
      })
    })
    await engine.close()
    return (performance.now() - started) / 1000
  }

  /** Milliseconds from nothing to the list, and to the newest timeline. */
  async open(): Promise<{ readonly list: number; readonly timeline: number }> {
    const started = performance.now()
    const engine = await createEngine(nodePlatform({ directory: this.#dir }))
    const [newest] = await first(engine, 'conversations', undefined)
    const list = performance.now() - started
    if (newest !== undefined) {
      await first(engine, 'timeline', { conversation: newest.conversation, size: timelineSize })
    }
    const timeline = performance.now() - started
    await engine.close()
    return { list, timeline }
  }

  /** Milliseconds of each search. */
  async search(texts: readonly string[]): Promise<readonly number[]> {
    const engine = await createEngine(nodePlatform({ directory: this.#dir }))
    const milliseconds: number[] = []
    for (const text of texts) {
      const started = performance.now()
      const found = await engine.call('search', { text, limit: searchLimit })
      milliseconds.push(performance.now() - started)
      if (!found.ok) throw new Error(found.error.code)
    }
    await engine.close()
    return milliseconds
  }

  remove(): void {
    removeFolder(this.#dir)
  }
}

function first<T extends keyof Topics>(
  engine: Engine,
  topic: T,
  params: Topics[T]['params'],
): Promise<Topics[T]['snapshot']> {
  return new Promise((resolve) => {
    const stop = engine.watch(topic, params, (snapshot) => {
      queueMicrotask(() => stop())
      resolve(snapshot)
    })
  })
}
