// Brings what was stored without it into the full text, a little at a time: what the archive gives at first is to be
// seen at once, and found by its words a moment later. What is left to do stands with the items themselves.

import type { Live } from '../live.ts'
import { numberOf } from '../store/rows.ts'

/** Of one transaction; whoever waits for the store meanwhile waits some hundredths of a second. */
const atOnce = 500

type Indexed = Pick<Live, 'db' | 'platform'> & { readonly signals: Pick<Live['signals'], 'touch'> }

export class Indexing {
  readonly #live: Indexed
  readonly #isOver: () => boolean
  #running: Promise<void> | undefined

  constructor(live: Indexed, isOver: () => boolean) {
    this.#live = live
    this.#isOver = isOver
  }

  /** Settles when nothing is left. Rejects with StoreError. */
  run(): Promise<void> {
    this.#running ??= this.#all().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async settled(): Promise<void> {
    await this.#running?.catch(() => undefined)
  }

  async #all(): Promise<void> {
    const { db, signals, platform } = this.#live
    while (!this.#isOver()) {
      const row = await db.first('SELECT count(*) AS left FROM items WHERE indexed = 0')
      if (row === undefined || numberOf(row, 'left') === 0) return
      await db.write([
        {
          sql: `UPDATE items SET indexed = 1 WHERE id IN (SELECT id FROM items WHERE indexed = 0 LIMIT ?)`,
          params: [atOnce],
        },
      ])
      signals.touch('archive')
      await new Promise<void>((resolve) => platform.clock.after(0, resolve))
    }
  }
}
