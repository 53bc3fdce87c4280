// Requests are checked with the TypeBox schemas themselves, the ones that the interface's description is
// made from. Bodies are taken as they are; path and query, which are text, are converted first. Answers are written by
// the schemas too, and hold nothing that those don't name. What a schema is compiled to is kept for all servers of a
// process: compiling is most of what opening one costs.

import { type Serializer, SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import { base64urlToBytes, ok, type Result, refuse } from '@sotto/wire'
import type { FastifySchemaCompiler } from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import Value from 'typebox/value'

const validators = new WeakMap<TSchema, Validator>()
const serializers = new WeakMap<object, Serializer>()

export const typeboxValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = validators.get(schema) ?? Compile(schema)
  validators.set(schema, compiled)
  return (value: unknown) => {
    const given = httpPart === 'body' ? value : Value.Convert(schema, value)
    if (compiled.Check(given)) return { value: given }
    // Which field it was is for the client to find out: its name may be something a person typed.
    return { error: [{ keyword: 'form', instancePath: '', schemaPath: '', params: {} }] }
  }
}

const serializerFor = SerializerSelector()({}, {})

export const typeboxSerializer: FastifySerializerCompiler<unknown> = ({
  schema,
  method,
  url,
  httpStatus = '',
}) => {
  const make = () => serializerFor({ schema, method, url, httpStatus })
  if (typeof schema !== 'object' || schema === null) return make()
  const compiled = serializers.get(schema) ?? make()
  serializers.set(schema, compiled)
  return compiled
}

/** Bytes of a base64url field; `exactly` where their number is fixed. Refuses with `bad_request`. */
export function readBytes(text: string, exactly?: number): Result<Uint8Array> {
  const bytes = base64urlToBytes(text)
  if (bytes === undefined || (exactly !== undefined && bytes.length !== exactly)) {
    return refuse('bad_request', 'A field does not hold base64url bytes of the right length.')
  }
  return ok(bytes)
}
