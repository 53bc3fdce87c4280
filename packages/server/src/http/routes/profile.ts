// Who it is that a program has access to (rule OA-9).

import { schemas } from '@sotto/wire'
import type { AppParts } from '../app-parts.ts'
import { askerOf, requireScope } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { forPrograms, returns } from '../responses.ts'
import type { App } from '../typed-app.ts'

export function profileRoutes(app: App, { directory, sessions, programs, limiters }: AppParts): void {
  app.get(
    '/v1/profile',
    {
      onRequest: requireScope({ sessions, programs, perAccount: limiters.account }, 'profile:read'),
      schema: {
        tags: ['people'],
        operationId: 'ownProfile',
        summary: 'The account that the token is of',
        security: forPrograms('profile:read'),
        response: returns(schemas.Profile),
      },
    },
    async (request) => {
      const { account } = askerOf(request)
      return orRefuse(await directory.profile(account))
    },
  )
}
