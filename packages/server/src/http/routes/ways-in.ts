// The ways into an account (rules V-4 to V-7). What changes them needs no session: a fresh proof and the
// account key's signature are more than one.

import { bytesToBase64url, schemas } from '@sotto/wire'
import { networkOf } from '../../addresses.ts'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAddress, requireSessionAlone } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

export function wayRoutes(app: App, parts: AppParts): void {
  passwordRoutes(app, parts)
  recoveryRoutes(app, parts)
  const { waysIn, programs, sso, sessions, limiters } = parts
  app.get(
    '/v1/account',
    {
      onRequest: requireSessionAlone(sessions, limiters.account),
      schema: {
        tags: ['accounts'],
        operationId: 'ownAccount',
        summary: 'The own account: when its ways in were changed, and a program allowed something',
        security: withToken,
        response: returns(schemas.OwnAccount),
      },
    },
    async (request) => {
      const { account } = callerOf(request)
      const own = orRefuse(await waysIn.own(account))
      const connection = await sso.connections.own(account)
      return {
        ...own,
        programAllowed: await programs.allowedAt(account),
        ...(connection === undefined ? {} : { sso: connection }),
      }
    },
  )
}

function passwordRoutes(app: App, { waysIn, limiters }: AppParts): void {
  const onRequest = limitByAddress(limiters.refresh)
  app.post(
    '/v1/account/password/start',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'startPassword',
        summary: 'A new password, first half: OPAQUE registration request and response; leaves the proof',
        body: schemas.PasswordStart,
        response: returns(schemas.RegistrationStarted),
      },
    },
    async ({ body }) => {
      const response = orRefuse(await waysIn.startPassword(body.proof, orRefuse(readBytes(body.request))))
      return { response: bytesToBase64url(response) }
    },
  )
  app.put(
    '/v1/account/password',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'changePassword',
        summary: 'A new password, second half, with a proof of the present one or of the account key',
        body: schemas.PasswordChange,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      const password = { record: orRefuse(readBytes(body.record)), slot: orRefuse(readBytes(body.slot)) }
      const signature = orRefuse(readBytes(body.signature, 64))
      orRefuse(await waysIn.changePassword({ proof: body.proof, password, signature }))
      return reply.code(204).send(null)
    },
  )
}

function recoveryRoutes(app: App, { waysIn, sessions, limiters }: AppParts): void {
  const onRequest = limitByAddress(limiters.refresh)
  app.put(
    '/v1/account/recovery',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'changeRecovery',
        summary: 'A new recovery code, with a proof of the password; the old one ends',
        body: schemas.RecoveryChange,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      const recovery = {
        key: orRefuse(readBytes(body.recoveryKey, 32)),
        slot: orRefuse(readBytes(body.slot)),
      }
      const signature = orRefuse(readBytes(body.signature, 64))
      orRefuse(await waysIn.changeRecovery({ proof: body.proof, recovery, signature }))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/v1/account/recovered',
    {
      onRequest,
      schema: {
        tags: ['accounts'],
        operationId: 'recover',
        summary: 'With a proof of the recovery code: password and code anew, and a device, in one',
        body: schemas.Recovered,
        response: returns(schemas.Session),
      },
    },
    async ({ body, ip }) => {
      const prepared = await waysIn.recover({
        proof: body.proof,
        password: {
          record: orRefuse(readBytes(body.record)),
          slot: orRefuse(readBytes(body.vault.password)),
        },
        recovery: {
          key: orRefuse(readBytes(body.recoveryKey, 32)),
          slot: orRefuse(readBytes(body.vault.recovery)),
        },
        signature: orRefuse(readBytes(body.signature, 64)),
        credential: orRefuse(readBytes(body.credential)),
        deviceProof: orRefuse(readBytes(body.deviceProof)),
        from: networkOf(ip),
      })
      return sessions.open(orRefuse(prepared))
    },
  )
}
