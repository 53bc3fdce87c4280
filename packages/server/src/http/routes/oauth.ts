// What programs ask by themselves, in OAuth's own forms: where everything is (RFC 8414), tokens (RFC 6749 §3.2, OAuth
// 2.1), codes for programs without a browser (RFC 8628), revocation (RFC 7009). All are public clients: there is no
// secret to check, so PKCE and the rotation of refresh tokens stand for it (RFC 9700).

import { parse } from 'node:querystring'
import { refuse, type Schemas, schemas, scopes } from '@sotto/wire'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { networkOf } from '../../addresses.ts'
import type { OAuthCode, OAuthRefusal, OAuthResult } from '../../programs/oauth-refusal.ts'
import { refuseProgram } from '../../programs/oauth-refusal.ts'
import { readScopes } from '../../programs/scopes.ts'
import { userCodeInterval, userCodeLifetime } from '../../programs/user-codes.ts'
import type { AppParts } from '../app-parts.ts'
import { limitByAddress } from '../caller.ts'
import { orRefuse, refusalOf } from '../problem.ts'
import { returns } from '../responses.ts'
import type { App } from '../typed-app.ts'

const form = 'application/x-www-form-urlencoded'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const tags = ['oauth']

const field = Type.Optional(Type.String({ maxLength: 2048 }))
const TokenForm = Type.Object({
  grant_type: field,
  client_id: field,
  code: field,
  code_verifier: field,
  redirect_uri: field,
  refresh_token: field,
  device_code: field,
  scope: field,
  resource: field,
})
const DeviceForm = Type.Object({ client_id: field, scope: field, resource: field })
const RevocationForm = Type.Object({ client_id: field, token: field, token_type_hint: field })

const refusal = {
  description: 'Refused, as RFC 6749 §5.2 has it',
  content: { 'application/json': { schema: schemas.OAuthRefusal } },
} as const
const answers = <T>(schema: T) => ({ 200: schema, default: refusal }) as const

export function oauthRoutes(app: App, parts: AppParts): void {
  metadataRoute(app, parts)
  // its own scope: nowhere else is a form taken, which any page could send
  app.register(async (scope: App) => {
    scope.addContentTypeParser(
      form,
      { parseAs: 'string', bodyLimit: 16 * 1024 },
      async (_request: FastifyRequest, body: string) => orRefuse(readForm(body)),
    )
    scope.setErrorHandler((error, _request, reply) => {
      const { code, retryAfter, message } = refusalOf(error)
      if (retryAfter !== undefined) reply.header('retry-after', Math.ceil(retryAfter / 1000))
      const isBusy = ['rate_limited', 'unavailable', 'store_full', 'internal'].includes(code)
      return sendRefusal(reply, {
        error: isBusy ? 'temporarily_unavailable' : 'invalid_request',
        description: message,
      })
    })
    tokenRoute(scope, parts)
    deviceRoute(scope, parts)
    revocationRoute(scope, parts)
  })
}

function metadataRoute(app: App, { issuer }: AppParts): void {
  app.get(
    '/.well-known/oauth-authorization-server',
    {
      schema: {
        tags,
        operationId: 'describeAuthorization',
        summary: 'Where programs ask for what (RFC 8414)',
        response: returns(schemas.AuthorizationServer),
      },
    },
    async () => ({
      issuer: issuer(),
      authorization_endpoint: `${issuer()}/authorize`,
      token_endpoint: `${issuer()}/oauth/token`,
      device_authorization_endpoint: `${issuer()}/oauth/device`,
      revocation_endpoint: `${issuer()}/oauth/revoke`,
      scopes_supported: [...scopes],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token', deviceGrant],
      token_endpoint_auth_methods_supported: ['none'],
      revocation_endpoint_auth_methods_supported: ['none'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      service_documentation: `${issuer()}/docs`,
    }),
  )
}

function tokenRoute(app: App, parts: AppParts): void {
  app.post(
    '/oauth/token',
    {
      onRequest: limitByAddress(parts.limiters.refresh),
      schema: {
        tags,
        operationId: 'programToken',
        summary: 'Tokens for an authorization code, a device code or a refresh token',
        consumes: [form],
        body: TokenForm,
        response: answers(schemas.ProgramTokens),
      },
    },
    async ({ body }, reply) => {
      const given = await exchange(parts, body)
      return given.ok ? reply.header('pragma', 'no-cache').send(given.value) : sendRefusal(reply, given.error)
    },
  )
}

async function exchange(
  { consent, userCodes, programDesk, issuer }: AppParts,
  body: Type.Static<typeof TokenForm>,
): Promise<OAuthResult<Schemas['ProgramTokens']>> {
  const { client_id: clientId, resource } = body
  if (clientId === undefined) return refuseProgram('invalid_client', 'client_id is missing.')
  if (resource !== undefined && resource !== issuer()) {
    return refuseProgram('invalid_target', 'Tokens of this server are for this server.')
  }
  switch (body.grant_type) {
    case 'authorization_code':
      if (body.code === undefined || body.code_verifier === undefined) return missing()
      return consent.exchange(clientId, {
        code: body.code,
        verifier: body.code_verifier,
        redirectUri: body.redirect_uri,
      })
    case deviceGrant:
      return body.device_code === undefined ? missing() : userCodes.poll(clientId, body.device_code)
    case 'refresh_token': {
      if (body.refresh_token === undefined) return missing()
      const wanted = body.scope === undefined ? undefined : readScopes(body.scope)
      return body.scope !== undefined && wanted === undefined
        ? refuseProgram('invalid_scope', 'This can not be given here.')
        : programDesk.refresh(clientId, body.refresh_token, wanted)
    }
    default:
      return refuseProgram('unsupported_grant_type', 'Tokens are not given for this here.')
  }
}

function deviceRoute(app: App, { userCodes, limiters, issuer }: AppParts): void {
  app.post(
    '/oauth/device',
    {
      onRequest: limitByAddress(limiters.links),
      schema: {
        tags,
        operationId: 'programCode',
        summary: 'A code to show, for a program without a browser (RFC 8628)',
        consumes: [form],
        body: DeviceForm,
        response: answers(schemas.DeviceAuthorization),
      },
    },
    async ({ body, ip }, reply) => {
      const { client_id: clientId = '', scope = '' } = body
      const started = await userCodes.start({ clientId, scope, from: networkOf(ip) })
      if (!started.ok) return sendRefusal(reply, started.error)
      const { userCode, deviceCode } = started.value
      const shown = `${userCode.slice(0, 4)}-${userCode.slice(4)}`
      return {
        device_code: deviceCode,
        user_code: shown,
        verification_uri: `${issuer()}/device`,
        verification_uri_complete: `${issuer()}/device#${shown}`,
        expires_in: userCodeLifetime / 1000,
        interval: userCodeInterval,
      }
    },
  )
}

function revocationRoute(app: App, { programDesk, limiters }: AppParts): void {
  app.post(
    '/oauth/revoke',
    {
      onRequest: limitByAddress(limiters.refresh),
      schema: {
        tags,
        operationId: 'revokeToken',
        summary: 'End a token (RFC 7009); a refresh token takes the whole access along',
        consumes: [form],
        body: RevocationForm,
        response: { 200: Type.Object({}), default: refusal },
      },
    },
    async ({ body }, reply) => {
      const { client_id: clientId, token } = body
      if (clientId === undefined || token === undefined) return sendRefusal(reply, missing().error)
      await programDesk.revoke(clientId, token)
      return {}
    },
  )
}

/** Each parameter once (RFC 6749 §3.2). */
function readForm(text: string) {
  const read = parse(text, '&', '=', { maxKeys: 40 })
  const isClear = Object.values(read).every((value) => typeof value === 'string')
  return isClear
    ? ({ ok: true, value: { ...read } } as const)
    : refuse('bad_request', 'A parameter stands there twice.')
}

function missing() {
  return refuseProgram('invalid_request', 'Something is missing in the request.')
}

const statuses: Partial<Record<OAuthCode, number>> = { invalid_client: 401, temporarily_unavailable: 503 }

function sendRefusal(reply: FastifyReply, { error, description }: OAuthRefusal) {
  return reply
    .code(statuses[error] ?? 400)
    .header('cache-control', 'no-store')
    .type('application/json')
    .send({ error, error_description: description })
}
