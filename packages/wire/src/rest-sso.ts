// Shapes of the REST interface around the company's OpenID Connect provider (spec/accounts.md SSO). Times are
// milliseconds since 1970.

import Type from 'typebox'
import { Key, Name, Signature, strict, Time, Token } from './rest-fields.ts'

export const Provider = Type.Object({ name: Type.String(), required: Type.Boolean() })

/** Whether the account is connected, and when that was changed last (0 for never). */
export const OwnConnection = Type.Object({
  ...Provider.properties,
  connected: Type.Boolean(),
  changed: Type.Object({ connected: Time, disconnected: Time }),
})

export const ssoSchemas = {
  /** `binding`: SHA-256 of 32 random bytes that the browser keeps. */
  SsoStart: Type.Object({ binding: Key }, strict),
  /** Where the browser is sent. */
  SsoStarted: Type.Object({ address: Type.String() }),
  /** `secret`: what was kept; `answer`: the query with which the provider sent the browser back. */
  SsoFinish: Type.Object({ secret: Key, answer: Type.String({ maxLength: 8192 }) }, strict),
  /** `account`: whose the identity is, if anybody's; otherwise `suggested` may be a name for a new one. */
  SsoFinished: Type.Object({
    ticket: Token,
    expires: Time,
    issuer: Type.String(),
    subject: Type.String(),
    account: Type.Optional(Name),
    suggested: Type.Optional(Name),
  }),
  /** `signature`: the account key's word for this identity, under this proof of the password. */
  SsoConnected: Type.Object({ proof: Token, ticket: Token, signature: Signature }, strict),
  SsoDisconnected: Type.Object({ proof: Token, signature: Signature }, strict),
} as const
