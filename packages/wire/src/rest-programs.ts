// Shapes of the REST interface around programs with access to an account (spec/oauth.md OA), and around devices that
// are signed in by another one (spec/accounts.md DL). Bytes are base64url text without padding. Times are milliseconds
// since 1970.

import Type from 'typebox'
import { limits } from './limits.ts'
import {
  base64url,
  idText,
  Key,
  Name,
  Network,
  Signature,
  Small,
  strict,
  Time,
  Token,
} from './rest-fields.ts'

/** What a program may be allowed, all of it without a key: nothing of it opens a message. */
export const scopes = ['profile:read', 'people:read', 'presence:read', 'devices:read'] as const
export type Scope = (typeof scopes)[number]

const Scope = Type.Union([
  Type.Literal(scopes[0]),
  Type.Literal(scopes[1]),
  Type.Literal(scopes[2]),
  Type.Literal(scopes[3]),
])
const Scopes = Type.Array(Scope, { minItems: 1, maxItems: scopes.length, uniqueItems: true })
const Program = idText('p', 22)
const Access = idText('g', 22)
const Symbols = (count: number) => Type.String({ pattern: `^[0-9A-HJKMNP-TV-Z]{${count}}$` })
const ProgramName = Type.String({ minLength: 1, maxLength: 64 })
const Uri = Type.String({ minLength: 1, maxLength: limits.redirectUriBytes })
/** Who registered it. */
const Named = { program: Program, name: ProgramName, by: Name }

/** As the program has put it into the address (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2). */
const asked = {
  clientId: Type.String({ maxLength: 64 }),
  redirectUri: Uri,
  responseType: Type.String({ maxLength: 64 }),
  scope: Type.String({ maxLength: 512 }),
  state: Type.Optional(Type.String({ maxLength: 1024 })),
  codeChallenge: Type.String({ maxLength: 128 }),
  codeChallengeMethod: Type.String({ maxLength: 16 }),
  resource: Type.Optional(Type.String({ maxLength: 512 })),
}

export const programSchemas = {
  /** A device asks to be signed in by another one of its account. */
  LinkStart: Type.Object({ publicKey: Key, salt: base64url(16), tag: Key }, strict),
  /** `handle`: the part of the code that the server knows. `interval`: milliseconds between two looks. */
  LinkStarted: Type.Object({ handle: Symbols(4), ticket: Token, expires: Time, interval: Time }),
  LinkTicket: Type.Object({ ticket: Token }, strict),
  /** `sealed`: what the other device hands over, where it has answered. */
  LinkState: Type.Object({
    state: Type.Union([Type.Literal('waiting'), Type.Literal('denied'), Type.Literal('answered')]),
    sealed: Type.Optional(Small),
  }),
  LinkHandle: Type.Object({ handle: Symbols(4) }, strict),
  LinkAsked: Type.Object({
    publicKey: Key,
    salt: base64url(16),
    tag: Key,
    asked: Time,
    /** The network that it asks from. */
    from: Type.Optional(Network),
  }),
  /** Without `sealed`: no. */
  LinkAnswer: Type.Object({ handle: Symbols(4), sealed: Type.Optional(Small) }, strict),

  NewProgram: Type.Object(
    {
      name: ProgramName,
      redirectUris: Type.Array(Uri, { maxItems: limits.redirectUrisPerProgram, uniqueItems: true }),
    },
    strict,
  ),
  ProgramRegistered: Type.Object({ program: Program }),
  /** `access`: what has access to the own account; `registered`: what the own account has registered. */
  OwnPrograms: Type.Object({
    access: Type.Array(
      Type.Object({
        access: Access,
        ...Named,
        scopes: Scopes,
        since: Time,
        /** 0 for never. */
        used: Time,
      }),
      { maxItems: limits.programAccessPerAccount },
    ),
    registered: Type.Array(
      Type.Object({ program: Program, name: ProgramName, redirectUris: Type.Array(Uri), created: Time }),
      { maxItems: limits.programsPerAccount },
    ),
  }),
  ProgramAsk: Type.Object(asked, strict),
  /** What a person decides about. `host`: where they go from there. */
  ProgramAsked: Type.Object({ ...Named, scopes: Scopes, host: Type.String() }),
  /** `signature`: the account key's word for it, to allow it. */
  ProgramAnswer: Type.Object(
    { ...asked, allow: Type.Boolean(), signature: Type.Optional(Signature) },
    strict,
  ),
  /** Where the browser goes with the answer. */
  ProgramAnswered: Type.Object({ redirect: Type.String() }),
  UserCode: Type.Object({ code: Symbols(8) }, strict),
  UserCodeAsked: Type.Object({ ...Named, scopes: Scopes, asked: Time, from: Type.Optional(Network) }),
  UserCodeAnswer: Type.Object(
    { code: Symbols(8), allow: Type.Boolean(), signature: Type.Optional(Signature) },
    strict,
  ),
  /** The account that a program has access to. */
  Profile: Type.Object({ account: Name, accountKey: Key }),

  /** RFC 8414. */
  AuthorizationServer: Type.Object({
    issuer: Type.String(),
    authorization_endpoint: Type.String(),
    token_endpoint: Type.String(),
    device_authorization_endpoint: Type.String(),
    revocation_endpoint: Type.String(),
    scopes_supported: Type.Array(Type.String()),
    response_types_supported: Type.Array(Type.String()),
    response_modes_supported: Type.Array(Type.String()),
    grant_types_supported: Type.Array(Type.String()),
    token_endpoint_auth_methods_supported: Type.Array(Type.String()),
    revocation_endpoint_auth_methods_supported: Type.Array(Type.String()),
    code_challenge_methods_supported: Type.Array(Type.String()),
    authorization_response_iss_parameter_supported: Type.Boolean(),
    service_documentation: Type.String(),
  }),
  /** RFC 6749 §5.1. */
  ProgramTokens: Type.Object({
    access_token: Type.String(),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer(),
    refresh_token: Type.String(),
    scope: Type.String(),
  }),
  /** RFC 8628 §3.2. */
  DeviceAuthorization: Type.Object({
    device_code: Type.String(),
    user_code: Type.String(),
    verification_uri: Type.String(),
    verification_uri_complete: Type.String(),
    expires_in: Type.Integer(),
    interval: Type.Integer(),
  }),
  /** RFC 6749 §5.2. */
  OAuthRefusal: Type.Object({ error: Type.String(), error_description: Type.String() }),
} as const
