// What anybody may know of a server: its name, versions and limits (rule L-1).

import { protocolVersion, schemas } from '@sotto/wire'
import { version } from '../../version.ts'
import type { AppParts } from '../app-parts.ts'
import { returns } from '../responses.ts'
import type { App } from '../typed-app.ts'

export function serverInfoRoutes(app: App, { config, sso: { told } }: AppParts): void {
  app.get(
    '/v1/server',
    {
      schema: {
        tags: ['server'],
        operationId: 'getServer',
        summary: 'Name, versions and limits of this server',
        response: returns(schemas.ServerInfo),
      },
    },
    async () => ({
      ...{ name: config.name, version, protocol: protocolVersion, limits: { ...config.limits } },
      ...(told === undefined ? {} : { sso: told }),
    }),
  )
}
