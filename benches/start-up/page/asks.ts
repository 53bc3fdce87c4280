// What the pages ask of their workers, and what they are told.

import type { HistorySize } from '@sotto/client/testing'
import type { Entering, Times } from '../../new-device/measure.ts'

export type Ask = {
  readonly server: string
  readonly account: string
  readonly password: string
  /** Undefined leaves the profile empty. */
  readonly size: HistorySize | undefined
}
export type DeviceAsk = Omit<Entering, 'marks'>
export type DeviceTold = { readonly times: Times } | { readonly error: string }
export type Told = { readonly done: true } | { readonly error: string }

/** A row of the bare list. */
export type BareRow = { readonly name: string; readonly sender: string; readonly text: string }
