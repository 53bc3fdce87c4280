// Sign-in through the company's provider (rules SSO-1 to SSO-7): to it and back, and an account connected with it.

import { schemas } from '@sotto/wire'
import { addressKey } from '../../addresses.ts'
import type { AppParts } from '../app-parts.ts'
import { limitByAddress, takeOrRefuse } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

export function ssoRoutes(app: App, parts: AppParts): void {
  runRoutes(app, parts)
  connectionRoutes(app, parts)
}

function runRoutes(app: App, { sso, limiters }: AppParts): void {
  app.post(
    '/v1/sso/start',
    {
      onRequest: limitByAddress(limiters.refresh),
      schema: {
        tags: ['sessions'],
        operationId: 'startSso',
        summary: 'Sign in through the company’s provider, first half: where the browser is sent',
        body: schemas.SsoStart,
        response: returns(schemas.SsoStarted),
      },
    },
    async ({ body }) => orRefuse(await orRefuse(sso.signIn()).start(orRefuse(readBytes(body.binding, 32)))),
  )
  app.post(
    '/v1/sso/finish',
    {
      schema: {
        tags: ['sessions'],
        operationId: 'finishSso',
        summary: 'Sign in through the company’s provider, second half: a ticket, and whose account it is for',
        body: schemas.SsoFinish,
        response: returns(schemas.SsoFinished),
      },
    },
    async ({ body, ip }) => {
      takeOrRefuse(limiters.signInAddress, addressKey(ip))
      const signIn = orRefuse(sso.signIn())
      const finished = orRefuse(await signIn.finish(orRefuse(readBytes(body.secret, 32)), body.answer))
      limiters.signInAddress.giveBack(addressKey(ip))
      return finished
    },
  )
}

function connectionRoutes(app: App, { sso, limiters }: AppParts): void {
  const onRequest = limitByAddress(limiters.refresh)
  app.put(
    '/v1/account/sso',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'connectSso',
        summary: 'Connect the account with an identity at the provider, with a proof of the password',
        body: schemas.SsoConnected,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      const { proof, ticket } = body
      const signature = orRefuse(readBytes(body.signature, 64))
      orRefuse(await sso.connections.connect({ proof, ticket, signature }))
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/v1/account/sso',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'disconnectSso',
        summary: 'Disconnect the account, with a proof of the password',
        body: schemas.SsoDisconnected,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      const signature = orRefuse(readBytes(body.signature, 64))
      orRefuse(await sso.connections.disconnect({ proof: body.proof, signature }))
      return reply.code(204).send(null)
    },
  )
}
