// Checks what came over HTTP against the REST shapes before anybody uses it.

import Value from 'typebox/value'
import { type Malformed, malformed, ok, type Result } from './errors.ts'
import { type OperatorSchemas, operatorSchemas } from './operator.ts'
import { type Schemas, schemas } from './rest.ts'

/** The value as the named shape. Fields that this version doesn't know are let through. */
export function readShape<K extends keyof Schemas>(name: K, value: unknown): Result<Schemas[K], Malformed> {
  return Value.Check(schemas[name], value) ? ok(value as Schemas[K]) : malformed(name)
}

/** The same for what a server tells whoever runs it. */
export function readOperatorShape<K extends keyof OperatorSchemas>(
  name: K,
  value: unknown,
): Result<OperatorSchemas[K], Malformed> {
  return Value.Check(operatorSchemas[name], value) ? ok(value as OperatorSchemas[K]) : malformed(name)
}
