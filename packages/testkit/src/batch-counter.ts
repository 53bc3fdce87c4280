// Counts the transactions of one process and lets it die at a chosen one: before it is applied, after it is
// on the disk and before anybody hears of it, or while it is under way and not to be made any more.

import type { Sql, SqlStorage, Statement } from '@sotto/client/ports'

export type Death = {
  readonly at: number
  readonly when: 'before' | 'after' | 'during'
  /** Called at that transaction; `during` it, the process may still go on for a while. */
  readonly die: () => void
}

const never = new Promise<never>(() => {})

export class BatchCounter {
  count = 0
  readonly #death: Death | undefined
  readonly #onBatch: ((statements: readonly Statement[]) => void) | undefined

  /** `onBatch` is told what each transaction holds, before it is made. */
  constructor(death?: Death, onBatch?: (statements: readonly Statement[]) => void) {
    this.#death = death
    this.#onBatch = onBatch
  }

  over(storage: SqlStorage): SqlStorage {
    return {
      open: async (name, key) => this.#counted(await storage.open(name, key)),
      destroy: (name) => storage.destroy(name),
    }
  }

  #counted(sql: Sql): Sql {
    return {
      all: (text, params) => sql.all(text, params),
      batch: async (statements) => {
        const number = ++this.count
        this.#onBatch?.(statements)
        const death = this.#death
        if (death === undefined || number < death.at) return sql.batch(statements)
        if (death.when === 'after' && number === death.at) await sql.batch(statements)
        if (death.when !== 'during' || number === death.at) death.die()
        return never
      },
      close: () => sql.close(),
    }
  }
}
