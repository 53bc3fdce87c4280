// What the server shows of what follows the account and can't be believed: named, each kind once while the engine runs,
// and told for as long as it stands.

import type { Doubt } from '../archive/doubts.ts'
import { type Live, warn } from '../live.ts'

const texts: Readonly<Record<Doubt, readonly [code: string, text: string]>> = {
  old: [
    'synced_old',
    'The server showed older drafts, marks or settings of yours than it had shown before. They were not taken.',
  ],
  none: [
    'synced_withheld',
    'The server does not give some of your drafts, marks or settings. They are asked for again.',
  ],
  unreadable: [
    'synced_unreadable',
    'Some of your drafts, marks or settings at the server can’t be opened. They were not taken.',
  ],
  refused: [
    'synced_refused',
    'The server does not take your drafts, marks and settings, so they do not reach your other devices. It is tried again.',
  ],
  full: [
    'synced_full',
    'Your account keeps as much on this server as it may. New drafts, marks and settings stay on this device.',
  ],
}

export class SyncedDoubts {
  readonly #live: Live
  readonly #named = new Set<Doubt>()
  readonly #standing = new Map<number | 'writing', Doubt>()

  constructor(live: Live) {
    this.#live = live
  }

  /** `of`: a record, or the writing of them. */
  name(of: number | 'writing', doubt: Doubt): void {
    this.#standing.set(of, doubt)
    this.#live.signals.touch('settings')
    if (this.#named.has(doubt)) return
    this.#named.add(doubt)
    const [code, text] = texts[doubt]
    warn(this.#live, code, text)
  }

  /** It is as it should be. */
  settle(of: number | 'writing'): void {
    if (this.#standing.delete(of)) this.#live.signals.touch('settings')
  }

  get worst(): Doubt | undefined {
    const standing = new Set(this.#standing.values())
    return (['full', 'refused', 'old', 'none', 'unreadable'] as const).find((one) => standing.has(one))
  }
}
