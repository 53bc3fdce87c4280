// How MLS says no, and the border at which the library's exceptions end.

import { err } from '@sotto/wire'
import type { MlsRefusal, MlsRefusalCode } from './interface.ts'

export type Refused = { readonly ok: false; readonly error: MlsRefusal }

export function refusal(code: MlsRefusalCode, what: string, reason?: string): Refused {
  return err(reason === undefined ? { code, what } : { code, what, reason })
}

/**
 * The value of `work`, or the refusal when it throws: the library throws for anything it does not like,
 * now and then a bare TypeError or RangeError. Its message says what was wrong and carries no content.
 */
export async function attempt<T>(
  code: MlsRefusalCode,
  work: () => T | Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | Refused> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return refusal(code, error instanceof Error ? error.message : 'unknown failure')
  }
}
