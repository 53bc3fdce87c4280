// Who asks: the bearer token of a request checked against its session (rule S-1), or against what a program may (rule
// OA-9), before the body is read, and the rates that an address and an account may ask at (rule L-2).

import { type AccountName, type DeviceId, type Result, refuse, type Scope } from '@sotto/wire'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Sessions } from '../accounts/sessions.ts'
import { addressKey } from '../addresses.ts'
import type { AuthenticatedSession, SessionGate } from '../gates.ts'
import type { Programs } from '../programs/programs.ts'
import type { RateLimiter } from '../rates.ts'
import { orRefuse } from './problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requireSession`; read it through `callerOf`. */
    caller: AuthenticatedSession | null
    /** Set by `requireScope`; read it through `askerOf`. */
    asker: Asker | null
  }
}

/** A device of the account, or a program, which has none and may only what it was allowed. */
export type Asker = {
  readonly account: AccountName
  readonly device: DeviceId | undefined
  readonly may: (scope: Scope) => boolean
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
    request.caller = orRefuse(await verify(tokenOf(request)))
    takeOrRefuse(perAccount, request.caller.account)
  }
}

type Doors = {
  readonly sessions: SessionGate
  readonly programs: Programs
  readonly perAccount: RateLimiter
}

/** Lets devices in, and programs that have this scope. Refuses others of them with `insufficient_scope`. */
export function requireScope({ sessions, programs, perAccount }: Doors, scope: Scope): Hook {
  return async (request) => {
    const token = tokenOf(request)
    const program = await programs.callerOf(token)
    if (program === undefined) {
      const { account, device } = orRefuse(await sessions.verifyAccess(token))
      request.asker = { account, device, may: () => true }
    } else {
      const { account, scopes } = program
      request.asker = { account, device: undefined, may: (one) => scopes.includes(one) }
    }
    takeOrRefuse(perAccount, request.asker.account)
    if (!request.asker.may(scope)) {
      orRefuse(refuse('insufficient_scope', `The program was not allowed ${scope}.`))
    }
  }
}

export function askerOf(request: FastifyRequest): Asker {
  if (request.asker === null) throw new Error('this route does not require a scope')
  return request.asker
}

function tokenOf(request: FastifyRequest): string {
  return /^Bearer ([\w.-]{1,4096})$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
}

/** The session behind a request of a route that requires one. */
export function callerOf(request: FastifyRequest): AuthenticatedSession {
  if (request.caller === null) throw new Error('this route does not require a session')
  return request.caller
}

export function limitByAddress(limiter: RateLimiter): Hook {
  return async (request) => takeOrRefuse(limiter, addressKey(request.ip))
}

/** To stand after `requireSession` or `requireScope`. */
export function limitByAccount(limiter: RateLimiter): Hook {
  return async (request) => takeOrRefuse(limiter, (request.asker ?? callerOf(request)).account)
}

export function takeOrRefuse(limiter: RateLimiter, key: string, cost = 1): void {
  const wait = limiter.take(key, cost)
  if (wait > 0) orRefuse(refuse('rate_limited', 'Too many requests. Wait a moment.', wait))
}
