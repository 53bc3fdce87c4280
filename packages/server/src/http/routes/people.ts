// The directory and the own block list (rules P-3, C-7).

import { limits, schemas } from '@sotto/wire'
import Type from 'typebox'
import type { AppParts } from '../app-parts.ts'
import { type Asker, askerOf, callerOf, limitByAccount, requireScope, requireSession } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { forPrograms, returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readName } from './accounts.ts'

const Search = Type.Object({
  query: Type.Optional(Type.String({ maxLength: 64 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.directoryAnswers })),
})
const AccountParams = Type.Object({ account: Type.String({ maxLength: 64 }) })

export function peopleRoutes(app: App, { directory, sessions, programs, limiters }: AppParts): void {
  const asking = [
    requireScope({ sessions, programs, perAccount: limiters.account }, 'people:read'),
    limitByAccount(limiters.directory),
  ]
  app.get(
    '/v1/people',
    {
      onRequest: asking,
      schema: {
        tags: ['people'],
        operationId: 'searchPeople',
        summary: 'People a part of whose name begins with the query',
        security: forPrograms('people:read'),
        querystring: Search,
        response: returns(schemas.People),
      },
    },
    async (request) => {
      const { query = '', limit = limits.directoryAnswers } = request.query
      return directory.search(viewerOf(askerOf(request)), query, limit)
    },
  )
  app.get(
    '/v1/people/:account',
    {
      onRequest: asking,
      schema: {
        tags: ['people'],
        operationId: 'getPerson',
        summary: 'One person, with the account key and presence',
        security: forPrograms('people:read'),
        params: AccountParams,
        response: returns(schemas.Person),
      },
    },
    async (request) => {
      const account = readName(request.params.account)
      return orRefuse(await directory.person(viewerOf(askerOf(request)), account))
    },
  )
}

/** Whose eyes see presence: nobody's, where a program was not allowed to. */
function viewerOf({ account, may }: Asker) {
  return may('presence:read') ? account : undefined
}

export function blockRoutes(app: App, { directory, sessions, limiters }: AppParts): void {
  const signedIn = requireSession(sessions, limiters.account)
  app.get(
    '/v1/blocks',
    {
      onRequest: signedIn,
      schema: {
        tags: ['blocks'],
        operationId: 'listBlocks',
        summary: 'Whom the own account has blocked',
        security: withToken,
        response: returns(schemas.Blocks),
      },
    },
    async (request) => directory.blocks(callerOf(request).account),
  )
  for (const method of ['PUT', 'DELETE'] as const) {
    const blocked = method === 'PUT'
    app.route({
      method,
      url: '/v1/blocks/:account',
      onRequest: [signedIn, limitByAccount(limiters.blocks)],
      schema: {
        tags: ['blocks'],
        operationId: blocked ? 'block' : 'unblock',
        summary: blocked ? 'Block somebody' : 'Stop blocking somebody',
        security: withToken,
        params: AccountParams,
        response: returnsNothing,
      },
      handler: async (request, reply) => {
        const other = readName(request.params.account)
        orRefuse(await directory.setBlock(callerOf(request).account, other, blocked))
        return reply.code(204).send(null)
      },
    })
  }
}
