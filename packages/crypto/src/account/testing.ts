// Small things that the account tests share. Not exported from the package.

import { type AccountName, parseAccountName, type Result } from '@sotto/wire'

export function name(text: string): AccountName {
  const parsed = parseAccountName(text)
  if (parsed === undefined) throw new TypeError(`not an account name: ${text}`)
  return parsed
}

export function value<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`expected success, got ${JSON.stringify(result.error)}`)
  return result.value
}

export function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** The same bytes with one bit turned over. */
export function flipped(original: Uint8Array, bit: number): Uint8Array {
  return original.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
}
