// The bus of a server that is one process: handlers are called in place, in the order they subscribed.

import type { Bus, Topic } from './bus.ts'
import type { Plain } from './plain.ts'

type Handler = (message: Plain) => void

export class InProcessBus implements Bus {
  // By name and then by what it is of: a key put together from both would be made for every message.
  readonly #handlers = new Map<string, Map<string, Set<Handler>>>()

  publish<T extends Plain>(topic: Topic<T>, message: T): void {
    const handlers = this.#handlers.get(topic.name)?.get(topic.of)
    if (handlers === undefined) return
    for (const handler of handlers) handler(message)
  }

  subscribe<T extends Plain>(topic: Topic<T>, handler: (message: T) => void): () => void {
    const own: Handler = (message) => handler(message as T)
    const streams = this.#handlers.get(topic.name) ?? new Map<string, Set<Handler>>()
    const handlers = streams.get(topic.of) ?? new Set()
    handlers.add(own)
    streams.set(topic.of, handlers)
    this.#handlers.set(topic.name, streams)
    return () => {
      handlers.delete(own)
      if (handlers.size === 0 && streams.get(topic.of) === handlers) streams.delete(topic.of)
    }
  }

  async close(): Promise<void> {
    for (const streams of this.#handlers.values()) streams.clear()
    this.#handlers.clear()
  }
}
