// Second factors (rules F-1 to F-6): the answer at a sign-in, and what is set up, renewed and removed under a fresh
// proof of the password and the account key's signature.

import { schemas } from '@sotto/wire'
import { addressKey } from '../../addresses.ts'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAddress, requireSessionAlone, takeOrRefuse } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'
import { readName } from './accounts.ts'

export function factorRoutes(app: App, parts: AppParts): void {
  answerRoute(app, parts)
  authenticatorRoutes(app, parts)
  const { factors, sessions, limiters } = parts
  app.get(
    '/v1/account/factors',
    {
      onRequest: requireSessionAlone(sessions, limiters.account),
      schema: {
        tags: ['accounts'],
        operationId: 'ownFactors',
        summary: 'The own account: its second factors and passkeys, and what the server wants',
        security: withToken,
        response: returns(schemas.OwnFactors),
      },
    },
    async (request) => factors.own(callerOf(request).account),
  )
  app.put(
    '/v1/account/backup-codes',
    {
      onRequest: limitByAddress(limiters.refresh),
      schema: {
        tags: ['accounts'],
        operationId: 'renewBackupCodes',
        summary: 'New backup codes; the old ones end',
        body: schemas.NewBackupCodes,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      const signature = orRefuse(readBytes(body.signature, 64))
      orRefuse(await factors.renewCodes({ proof: body.proof, codes: body.codes, signature }))
      return reply.code(204).send(null)
    },
  )
}

function answerRoute(app: App, { admission, limiters, defence, metrics }: AppParts): void {
  app.post(
    '/v1/sessions/second',
    {
      schema: {
        tags: ['sessions'],
        operationId: 'answerSecondFactor',
        summary: 'Sign in, after `second_factor_required` or `sso_required`: the answer to it',
        body: schemas.SecondFactor,
        response: returns(schemas.Proved),
      },
    },
    async ({ body, ip }) => {
      takeOrRefuse(limiters.signInAddress, addressKey(ip))
      const answered = await admission.answer(body.attempt, body.answer)
      metrics.signedIn(answered.ok ? 'right' : 'wrong')
      const proved = orRefuse(answered)
      limiters.signInAddress.giveBack(addressKey(ip))
      await defence.signedIn(readName(proved.account), ip)
      return proved
    },
  )
}

function authenticatorRoutes(app: App, { factors, limiters }: AppParts): void {
  const onRequest = limitByAddress(limiters.refresh)
  app.put(
    '/v1/account/authenticator',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'addAuthenticator',
        summary: 'An authenticator app in the place of the one before, with new backup codes',
        body: schemas.AuthenticatorAdded,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      const { proof, code, codes } = body
      const secret = orRefuse(readBytes(body.secret))
      const signature = orRefuse(readBytes(body.signature, 64))
      orRefuse(await factors.addAuthenticator({ proof, code, codes, secret, signature }))
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/v1/account/authenticator',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'removeAuthenticator',
        summary: 'No authenticator app any more',
        body: schemas.FactorRemoved,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      const signature = orRefuse(readBytes(body.signature, 64))
      orRefuse(await factors.removeAuthenticator({ proof: body.proof, signature }))
      return reply.code(204).send(null)
    },
  )
}
