// For those who run the server: is it alive, is it ready, what does it count. Readiness is a real write,
// at most one a second.

import type { FastifyRequest } from 'fastify'
import type { AppParts } from '../app-parts.ts'
import { sendProblem } from '../problem.ts'
import type { App } from '../typed-app.ts'

const readyFor = 1000
const local = /^(?:127\.|::1$|::ffff:127\.)/

export function operationRoutes(app: App, parts: AppParts): void {
  const { metrics, config } = parts
  const writable = remembering(parts.writable, readyFor)
  const hidden = { schema: { hide: true } }
  app.get('/healthz', hidden, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  )
  app.get('/readyz', hidden, async (_request, reply) => {
    if (await writable()) return reply.header('cache-control', 'no-store').send({ status: 'ready' })
    return sendProblem(reply, { code: 'unavailable', message: 'The store takes no writes at the moment.' })
  })
  app.get('/metrics', hidden, async (request, reply) => {
    if (config.metrics === 'local' && !isLocal(request)) {
      return sendProblem(reply, {
        code: 'forbidden',
        message: 'Metrics are for this machine only; the setting "metrics" opens them.',
      })
    }
    const text = await metrics.registry.metrics()
    return reply.header('cache-control', 'no-store').type(metrics.registry.contentType).send(text)
  })
}

/** Behind a proxy on this machine every request seems local; a proxy gives itself away by its headers. */
function isLocal(request: FastifyRequest): boolean {
  const { headers } = request
  const forwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  return !forwarded && local.test(request.socket.remoteAddress ?? '')
}

function remembering(ask: () => Promise<boolean>, milliseconds: number): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined
  return () => {
    if (answer === undefined) {
      answer = ask()
      setTimeout(() => {
        answer = undefined
      }, milliseconds).unref()
    }
    return answer
  }
}
