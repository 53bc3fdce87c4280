// Requests are checked with the TypeBox schemas themselves, the ones that the interface's description is
// made from. Bodies are taken as they are; path and query, which are text, are converted first.

import { base64urlToBytes, ok, type Result, refuse } from '@sotto/wire'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import Value from 'typebox/value'

export const typeboxValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema)
  return (value: unknown) => {
    const given = httpPart === 'body' ? value : Value.Convert(schema, value)
    if (compiled.Check(given)) return { value: given }
    // Which field it was is for the client to find out: its name may be something a person typed.
    return { error: [{ keyword: 'form', instancePath: '', schemaPath: '', params: {} }] }
  }
}

/** Bytes of a base64url field; `exactly` where their number is fixed. Refuses with `bad_request`. */
export function readBytes(text: string, exactly?: number): Result<Uint8Array> {
  const bytes = base64urlToBytes(text)
  if (bytes === undefined || (exactly !== undefined && bytes.length !== exactly)) {
    return refuse('bad_request', 'A field does not hold base64url bytes of the right length.')
  }
  return ok(bytes)
}
