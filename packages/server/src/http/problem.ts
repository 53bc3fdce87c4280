// How HTTP says no: RFC 9457 problem details with Sotto's code (rule E-1), never with anything the
// client sent (rule E-2). Inside this room a refusal travels as an exception, so that a handler reads from
// top to bottom; the one error handler below turns it, and whatever else was thrown, into an answer.

import { httpStatusOf, type Refusal, type Result, retryOf, type Schemas } from '@sotto/wire'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StoreError } from '../store/errors.ts'

export const problemType = 'application/problem+json'

/** Known to this room alone. */
class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

/** The value, or else the refusal as the answer to this request. */
export function orRefuse<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Refused(result.error)
}

export type ProblemObserver = {
  refused(code: string): void
  /** A fault of the server's own. */
  failed(error: unknown, request: FastifyRequest): void
}

export function installErrorHandler(app: FastifyInstance, observer: ProblemObserver): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error)
    if (refusal.code === 'internal' || refusal.code === 'unavailable') observer.failed(error, request)
    observer.refused(refusal.code)
    return sendProblem(reply, refusal)
  })
}

export function sendProblem(reply: FastifyReply, refusal: Refusal & { readonly detail?: string }) {
  const { retryAfter } = refusal
  if (retryAfter !== undefined) reply.header('retry-after', Math.ceil(retryAfter / 1000))
  if (httpStatusOf(refusal.code) === 401) reply.header('www-authenticate', 'Bearer')
  // RFC 6750 §3.1
  if (refusal.code === 'insufficient_scope') {
    reply.header('www-authenticate', 'Bearer error="insufficient_scope"')
  }
  return (
    reply
      .code(httpStatusOf(refusal.code))
      .header('cache-control', 'no-store')
      .type(problemType)
      // As bytes: Fastify adds a charset to text, which this media type does not have.
      .send(Buffer.from(JSON.stringify(problemOf(refusal))))
  )
}

export function problemOf(refusal: Refusal & { readonly detail?: string }): Schemas['Problem'] {
  const { code, message, detail, retryAfter, challenge, secondFactor } = refusal
  return {
    type: `urn:sotto:problem:${code}`,
    title: message,
    status: httpStatusOf(code),
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfter === undefined || retryOf(code) === 'never' ? {} : { retryAfter }),
    ...(challenge === undefined ? {} : { challenge }),
    ...(secondFactor === undefined ? {} : { secondFactor: { ...secondFactor, has: [...secondFactor.has] } }),
  }
}

export function refusalOf(error: unknown): Refusal & { readonly detail?: string } {
  if (error instanceof Refused) return error.refusal
  if (error instanceof StoreError) return error.toRefusal()
  const { code, statusCode, validation, validationContext } = partsOf(error)
  if (validation !== undefined) {
    const detail = `${validationContext ?? 'request'} does not have the form that the interface describes`
    return { code: 'bad_request', message: 'The request is not valid.', detail }
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return { code: 'too_large', message: 'The request body is too large.' }
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return { code: 'bad_request', message: 'The request body must be application/json.' }
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { code: 'bad_request', message: 'The request is not valid.' }
  }
  return { code: 'internal', message: 'Something went wrong on the server. Try again later.' }
}

function partsOf(error: unknown): Readonly<Record<string, unknown>> {
  return typeof error === 'object' && error !== null ? (error as Readonly<Record<string, unknown>>) : {}
}
