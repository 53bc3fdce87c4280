// The interface described by itself: OpenAPI 3.1 made from the schemas that validate, and its pages at
// `/docs`.

import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import { limits, protocolVersion, type Scope } from '@sotto/wire'
import { markShapes, nameShapes } from './openapi-components.ts'
import { docsSecurityPolicy } from './security-headers.ts'
import type { App } from './typed-app.ts'

const description = `What a client may ask of a Sotto server over HTTP. The rules behind it are in PROTOCOL.md.

Bytes are base64url text without padding. Times are milliseconds since 1970. Every refusal is a problem (RFC 9457) with a stable \`code\`; a \`retryAfter\` is in milliseconds. Messages travel over the gateway, a WebSocket at \`/v1/gateway\` with the subprotocol \`sotto.${protocolVersion}\`. A body has at most ${limits.bodyBytes} bytes.`

const scopeWords: Record<Scope, string> = {
  'profile:read': 'The name and the public key of the account',
  'people:read': 'Names and public keys of people on this server',
  'presence:read': 'Whether they are there, together with people:read',
  'devices:read': 'The devices of the account, when and from which network they were seen',
}

/** To be called before any route is made. */
export async function installDocs(app: App): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sotto',
        version: String(protocolVersion),
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          program: {
            type: 'oauth2',
            description:
              'OAuth 2.1 for programs: authorization code with PKCE (S256), or device code (RFC 8628) at /oauth/device. Where no scope is named, programs are refused.',
            flows: {
              authorizationCode: {
                authorizationUrl: '/authorize',
                tokenUrl: '/oauth/token',
                refreshUrl: '/oauth/token',
                scopes: scopeWords,
              },
            },
          },
        },
      },
    },
    transform: ({ schema, url }) => ({ schema: markShapes(schema), url }),
    transformObject: (document) =>
      'openapiObject' in document ? nameShapes(document.openapiObject) : document.swaggerObject,
  })
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    uiConfig: { deepLinking: true, docExpansion: 'list' },
    staticCSP: docsSecurityPolicy,
    theme: { title: 'Sotto: the interface' },
  })
}
