// The HTTP side of the server: bounds on every request, one form of refusal, the routes, the description
// of the interface and the built app. Decides nothing itself.

import { limits } from '@sotto/wire'
import Fastify, { type FastifyBaseLogger, type FastifyReply } from 'fastify'
import type { AppParts } from './app-parts.ts'
import { limitByAddress } from './caller.ts'
import { installDocs } from './docs.ts'
import { installErrorHandler, sendProblem } from './problem.ts'
import { accountRoutes } from './routes/accounts.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { deviceLinkRoutes } from './routes/device-links.ts'
import { deviceRoutes } from './routes/devices.ts'
import { factorRoutes } from './routes/factors.ts'
import { keyPackageRoutes } from './routes/key-packages.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { operationRoutes } from './routes/operations.ts'
import { otherWayRoutes } from './routes/other-ways.ts'
import { parcelRoutes } from './routes/parcels.ts'
import { passkeyRoutes } from './routes/passkeys.ts'
import { blockRoutes, peopleRoutes } from './routes/people.ts'
import { profileRoutes } from './routes/profile.ts'
import { programRoutes } from './routes/programs.ts'
import { recordRoutes } from './routes/records.ts'
import { sealedProfileRoutes } from './routes/sealed-profiles.ts'
import { serverInfoRoutes } from './routes/server-info.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { ssoRoutes } from './routes/sso.ts'
import { transparencyRoutes } from './routes/transparency.ts'
import { wayRoutes } from './routes/ways-in.ts'
import { installSecurityHeaders } from './security-headers.ts'
import { installStaticApp } from './static-app.ts'
import type { App } from './typed-app.ts'
import { typeboxSerializer, typeboxValidator } from './validation.ts'

/** The app, ready to listen or to be asked for its description. */
export async function createApp(parts: AppParts): Promise<App> {
  const app: App = Fastify({
    loggerInstance: parts.log as FastifyBaseLogger,
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    // One hop: what a client itself put into X-Forwarded-For is never believed.
    trustProxy: parts.config.trustProxy ? (_address, hop) => hop === 0 : false,
    bodyLimit: limits.bodyBytes,
    connectionTimeout: 60_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 128 },
    http: { maxHeaderSize: 16 * 1024 },
    return503OnClosing: true,
    clientErrorHandler: answerBrokenHttp,
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void sendProblem(reply, { code: 'bad_request', message: 'The address is not valid.' })
    },
  })
  app.decorateRequest('caller', null)
  app.decorateRequest('asker', null)
  app.setValidatorCompiler(typeboxValidator)
  app.setSerializerCompiler(typeboxSerializer)
  app.removeContentTypeParser('text/plain')
  installErrorHandler(app, observerOf(parts))
  installSecurityHeaders(app)
  observeAnswers(app, parts)
  const limited = limitByAddress(parts.limiters.request)
  app.addHook('onRequest', async (request, reply) => {
    // the router reads percent-encoded paths too, so that the route counts as well as the text
    const isOurs = [request.url, request.routeOptions.url].some((url) => /^\/(?:v1|oauth)\//.test(url ?? ''))
    if (!isOurs) return
    reply.header('cache-control', 'no-store')
    await limited(request, reply)
  })
  await installDocs(app)
  installRoutes(app, parts)
  await installStaticApp(app, parts.config.appDir)
  await app.ready()
  return app
}

function installRoutes(app: App, parts: AppParts): void {
  operationRoutes(app, parts)
  serverInfoRoutes(app, parts)
  accountRoutes(app, parts)
  sessionRoutes(app, parts)
  otherWayRoutes(app, parts)
  wayRoutes(app, parts)
  factorRoutes(app, parts)
  passkeyRoutes(app, parts)
  ssoRoutes(app, parts)
  deviceRoutes(app, parts)
  deviceLinkRoutes(app, parts)
  keyPackageRoutes(app, parts)
  transparencyRoutes(app, parts)
  peopleRoutes(app, parts)
  blockRoutes(app, parts)
  conversationRoutes(app, parts)
  recordRoutes(app, parts)
  profileRoutes(app, parts)
  sealedProfileRoutes(app, parts)
  programRoutes(app, parts)
  oauthRoutes(app, parts)
  parcelRoutes(app, parts)
}

function observeAnswers(app: App, { metrics, log }: AppParts): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const { method } = request
    metrics.answered(method, route, reply.statusCode, reply.elapsedTime / 1000)
    log.info({ method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
}

function observerOf({ metrics, log }: AppParts) {
  return {
    refused: (code: string) => metrics.refused(code),
    failed: (error: unknown, request: { routeOptions: { url?: string | undefined } }) =>
      log.error({ err: error, route: request.routeOptions.url ?? 'none' }, 'a request failed'),
  }
}

/** What arrives is not HTTP, or too long, or too slow: a short answer, then the connection ends. */
const answerBrokenHttp: NonNullable<Fastify.FastifyServerOptions['clientErrorHandler']> = (error, socket) => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
}
