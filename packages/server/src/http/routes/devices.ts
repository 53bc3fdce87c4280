// The devices of an account: added, listed, signed out for good (rules S-3, S-4).

import { schemas } from '@sotto/wire'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAddress, requireSession } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

export function deviceRoutes(app: App, { devices, sessions, limiters }: AppParts): void {
  const signedIn = requireSession(sessions, limiters.account)
  app.post(
    '/v1/devices',
    {
      onRequest: limitByAddress(limiters.refresh),
      schema: {
        tags: ['devices'],
        operationId: 'addDevice',
        summary: 'Add a device with the proof of the password; its first session',
        body: schemas.AddDevice,
        response: returns(schemas.Session),
      },
    },
    async ({ body }) => {
      const credential = orRefuse(readBytes(body.credential))
      return sessions.open(orRefuse(await devices.add(body.deviceToken, credential)))
    },
  )
  app.get(
    '/v1/devices',
    {
      onRequest: signedIn,
      schema: {
        tags: ['devices'],
        operationId: 'listDevices',
        summary: 'The devices of the own account',
        security: withToken,
        response: returns(schemas.OwnDevices),
      },
    },
    async (request) => {
      const { account, device } = callerOf(request)
      return devices.list(account, device)
    },
  )
  app.post(
    '/v1/devices/revocations',
    {
      onRequest: limitByAddress(limiters.devices),
      schema: {
        tags: ['devices'],
        operationId: 'revokeDevice',
        summary: 'Sign a device out for good: the account’s signed word is the proof, no session is needed',
        body: schemas.RevokeDevice,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      orRefuse(await devices.revoke(orRefuse(readBytes(body.revocation))))
      return reply.code(204).send(null)
    },
  )
}
