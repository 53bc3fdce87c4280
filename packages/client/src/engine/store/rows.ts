// Reads typed values out of rows. A value of another type means that the database was changed by
// somebody else, which is a damaged store and nothing to guess about.

import { type SqlRow, type SqlValue, StoreError } from '../../ports.ts'

export function textOf(row: SqlRow, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : wrong(column)
}

export function numberOf(row: SqlRow, column: string): number {
  const value = row[column]
  return typeof value === 'number' ? value : wrong(column)
}

export function bytesOf(row: SqlRow, column: string): Uint8Array {
  const value = row[column]
  return value instanceof Uint8Array ? value : wrong(column)
}

export function isNull(row: SqlRow, column: string): boolean {
  return (row[column] ?? null) === null
}

/** An id or name that a parser checks again on its way out of the store. */
export function parsed<T>(
  row: SqlRow,
  column: string,
  parse: (value: SqlValue | undefined) => T | undefined,
): T {
  return parse(row[column]) ?? wrong(column)
}

export function jsonOf(row: SqlRow, column: string): unknown {
  try {
    return JSON.parse(textOf(row, column))
  } catch (error) {
    if (error instanceof SyntaxError) return wrong(column)
    throw error
  }
}

function wrong(column: string): never {
  throw new StoreError('damaged', `The local store holds an unreadable value in ${column}.`)
}
