// Sealed parcels that members of a conversation leave for each other's devices (rule NH-7).

import {
  bytesToBase64url,
  type ConversationId,
  type DeviceId,
  parseConversationId,
  parseDeviceId,
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

const InConversation = Type.Object({ conversation: Type.String({ maxLength: 64 }) })
const OneParcel = Type.Object({
  conversation: Type.String({ maxLength: 64 }),
  parcel: Type.String({ maxLength: 64 }),
})

export function parcelRoutes(app: App, { parcels, sessions, limiters }: AppParts): void {
  const onRequest = [requireSession(sessions, limiters.account), limitByAccount(limiters.records)]
  const common = { tags: ['conversations'], security: withToken }
  app.post(
    '/v1/conversations/:conversation/parcels',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'leaveParcels',
        summary: 'Leave sealed parcels for a device of another member',
        params: InConversation,
        body: schemas.ParcelsPut,
        response: returnsNothing,
      },
    },
    async (request, reply) => {
      const conversation = readConversation(request.params.conversation)
      const device = readDevice(request.body.for)
      const given = request.body.parcels.map((one) => orRefuse(readBytes(one)))
      orRefuse(await parcels.leave(callerOf(request), conversation, { device, parcels: given }))
      return done(reply)
    },
  )
  app.get(
    '/v1/conversations/:conversation/parcels/:parcel',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'readParcel',
        summary: 'A sealed parcel that was left for this device, by the SHA-256 of its bytes',
        params: OneParcel,
        response: returns(schemas.Parcel),
      },
    },
    async (request) => {
      const conversation = readConversation(request.params.conversation)
      const id = orRefuse(readBytes(request.params.parcel))
      return { bytes: bytesToBase64url(orRefuse(await parcels.read(callerOf(request), conversation, id))) }
    },
  )
  app.delete(
    '/v1/conversations/:conversation/parcels',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'dropParcels',
        summary: 'Delete what was left for this device in a conversation',
        params: InConversation,
        response: returnsNothing,
      },
    },
    async (request, reply) => {
      await parcels.taken(callerOf(request), readConversation(request.params.conversation))
      return done(reply)
    },
  )
}

function done(reply: FastifyReply) {
  return reply.code(204).send()
}

function readDevice(text: string): DeviceId {
  return parseDeviceId(text) ?? orRefuse(refuse('bad_request', 'This cannot be a device id.'))
}

function readConversation(text: string): ConversationId {
  return parseConversationId(text) ?? orRefuse(refuse('bad_request', 'This cannot be a conversation id.'))
}
