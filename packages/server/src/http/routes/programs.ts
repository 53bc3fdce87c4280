// Programs in the hands of people (rules OA-1, OA-2, OA-5, OA-8): registered, allowed, looked at and ended by who is
// signed in. What programs ask themselves is in `oauth.ts`.

import { schemas } from '@sotto/wire'
import Type from 'typebox'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAccount, requireSession } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

const common = { tags: ['programs'], security: withToken }
const IdInPath = Type.Object({ id: Type.String({ maxLength: 64 }) })

export function programRoutes(app: App, parts: AppParts): void {
  listRoutes(app, parts)
  registeringRoutes(app, parts)
  requestRoutes(app, parts)
  codeRoutes(app, parts)
}

function listRoutes(app: App, { programs, sessions, limiters }: AppParts): void {
  const onRequest = requireSession(sessions, limiters.account)
  app.get(
    '/v1/programs',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'listPrograms',
        summary: 'Programs with access to the own account, and those that it has registered',
        response: returns(schemas.OwnPrograms),
      },
    },
    async (request) => programs.own(callerOf(request).account),
  )
  app.delete(
    '/v1/programs/access/:id',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'endAccess',
        summary: 'End the access of a program at once',
        params: IdInPath,
        response: returnsNothing,
      },
    },
    async (request, reply) => {
      orRefuse(await programs.endAccess(callerOf(request).account, request.params.id))
      return reply.code(204).send(null)
    },
  )
}

function registeringRoutes(app: App, { programs, sessions, limiters }: AppParts): void {
  const onRequest = [requireSession(sessions, limiters.account), limitByAccount(limiters.programs)]
  app.post(
    '/v1/programs',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'registerProgram',
        summary: 'Register a program (a public client); its id is what it asks by',
        body: schemas.NewProgram,
        response: returns(schemas.ProgramRegistered),
      },
    },
    async (request) => orRefuse(await programs.register(callerOf(request).account, request.body)),
  )
  app.delete(
    '/v1/programs/:id',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'removeProgram',
        summary: 'Remove a program that the own account has registered, with every access it has',
        params: IdInPath,
        response: returnsNothing,
      },
    },
    async (request, reply) => {
      orRefuse(await programs.remove(callerOf(request).account, request.params.id))
      return reply.code(204).send(null)
    },
  )
}

function requestRoutes(app: App, { consent, sessions, limiters }: AppParts): void {
  const onRequest = [requireSession(sessions, limiters.account), limitByAccount(limiters.programs)]
  app.post(
    '/v1/programs/requests/look',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'lookAtProgram',
        summary: 'What a program asks for that has sent the browser to /authorize',
        body: schemas.ProgramAsk,
        response: returns(schemas.ProgramAsked),
      },
    },
    async ({ body }) => orRefuse(await consent.look(body)),
  )
  app.post(
    '/v1/programs/requests/answer',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'answerProgram',
        summary: 'Allow it, with the account key’s signature, or not; where the browser goes then',
        body: schemas.ProgramAnswer,
        response: returns(schemas.ProgramAnswered),
      },
    },
    async (request) => {
      const { signature: text, ...ask } = request.body
      const signature = text === undefined ? undefined : orRefuse(readBytes(text, 64))
      const { account } = callerOf(request)
      return { redirect: orRefuse(await consent.answer(account, ask, signature)) }
    },
  )
}

function codeRoutes(app: App, { userCodes, sessions, limiters }: AppParts): void {
  const onRequest = [requireSession(sessions, limiters.account), limitByAccount(limiters.codes)]
  app.post(
    '/v1/programs/codes/look',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'lookAtCode',
        summary: 'What the program asks for that shows a code',
        body: schemas.UserCode,
        response: returns(schemas.UserCodeAsked),
      },
    },
    async ({ body }) => orRefuse(await userCodes.look(body.code)),
  )
  app.post(
    '/v1/programs/codes/answer',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'answerCode',
        summary: 'Allow it, with the account key’s signature, or not',
        body: schemas.UserCodeAnswer,
        response: returnsNothing,
      },
    },
    async (request, reply) => {
      const { code, allow, signature: text } = request.body
      const signature = text === undefined ? undefined : orRefuse(readBytes(text, 64))
      orRefuse(await userCodes.answer(callerOf(request).account, { code, allow, signature }))
      return reply.code(204).send(null)
    },
  )
}
