// Who asks: the bearer token of a request checked against its session (rule S-1), before the body is read,
// and the rates that an address and an account may ask at (rule L-2).

import { type Result, refuse } from '@sotto/wire'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Sessions } from '../accounts/sessions.ts'
import { addressKey } from '../addresses.ts'
import type { AuthenticatedSession, SessionGate } from '../gates.ts'
import type { RateLimiter } from '../rates.ts'
import { orRefuse } from './problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requireSession`; read it through `callerOf`. */
    caller: AuthenticatedSession | null
  }
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** Refuses requests without a valid access token, and accounts that ask too often or lack what they must have (F-10). */
export function requireSession(sessions: SessionGate, perAccount: RateLimiter): Hook {
  return hookOf((token) => sessions.verifyAccess(token), perAccount)
}

/** The same, but for an account that still has to set up its second factor. */
export function requireSessionAlone(
  sessions: Pick<Sessions, 'verifySession'>,
  perAccount: RateLimiter,
): Hook {
  return hookOf((token) => sessions.verifySession(token), perAccount)
}

function hookOf(
  verify: (token: string) => Promise<Result<AuthenticatedSession>>,
  perAccount: RateLimiter,
): Hook {
  return async (request) => {
    const token = /^Bearer ([\w.-]{1,4096})$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
    request.caller = orRefuse(await verify(token))
    takeOrRefuse(perAccount, request.caller.account)
  }
}

/** The session behind a request of a route that requires one. */
export function callerOf(request: FastifyRequest): AuthenticatedSession {
  if (request.caller === null) throw new Error('this route does not require a session')
  return request.caller
}

export function limitByAddress(limiter: RateLimiter): Hook {
  return async (request) => takeOrRefuse(limiter, addressKey(request.ip))
}

/** To stand after `requireSession`. */
export function limitByAccount(limiter: RateLimiter): Hook {
  return async (request) => takeOrRefuse(limiter, callerOf(request).account)
}

export function takeOrRefuse(limiter: RateLimiter, key: string, cost = 1): void {
  const wait = limiter.take(key, cost)
  if (wait > 0) orRefuse(refuse('rate_limited', 'Too many requests. Wait a moment.', wait))
}
