// What other devices of the account have written, from where this device has last heard: at first everything there
// is, then what has changed. How far it has heard is stored after what it has heard was.

import { type ConversationId, limits } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { type Archives, type Due, readHeads, readShelves } from './fetch.ts'
import { forgetWritten, knownVersions, readHeard, writeHeard } from './memory.ts'
import { nameOf, shelves } from './names.ts'

const done = { ok: true, value: null } as const

export class Listener {
  readonly #archives: Archives
  /** The conversation behind each head's name. */
  readonly #heads = new Map<string, ConversationId>()

  constructor(archives: Archives) {
    this.#archives = archives
  }

  /** `anew`: also what was not given, or not believed, before. */
  async listen(anew: boolean): Promise<Outcome<null>> {
    const { live, records } = this.#archives
    const heard = await readHeard(live.db)
    if (heard !== undefined && !anew) return this.#follow(heard)
    const present = heard === undefined ? await records.changes(Number.MAX_SAFE_INTEGER) : undefined
    if (present?.ok === false) return present
    const lacking = await this.#readLacking()
    if (!lacking.ok) return lacking
    if (heard !== undefined) return this.#follow(heard)
    await live.db.write([writeHeard(present?.value.last ?? 0)])
    return done
  }

  /** Heads that the shelves tell of and this device does not have. */
  async #readLacking(): Promise<Outcome<unknown>> {
    const due = await readShelves(this.#archives)
    return due.ok ? readHeads(this.#archives, due.value) : due
  }

  async #follow(heard: number): Promise<Outcome<null>> {
    const { live, records } = this.#archives
    for (let after = heard; ; ) {
      const page = await records.changes(after)
      if (!page.ok) return page
      const { changes, last } = page.value
      if (last < after) {
        await live.db.write([...forgetWritten(), writeHeard(last)])
        return done
      }
      const due = await this.#dueOf(changes.map((one) => one.id))
      if (!due.ok) return due
      const heads = await readHeads(this.#archives, due.value)
      if (!heads.ok) return heads
      const isLast = changes.length < limits.recordsPerRequest
      const upTo = isLast ? last : Math.max(after + 1, ...changes.map((one) => one.change))
      if (upTo > after) await live.db.write([writeHeard(upTo)])
      if (isLast) return done
      after = upTo
    }
  }

  async #dueOf(ids: readonly string[]): Promise<Outcome<Due>> {
    const { live, records } = this.#archives
    const changed = new Set(ids)
    const touched = Array.from({ length: shelves }, (_, shelf) => shelf).filter((shelf) =>
      changed.has(records.nameOf(nameOf.shelf(shelf))),
    )
    const shelved = touched.length === 0 ? undefined : await readShelves(this.#archives, touched)
    if (shelved?.ok === false) return shelved
    const due = new Map(shelved?.value ?? [])
    const known = new Set(this.#heads.values())
    for (const conversation of (await knownVersions(live.db)).keys()) {
      if (!known.has(conversation)) this.#heads.set(records.nameOf(nameOf.head(conversation)), conversation)
    }
    for (const id of ids) {
      const conversation = this.#heads.get(id)
      if (conversation !== undefined && !due.has(conversation)) due.set(conversation, 0)
    }
    return { ok: true, value: due }
  }
}
