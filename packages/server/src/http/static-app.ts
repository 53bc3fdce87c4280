// The built app: hashed assets may be kept for ever, everything else is asked for again each time, and any
// address of the app opens its one page.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.ts'

const immutable = 'public, max-age=31536000, immutable'
const noApp = `The Sotto server is running, but the app has not been built.

Build it with "npm start" in the project folder, which does so when it is needed, then reload this page.
The interface for programs is described at /docs.
`

/** Serves the app in `appDir` if it has been built, and answers everything that no route took. */
export async function installStaticApp(app: FastifyInstance, appDir: string): Promise<void> {
  const built = existsSync(join(appDir, 'index.html'))
  if (built) {
    await app.register(fastifyStatic, {
      root: appDir,
      prefix: '/',
      cacheControl: false,
      preCompressed: true,
      dotfiles: 'ignore',
      schemaHide: true,
      setHeaders: (reply, path) => {
        reply.header('cache-control', cachingOf(path.slice(appDir.length)))
      },
    })
  } else {
    app.get('/', { schema: { hide: true } }, async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(noApp),
    )
  }
  app.setNotFoundHandler((request, reply) => {
    if (built && opensPage(request)) return sendPage(reply)
    return sendProblem(reply, { code: 'not_found', message: 'There is nothing at this address.' })
  })
}

/** Vite puts a hash of the content into the name of everything under `assets`. */
function cachingOf(path: string): string {
  return /^[/\\]assets[/\\]/.test(path) ? immutable : 'no-cache'
}

/** A person going to an address of the app, rather than a program asking for a file. */
function opensPage(request: FastifyRequest): boolean {
  const path = request.url.split('?')[0] ?? ''
  const isOurs = /^\/(?:v1|oauth|docs|metrics|healthz|readyz|\.well-known)(?:\/|$)/.test(path)
  const wantsHtml = request.headers.accept?.includes('text/html') ?? false
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return reads && wantsHtml && !isOurs && !/\.[a-z0-9]+$/i.test(path)
}

function sendPage(reply: FastifyReply) {
  return reply.code(200).sendFile('index.html')
}
