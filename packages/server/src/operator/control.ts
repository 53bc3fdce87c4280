// The door for whoever runs the server: HTTP on this machine alone, on a port of its own, behind a token that stands in a
// file of the data folder. Who can read that file can read the database as well.

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  type AccountName,
  accountsPerPage,
  bytesToBase64url,
  controlFileName,
  type OperatorSchemas,
  parseAccountName,
  refuse,
} from '@sotto/wire'
import Fastify, { type FastifyBaseLogger } from 'fastify'
import Type from 'typebox'
import { installErrorHandler, orRefuse } from '../http/problem.ts'
import type { App } from '../http/typed-app.ts'
import { typeboxSerializer, typeboxValidator } from '../http/validation.ts'
import type { Logger } from '../log.ts'
import type { Operator } from './operator.ts'

export type Control = { close(): Promise<void> }

type Parts = { readonly operator: Operator; readonly dataDir: string; readonly log: Logger }

const Query = Type.Object({
  query: Type.Optional(Type.String({ maxLength: 64 })),
  after: Type.Optional(Type.String({ maxLength: 64 })),
})
const Named = Type.Object({ account: Type.String({ maxLength: 64 }) })

export async function openControl({ operator, dataDir, log }: Parts): Promise<Control> {
  const token = randomBytes(32)
  const app: App = Fastify({ loggerInstance: log as FastifyBaseLogger, bodyLimit: 1024 })
  app.setValidatorCompiler(typeboxValidator)
  app.setSerializerCompiler(typeboxSerializer)
  installErrorHandler(app, {
    refused: () => undefined,
    failed: (error) => log.error({ err: error }, 'the operator could not be answered'),
  })
  app.addHook('onRequest', async ({ headers }) => {
    if (!isToken(headers.authorization, token)) orRefuse(refuse('unauthenticated', 'Not for you.'))
  })
  installRoutes(app, operator)
  await app.listen({ host: '127.0.0.1', port: 0, listenTextResolver: () => 'listening for the operator' })
  const path = join(dataDir, controlFileName)
  const { port } = app.server.address() as AddressInfo
  writeControl(path, { port, token: bytesToBase64url(token) })
  return {
    close: async () => {
      rmSync(path, { force: true })
      await app.close()
    },
  }
}

function installRoutes(app: App, operator: Operator): void {
  app.get('/accounts', { schema: { querystring: Query } }, ({ query: { query = '', after } }) => {
    const from = parseAccountName(after)
    return operator.accounts({
      query,
      most: accountsPerPage,
      ...(from === undefined ? {} : { after: from }),
    })
  })
  const act = (path: string, method: 'GET' | 'POST' | 'DELETE', does: (account: AccountName) => unknown) =>
    app.route({
      method,
      url: `/accounts/:account${path}`,
      schema: { params: Named },
      handler: async ({ params }) => does(nameOf((params as { account: string }).account)),
    })
  act('', 'GET', async (account) => orRefuse(await operator.account(account)))
  act('', 'DELETE', async (account) => orRefuse(await operator.remove(account)))
  act('/disable', 'POST', async (account) => orRefuse(await operator.disable(account)))
  act('/enable', 'POST', async (account) => orRefuse(await operator.enable(account)))
  act('/disconnect', 'POST', async (account) => orRefuse(await operator.disconnect(account)))
  act('/sign-out', 'POST', async (account) => orRefuse(await operator.signOut(account)))
}

function nameOf(text: string): AccountName {
  const account = parseAccountName(text)
  return account ?? orRefuse(refuse('not_found', 'Nobody on this server is called so.'))
}

function isToken(header: string | undefined, token: Uint8Array): boolean {
  const given = Buffer.from(/^Bearer ([\w-]{43})$/.exec(header ?? '')?.[1] ?? '', 'base64url')
  return given.length === token.length && timingSafeEqual(given, token)
}

/** Never there with a wrong mode, and never half. */
function writeControl(path: string, control: OperatorSchemas['Control']): void {
  const fresh = `${path}.new`
  rmSync(fresh, { force: true })
  writeFileSync(fresh, JSON.stringify(control), { mode: 0o600, flag: 'wx' })
  chmodSync(fresh, 0o600)
  renameSync(fresh, path)
}
