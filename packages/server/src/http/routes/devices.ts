// The devices of the account that asks (rules S-3, S-4).

import { type DeviceId, parseDeviceId, refuse, schemas } from '@sotto/wire'
import Type from 'typebox'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAccount, limitByAddress, requireSession } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

const DeviceParams = Type.Object({ device: Type.String({ maxLength: 64 }) })

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
  app.delete(
    '/v1/devices/:device',
    {
      onRequest: [signedIn, limitByAccount(limiters.devices)],
      schema: {
        tags: ['devices'],
        operationId: 'removeDevice',
        summary: 'Sign a device of the own account out for good',
        security: withToken,
        params: DeviceParams,
        response: returnsNothing,
      },
    },
    async (request, reply) => {
      orRefuse(await devices.remove(callerOf(request).account, readDevice(request.params.device)))
      return reply.code(204).send(null)
    },
  )
}

export function readDevice(text: string): DeviceId {
  return parseDeviceId(text) ?? orRefuse(refuse('bad_request', 'This cannot be a device id.'))
}
