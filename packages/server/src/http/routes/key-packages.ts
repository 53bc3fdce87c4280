// Key packages: upload, count, claim (rules K-1 to K-3).

import { type DeviceId, parseDeviceId, refuse, schemas } from '@sotto/wire'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAccount, requireSession, takeOrRefuse } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'
import { readName } from './accounts.ts'

export function keyPackageRoutes(app: App, { keyPackages, sessions, limiters }: AppParts): void {
  const signedIn = requireSession(sessions, limiters.account)
  app.put(
    '/v1/key-packages',
    {
      onRequest: [signedIn, limitByAccount(limiters.keyPackages)],
      schema: {
        tags: ['key packages'],
        operationId: 'putKeyPackages',
        summary: 'Add one-time key packages of this device and replace its last-resort one',
        security: withToken,
        body: schemas.KeyPackageUpload,
        response: returns(schemas.KeyPackageCount),
      },
    },
    async (request) => {
      const { oneTime, lastResort } = request.body
      const upload = {
        oneTime: oneTime.map((one) => orRefuse(readBytes(one))),
        lastResort: lastResort === undefined ? undefined : orRefuse(readBytes(lastResort)),
      }
      return orRefuse(await keyPackages.put(callerOf(request), upload))
    },
  )
  app.get(
    '/v1/key-packages',
    {
      onRequest: signedIn,
      schema: {
        tags: ['key packages'],
        operationId: 'countKeyPackages',
        summary: 'How many key packages of this device are left',
        security: withToken,
        response: returns(schemas.KeyPackageCount),
      },
    },
    async (request) => keyPackages.count(callerOf(request).device),
  )
  app.post(
    '/v1/key-packages/claim',
    {
      onRequest: signedIn,
      schema: {
        tags: ['key packages'],
        operationId: 'claimKeyPackages',
        summary: 'Take one key package of each device of these accounts',
        security: withToken,
        body: schemas.KeyPackageClaim,
        response: returns(schemas.KeyPackagesClaimed),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const accounts = request.body.accounts.map(readName)
      takeOrRefuse(limiters.claim, caller.account, accounts.length)
      return orRefuse(await keyPackages.claim(caller, accounts, request.body.devices?.map(readDevice)))
    },
  )
}

function readDevice(text: string): DeviceId {
  return parseDeviceId(text) ?? orRefuse(refuse('bad_request', 'This cannot be a device id.'))
}
