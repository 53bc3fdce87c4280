// Checks what came over HTTP against the REST shapes before anybody uses it.

import Value from 'typebox/value'
import { type Malformed, malformed, ok, type Result } from './errors.ts'
import { type Schemas, schemas } from './rest.ts'

/** The value as the named shape. Fields that this version doesn't know are let through. */
export function readShape<K extends keyof Schemas>(name: K, value: unknown): Result<Schemas[K], Malformed> {
  return Value.Check(schemas[name], value) ? ok(value as Schemas[K]) : malformed(name)
}
