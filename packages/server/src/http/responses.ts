// What the description of the interface says about answers: the good ones by their schema, the bad ones
// always as a problem.

import { type Scope, schemas } from '@sotto/wire'
import type { TSchema } from 'typebox'

const problem = {
  description: 'Refused: RFC 9457 problem details with a stable `code`',
  content: { 'application/problem+json': { schema: schemas.Problem } },
} as const

/** 200 with a body of this form. */
export function returns<T extends TSchema>(schema: T) {
  return { 200: schema, default: problem } as const
}

/** 204 without a body. */
export const returnsNothing = { 204: { type: 'null', description: 'Done' }, default: problem } as const

/** For the description: this route wants an access token. */
export const withToken = [{ accessToken: [] }]

/** The same, or the token of a program that has this scope (OA-9). */
export const forPrograms = (scope: Scope) => [...withToken, { program: [scope] }]
