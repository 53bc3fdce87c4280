// SQLite's result codes as far as we tell them apart, and what each means for the store's caller.
// https://www.sqlite.org/rescode.html

import { StoreError, type StoreFault } from '../../ports.ts'

export const code = {
  ok: 0,
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  notFound: 12,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
  row: 100,
  done: 101,
  shortRead: 10 | (2 << 8),
} as const

const faults: Readonly<Record<number, StoreFault>> = {
  [code.busy]: 'locked',
  [code.locked]: 'locked',
  [code.readOnly]: 'read-only',
  [code.corrupt]: 'damaged',
  [code.full]: 'full',
  [code.notADatabase]: 'damaged',
}

/**
 * The error for a result code (plain or extended). `cause` is what the file underneath met, where it met
 * something: SQLite itself knows only "input or output failed". `reason` must carry no content.
 */
export function storeErrorOf(result: number, cause: StoreFault | undefined, reason: string): StoreError {
  const fault = faults[result & 0xff] ?? cause ?? 'failed'
  return new StoreError(fault, `${reason} (SQLite ${result})`)
}
