// Turns of several conversations that are stored in one transaction: none is on the disk before all are. What it costs
// to make something durable is paid once for all of them.

import type { Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'

export class Together {
  readonly #db: Database
  readonly #statements: Statement[] = []
  #missing: number
  #settle: (written: Promise<void>) => void = () => {}
  readonly #written: Promise<void>

  /** `count`: how many turns take part; each writes once, or says that it does not. */
  constructor(db: Database, count: number) {
    this.#db = db
    this.#missing = count
    this.#written = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  write(statements: readonly Statement[]): Promise<void> {
    this.#statements.push(...statements)
    this.absent()
    return this.#written
  }

  /** A turn that failed before it had anything to write. */
  absent(): void {
    this.#missing -= 1
    if (this.#missing === 0) this.#settle(this.#db.write(this.#statements))
  }
}
