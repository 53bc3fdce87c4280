// The bus: what happens in one server process and matters to the others. At most once and in order per
// publisher and topic; whatever must not be lost is in the store, and a message only says "look".
// Messages are plain data (structured-clone safe) and must not be changed after `publish`.

import type { Plain } from './plain.ts'

/** A named stream of messages of one type; made only in `topics.ts`. */
export type Topic<T extends Plain> = {
  readonly name: string
  /** Which of the streams of this name; the empty text when there is only one. */
  readonly of: string
  readonly message?: T
}

export type Bus = {
  publish<T extends Plain>(topic: Topic<T>, message: T): void
  /** The handler must not throw; it is called once per message until the returned function is called. */
  subscribe<T extends Plain>(topic: Topic<T>, handler: (message: T) => void): () => void
  /** After this nothing is delivered any more. */
  close(): Promise<void>
}
