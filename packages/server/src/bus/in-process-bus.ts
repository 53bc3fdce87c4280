// The bus of a server that is one process: handlers are called in place, in the order they subscribed.

import type { Bus, Topic } from './bus.ts'
import type { Plain } from './plain.ts'

type Subscriber = { readonly handler: (message: never) => void }
/** One by itself where there is only one: there are many topics of which nobody else wants to know. */
type Subscribers = Subscriber | Set<Subscriber>

export class InProcessBus implements Bus {
  // By name and then by what it is of: a key put together from both would be made for every message.
  readonly #topics = new Map<string, Map<string, Subscribers>>()

  publish<T extends Plain>(topic: Topic<T>, message: T): void {
    const subscribers = this.#topics.get(topic.name)?.get(topic.of)
    if (subscribers === undefined) return
    if (!(subscribers instanceof Set)) subscribers.handler(message as never)
    else for (const { handler } of subscribers) handler(message as never)
  }

  subscribe<T extends Plain>(topic: Topic<T>, handler: (message: T) => void): () => void {
    const { name, of } = topic
    const subscriber: Subscriber = { handler }
    const streams = this.#topics.get(name) ?? new Map<string, Subscribers>()
    this.#topics.set(name, streams)
    streams.set(of, withOneMore(streams.get(of), subscriber))
    return () => leave(streams, of, subscriber)
  }

  async close(): Promise<void> {
    for (const streams of this.#topics.values()) streams.clear()
    this.#topics.clear()
  }
}

function withOneMore(subscribers: Subscribers | undefined, subscriber: Subscriber): Subscribers {
  if (subscribers === undefined) return subscriber
  return subscribers instanceof Set ? subscribers.add(subscriber) : new Set([subscribers, subscriber])
}

function leave(streams: Map<string, Subscribers>, of: string, subscriber: Subscriber): void {
  const subscribers = streams.get(of)
  if (subscribers === subscriber) streams.delete(of)
  else if (subscribers instanceof Set && subscribers.delete(subscriber) && subscribers.size === 0) {
    streams.delete(of)
  }
}
