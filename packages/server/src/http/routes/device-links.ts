// A device that is signed in by another one of its account (rules DL-1 to DL-5). Who asks needs no session; who looks
// and answers does. How often a code is looked at is bounded for each account.

import { bytesToBase64url, schemas } from '@sotto/wire'
import { linkInterval } from '../../accounts/device-links.ts'
import { networkOf } from '../../addresses.ts'
import type { AppParts } from '../app-parts.ts'
import { limitByAccount, limitByAddress, requireSession } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

const tags = ['devices']

export function deviceLinkRoutes(app: App, parts: AppParts): void {
  askingRoutes(app, parts)
  answeringRoutes(app, parts)
}

function askingRoutes(app: App, { deviceLinks, limiters }: AppParts): void {
  app.post(
    '/v1/device-links',
    {
      onRequest: limitByAddress(limiters.links),
      schema: {
        tags,
        operationId: 'askForLink',
        summary: 'A new device asks another one of its account to sign it in',
        body: schemas.LinkStart,
        response: returns(schemas.LinkStarted),
      },
    },
    async ({ body, ip }) => {
      const publicKey = orRefuse(readBytes(body.publicKey, 32))
      const [salt, tag] = [orRefuse(readBytes(body.salt, 16)), orRefuse(readBytes(body.tag, 32))]
      return {
        ...deviceLinks.start({ publicKey, salt, tag, from: networkOf(ip) }),
        interval: linkInterval,
      }
    },
  )
  app.post(
    '/v1/device-links/poll',
    {
      onRequest: limitByAddress(limiters.refresh),
      schema: {
        tags,
        operationId: 'pollLink',
        summary: 'Whether the other device has answered',
        body: schemas.LinkTicket,
        response: returns(schemas.LinkState),
      },
    },
    async ({ body }) => {
      const found = orRefuse(deviceLinks.poll(body.ticket))
      return found.state === 'answered'
        ? { state: found.state, sealed: bytesToBase64url(found.sealed) }
        : { state: found.state }
    },
  )
}

function answeringRoutes(app: App, { deviceLinks, sessions, limiters }: AppParts): void {
  const onRequest = [requireSession(sessions, limiters.account), limitByAccount(limiters.codes)]
  app.post(
    '/v1/device-links/look',
    {
      onRequest,
      schema: {
        tags,
        operationId: 'lookAtLink',
        summary: 'What asks under a code',
        security: withToken,
        body: schemas.LinkHandle,
        response: returns(schemas.LinkAsked),
      },
    },
    async ({ body }) => {
      const { publicKey, salt, tag, asked, from } = orRefuse(deviceLinks.look(body.handle))
      return {
        publicKey: bytesToBase64url(publicKey),
        salt: bytesToBase64url(salt),
        tag: bytesToBase64url(tag),
        asked,
        ...(from === undefined ? {} : { from }),
      }
    },
  )
  app.post(
    '/v1/device-links/answer',
    {
      onRequest,
      schema: {
        tags,
        operationId: 'answerLink',
        summary: 'What the asking device is handed over, sealed for it; or no',
        security: withToken,
        body: schemas.LinkAnswer,
        response: returnsNothing,
      },
    },
    async ({ body }, reply) => {
      const sealed = body.sealed === undefined ? undefined : orRefuse(readBytes(body.sealed))
      const answer =
        sealed === undefined ? { state: 'denied' as const } : { state: 'answered' as const, sealed }
      orRefuse(deviceLinks.answer(body.handle, answer))
      return reply.code(204).send(null)
    },
  )
}
