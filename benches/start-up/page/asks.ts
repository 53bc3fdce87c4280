// What the page asks of its worker, and what it is told.

import type { HistorySize } from '@sotto/client/testing'

export type Ask = {
  readonly server: string
  readonly account: string
  readonly password: string
  /** Undefined leaves the profile empty. */
  readonly size: HistorySize | undefined
}
export type Told = { readonly done: true } | { readonly error: string }
