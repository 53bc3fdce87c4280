// The devices of an account: added, listed, signed out for good (rules S-3, S-4).

import { parseDeviceId, refuse, schemas } from '@sotto/wire'
import Type from 'typebox'
import { networkOf } from '../../addresses.ts'
import type { AppParts } from '../app-parts.ts'
import { askerOf, callerOf, limitByAccount, limitByAddress, requireScope, requireSession } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { forPrograms, returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

export function deviceRoutes(app: App, { devices, sessions, programs, limiters }: AppParts): void {
  const signedIn = requireSession(sessions, limiters.account)
  app.post(
    '/v1/devices',
    {
      onRequest: limitByAddress(limiters.refresh),
      schema: {
        tags: ['devices'],
        operationId: 'addDevice',
        summary:
          'Add a device with the proof of the password, or begin a new session of one that is registered',
        body: schemas.AddDevice,
        response: returns(schemas.Session),
      },
    },
    async ({ body, ip }) => {
      const { deviceToken } = body
      const [credential, proof] = [orRefuse(readBytes(body.credential)), orRefuse(readBytes(body.proof))]
      return sessions.open(
        orRefuse(await devices.add({ deviceToken, credential, proof, from: networkOf(ip) })),
      )
    },
  )
  app.post(
    '/v1/devices/known',
    {
      onRequest: limitByAddress(limiters.refresh),
      schema: {
        tags: ['devices'],
        operationId: 'knownDevices',
        summary: 'The devices of the account, with the proof by which another is about to be added (S-6)',
        body: schemas.KnownDevices,
        response: returns(schemas.OwnDevices),
      },
    },
    async ({ body }) => orRefuse(await devices.known(body.deviceToken)),
  )
  app.get(
    '/v1/devices',
    {
      onRequest: requireScope({ sessions, programs, perAccount: limiters.account }, 'devices:read'),
      schema: {
        tags: ['devices'],
        operationId: 'listDevices',
        summary: 'The devices of the own account',
        security: forPrograms('devices:read'),
        response: returns(schemas.OwnDevices),
      },
    },
    async (request) => {
      const { account, device } = askerOf(request)
      return devices.list(account, device)
    },
  )
  app.put(
    '/v1/devices/:device/name',
    {
      onRequest: [signedIn, limitByAccount(limiters.deviceNames)],
      schema: {
        tags: ['devices'],
        operationId: 'nameDevice',
        summary: 'What the own account calls one of its devices, sealed',
        security: withToken,
        params: Type.Object({ device: Type.String() }),
        body: schemas.DeviceName,
        response: returnsNothing,
      },
    },
    async (request, reply) => {
      const device = parseDeviceId(request.params.device)
      const name = orRefuse(readBytes(request.body.name))
      if (device === undefined) return orRefuse(refuse('not_found', 'The account has no such device.'))
      orRefuse(await devices.rename(callerOf(request).account, device, name))
      return reply.code(204).send(null)
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
