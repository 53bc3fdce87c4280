// What the server shows of the archive and can't be believed: named once for each record while the engine runs. A
// record that is not believed stops nothing else, and is asked for again at the next occasion.

import type { ConversationId } from '@sotto/wire'
import type { Live } from '../live.ts'
import { warn } from '../live.ts'
import type { Found } from './record-client.ts'

const texts = {
  old: [
    'archive_old',
    'The server showed an older state of your history than it had shown before. It was not taken.',
  ],
  none: [
    'archive_withheld',
    'The server does not give a part of your history that it has. It is asked for again.',
  ],
  unreadable: [
    'archive_unreadable',
    'A part of your history at the server can’t be opened. It was not taken.',
  ],
  refused: [
    'archive_refused',
    'The server does not take your newest history, so it does not reach your other devices. It is tried again.',
  ],
  full: [
    'archive_full',
    'Your account keeps as much history on this server as it may. What is new does not reach devices that you add later.',
  ],
} as const

export type Doubt = keyof typeof texts

export class Doubts {
  readonly #live: Live
  readonly #named = new Set<string>()
  #standing = new Map<string, Doubt>()

  constructor(live: Live) {
    this.#live = live
  }

  /** `of`: the record's name. */
  name(of: string, doubt: Doubt, conversation?: ConversationId): void {
    this.#standing.set(of, doubt)
    if (this.#named.has(`${of} ${doubt}`)) return
    this.#named.add(`${of} ${doubt}`)
    const [code, text] = texts[doubt]
    warn(this.#live, code, text, conversation)
  }

  /** The record is as it should be. */
  settle(of: string): void {
    this.#standing.delete(of)
  }

  has(of: string): boolean {
    return this.#standing.has(of)
  }

  get count(): number {
    return this.#standing.size
  }

  /** Everything is asked for again. */
  forget(): void {
    this.#standing = new Map()
  }

  get worst(): Doubt | undefined {
    const standing = new Set(this.#standing.values())
    return (['full', 'refused', 'old', 'none', 'unreadable'] as const).find((one) => standing.has(one))
  }
}

/** Why an answer is not believed; undefined for one that may be. `isExpected`: there must be such a record. */
export function doubtOf(found: Found, isExpected: boolean): Doubt | undefined {
  if (found.kind === 'body') return undefined
  if (found.kind === 'none') return isExpected ? 'none' : undefined
  return found.kind === 'old' && found.version === 0 ? 'none' : found.kind
}
