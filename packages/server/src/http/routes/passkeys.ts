// Passkeys (rules F-7 to F-9): sign-in by one, without a name, and the making, naming and removing of them.

import { schemas } from '@sotto/wire'
import Type from 'typebox'
import { addressKey } from '../../addresses.ts'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAccount, limitByAddress, requireSession, takeOrRefuse } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'
import { readName } from './accounts.ts'

const passkeyInPath = Type.Object({ id: Type.String({ maxLength: 1364 }) })

export function passkeyRoutes(app: App, parts: AppParts): void {
  signInRoutes(app, parts)
  makingRoutes(app, parts)
  const { factors, sessions, limiters } = parts
  app.put(
    '/v1/account/passkeys/:id/name',
    {
      onRequest: [requireSession(sessions, limiters.account), limitByAccount(limiters.deviceNames)],
      schema: {
        tags: ['accounts'],
        operationId: 'namePasskey',
        summary: 'What the own account calls one of its passkeys, sealed',
        security: withToken,
        params: passkeyInPath,
        body: schemas.PasskeyName,
        response: returnsNothing,
      },
    },
    async (request, reply) => {
      const [id, name] = [orRefuse(readBytes(request.params.id)), orRefuse(readBytes(request.body.name))]
      orRefuse(await factors.namePasskey(callerOf(request).account, id, name))
      return reply.code(204).send(null)
    },
  )
}

function signInRoutes(app: App, { passkeySignIn, limiters, defence, metrics }: AppParts): void {
  app.post(
    '/v1/sessions/passkeys/start',
    {
      schema: {
        tags: ['sessions'],
        operationId: 'startPasskey',
        summary: 'A challenge for a passkey: to sign in by one, or as the second factor',
        response: returns(schemas.PasskeyAsked),
      },
    },
    async ({ ip }) => {
      takeOrRefuse(limiters.signInAddress, addressKey(ip))
      return passkeySignIn.start()
    },
  )
  app.post(
    '/v1/sessions/passkeys/finish',
    {
      schema: {
        tags: ['sessions'],
        operationId: 'finishPasskey',
        summary: 'Sign in by a passkey: a proof, and the vault slot where it has one',
        body: schemas.PasskeyFinish,
        response: returns(schemas.Proved),
      },
    },
    async ({ body, ip }) => {
      const finished = await passkeySignIn.finish(body)
      metrics.signedIn(finished.ok ? 'right' : 'wrong')
      const proved = orRefuse(finished)
      limiters.signInAddress.giveBack(addressKey(ip))
      await defence.signedIn(readName(proved.account), ip)
      return proved
    },
  )
}

function makingRoutes(app: App, { factors, limiters }: AppParts): void {
  const onRequest = limitByAddress(limiters.refresh)
  app.post(
    '/v1/account/passkeys/start',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'startMakingPasskey',
        summary: 'A new passkey, first half: what the browser is to make; leaves the proof of the password',
        body: schemas.PasskeyStart,
        response: returns(schemas.PasskeyWanted),
      },
    },
    async ({ body }) => orRefuse(await factors.startPasskey(body.proof)),
  )
  app.put(
    '/v1/account/passkeys',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'addPasskey',
        summary: 'A new passkey, second half',
        body: schemas.PasskeyAdded,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      orRefuse(
        await factors.addPasskey({
          ...body,
          idBytes: orRefuse(readBytes(body.id)),
          name: orRefuse(readBytes(body.name)),
          slot: body.slot === undefined ? undefined : orRefuse(readBytes(body.slot)),
          signature: orRefuse(readBytes(body.signature, 64)),
        }),
      )
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/v1/account/passkeys/:id',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'removePasskey',
        summary: 'A passkey is good for nothing any more',
        params: passkeyInPath,
        body: schemas.FactorRemoved,
        response: returnsNothing,
      },
    },
    async ({ params, body }, reply) => {
      const [id, signature] = [orRefuse(readBytes(params.id)), orRefuse(readBytes(body.signature, 64))]
      orRefuse(await factors.removePasskey({ proof: body.proof, id, signature }))
      return reply.code(204).send(null)
    },
  )
}
