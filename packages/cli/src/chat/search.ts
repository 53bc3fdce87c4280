// Searching while somebody types: one question at a time, and the answer to what is typed now.

import type { Engine } from '@sotto/client'
import type { MessageId } from '@sotto/wire'
import type { ChatStore, SearchOverlay } from './chat-state.ts'
import { type Draft, draftOf, textOf } from './line-editor.ts'

const most = 50

export class Search {
  readonly #engine: Engine
  readonly #store: ChatStore
  #isAsking = false

  constructor(engine: Engine, store: ChatStore) {
    this.#engine = engine
    this.#store = store
  }

  begin(): void {
    const { open, back } = this.#store.state
    const fresh = { kind: 'search', draft: draftOf(''), at: 0, hits: [], found: '', origin: open } as const
    this.#store.change({ overlay: back ?? fresh, back: undefined })
  }

  write(draft: Draft): void {
    const { overlay } = this.#store.state
    if (overlay?.kind !== 'search') return
    this.#store.change({ overlay: { ...overlay, draft } })
    void this.#ask()
  }

  /** What has gone is not to be read in what was found either. */
  forget(ids: readonly MessageId[]): void {
    const { overlay, back } = this.#store.state
    const without = (search: SearchOverlay) => {
      const hits = search.hits.filter(({ message }) => !ids.includes(message.id))
      return { ...search, hits, at: Math.max(0, Math.min(search.at, hits.length - 1)) }
    }
    if (overlay?.kind === 'search') this.#store.change({ overlay: without(overlay) })
    if (back !== undefined) this.#store.change({ back: without(back) })
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    for (let text = this.#wanted(); text !== undefined; text = this.#wanted()) {
      const outcome = text === '' ? undefined : await this.#engine.call('search', { text, limit: most })
      const { overlay } = this.#store.state
      if (overlay?.kind !== 'search') break
      const hits = outcome?.ok === true ? outcome.value : []
      const notice = outcome?.ok === false ? outcome.error.message : ''
      this.#store.change({ overlay: { ...overlay, hits, found: text, at: 0 }, notice })
    }
    this.#isAsking = false
  }

  /** What has been typed and not been asked for. */
  #wanted(): string | undefined {
    const { overlay } = this.#store.state
    if (overlay?.kind !== 'search') return undefined
    const text = textOf(overlay.draft).trim()
    return text === overlay.found ? undefined : text
  }
}
