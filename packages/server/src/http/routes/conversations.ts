// Conversations as the server knows them: who takes part and where the log stands, never what is said or
// what they are called (rules C-3 to C-8, D-12). Messages themselves travel over the gateway.

import {
  bytesToBase64url,
  type ConversationId,
  limits,
  parseConversationId,
  refuse,
  schemas,
} from '@sotto/wire'
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAccount, requireSession } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

const ConversationParams = Type.Object({ conversation: Type.String({ maxLength: 64 }) })
const Range = Type.Object({
  /** Entries behind this one. */
  after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  /** Up to and including this one; an answer may end earlier. */
  upTo: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
})

export function conversationRoutes(app: App, parts: AppParts): void {
  readingRoutes(app, parts)
  changingRoutes(app, parts)
}

function readingRoutes(app: App, { delivery, sessions, limiters }: AppParts): void {
  const onRequest = [requireSession(sessions, limiters.account), limitByAccount(limiters.conversations)]
  const common = { tags: ['conversations'], security: withToken }
  app.get(
    '/v1/conversations',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'listConversations',
        summary: 'The conversations of the own account',
        response: returns(schemas.Conversations),
      },
    },
    async (request) => delivery.list(callerOf(request).account),
  )
  app.get(
    '/v1/conversations/:conversation',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'getConversation',
        summary: 'Who takes part in a conversation, and where its log stands',
        params: ConversationParams,
        response: returns(schemas.ConversationInfo),
      },
    },
    async (request) => {
      const conversation = readConversation(request.params.conversation)
      return orRefuse(await delivery.info(callerOf(request), conversation))
    },
  )
  app.get(
    '/v1/conversations/:conversation/log',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'readLog',
        summary: 'Entries of a conversation by range, for repair',
        params: ConversationParams,
        querystring: Range,
        response: returns(schemas.LogPage),
      },
    },
    async (request) => {
      const conversation = readConversation(request.params.conversation)
      const { after = 0, upTo = Number.MAX_SAFE_INTEGER } = request.query
      const entries = Math.min(Math.max(1, upTo - after), limits.entriesInFlight)
      const page = { entries, bytes: limits.bytesInFlight }
      const read = orRefuse(await delivery.readLog(callerOf(request), conversation, { after, page }))
      const within = read.entries.filter(({ entry }) => entry.seq <= upTo)
      return {
        entries: within.map(({ entry: { seq, at, kind, id, bytes, uploader } }) => ({
          seq,
          at,
          kind,
          id,
          bytes: bytesToBase64url(bytes),
          ...(uploader === undefined ? {} : { uploader }),
        })),
        lastSeq: read.lastSeq,
      }
    },
  )
}

function changingRoutes(app: App, { delivery, sessions, limiters }: AppParts): void {
  const onRequest = [requireSession(sessions, limiters.account), limitByAccount(limiters.conversations)]
  const common = {
    tags: ['conversations'],
    security: withToken,
    params: ConversationParams,
    response: returnsNothing,
  }
  const changes = {
    accept: 'Accept a message request',
    decline: 'Decline a message request; who asked is not told',
  } as const
  for (const change of ['accept', 'decline'] as const) {
    app.post(
      `/v1/conversations/:conversation/${change}`,
      { onRequest, schema: { ...common, operationId: `${change}Conversation`, summary: changes[change] } },
      async (request, reply) => {
        const conversation = readConversation(request.params.conversation)
        orRefuse(await delivery[change](callerOf(request), conversation))
        return done(reply)
      },
    )
  }
  app.post(
    '/v1/conversations/:conversation/leave',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'leaveConversation',
        summary: 'Take the own account out of a conversation',
        body: schemas.Leave,
      },
    },
    async (request, reply) => {
      const conversation = readConversation(request.params.conversation)
      const { notice, word } = request.body
      const said = word === undefined ? {} : { word: orRefuse(readBytes(word)) }
      orRefuse(await delivery.leave(callerOf(request), conversation, { notice, ...said }))
      return done(reply)
    },
  )
  app.post(
    '/v1/conversations/:conversation/rejoin',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'rejoinConversation',
        summary: 'Ask the members to remove this device and add it again',
        body: schemas.Rejoin,
      },
    },
    async (request, reply) => {
      const conversation = readConversation(request.params.conversation)
      const signed = orRefuse(readBytes(request.body.request))
      orRefuse(await delivery.rejoin(callerOf(request), conversation, signed))
      return done(reply)
    },
  )
}

function done(reply: FastifyReply) {
  return reply.code(204).send()
}

function readConversation(text: string): ConversationId {
  return parseConversationId(text) ?? orRefuse(refuse('bad_request', 'This cannot be a conversation id.'))
}
