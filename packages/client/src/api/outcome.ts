// How a command answers.

import type { Failure } from '../errors.ts'

/** Every command answers with one of these and never throws for an expected outcome. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure }
