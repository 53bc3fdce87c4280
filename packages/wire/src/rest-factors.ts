// Shapes of the REST interface around second factors and passkeys (spec/accounts.md F). Bytes are base64url text
// without padding. Times are milliseconds since 1970.

import Type from 'typebox'
import { limits } from './limits.ts'
import {
  Attempt,
  base64url,
  Device,
  Key,
  Name,
  Signature,
  Small,
  strict,
  Time,
  Token,
} from './rest-fields.ts'

/** WebAuthn §7.1: an attestation object without an attestation is small; with one it may hold certificates. */
const Attestation = base64url(16 * 1024)
const PasskeyId = base64url(limits.passkeyIdBytes)
const BackupCodes = Type.Array(Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$' }), {
  minItems: 10,
  maxItems: 10,
  uniqueItems: true,
})

/** What a passkey answers (WebAuthn §5.1.4). `attempt`: the challenge that it answers. */
const PasskeyAssertion = Type.Object(
  {
    attempt: Attempt,
    id: PasskeyId,
    clientData: Small,
    authenticatorData: Small,
    signature: Small,
    userHandle: Type.Optional(base64url(64)),
  },
  strict,
)

const Factor = Type.Union([Type.Literal('authenticator'), Type.Literal('passkey'), Type.Literal('backup')])

/** With `second_factor_required` (and the kinds that the account has) and `sso_required`: what it is answered by. */
export const SecondFactorAsked = Type.Object({ attempt: Attempt, has: Type.Array(Factor) })

export const factorSchemas = {
  /** One of: a typed code; another device of the account; a passkey; a factor shown a moment ago. */
  SecondFactor: Type.Object(
    {
      attempt: Attempt,
      answer: Type.Union([
        Type.Object({ code: Type.String({ maxLength: 64 }) }, strict),
        Type.Object({ device: Device, signature: Signature }, strict),
        Type.Object({ passkey: PasskeyAssertion }, strict),
        Type.Object({ pass: Token }, strict),
      ]),
    },
    strict,
  ),
  PasskeyAssertion,
  PasskeyFinish: Type.Object({ ...PasskeyAssertion.properties, ticket: Type.Optional(Token) }, strict),
  /** A challenge for whichever passkey somebody has. */
  PasskeyAsked: Type.Object({ attempt: Attempt, challenge: Key, rpId: Type.String() }),
  /** A proof of the password; it stays. */
  PasskeyStart: Type.Object({ proof: Token }, strict),
  /** What the browser is to make a passkey of; `exclude`: those that the account has. */
  PasskeyWanted: Type.Object({
    attempt: Attempt,
    challenge: Key,
    rpId: Type.String(),
    rpName: Type.String(),
    user: Key,
    exclude: Type.Array(PasskeyId),
  }),
  /** `slot`: the root key sealed for it, where it can open the vault; `codes`: for an account that has none. */
  PasskeyAdded: Type.Object(
    {
      proof: Token,
      attempt: Attempt,
      id: PasskeyId,
      clientData: Small,
      attestation: Attestation,
      name: Small,
      slot: Type.Optional(Small),
      codes: Type.Optional(BackupCodes),
      signature: Signature,
    },
    strict,
  ),
  PasskeyName: Type.Object({ name: Small }, strict),
  /** `code`: one that the app shows for the secret now. */
  AuthenticatorAdded: Type.Object(
    {
      proof: Token,
      secret: base64url(20),
      code: Type.String({ maxLength: 64 }),
      codes: BackupCodes,
      signature: Signature,
    },
    strict,
  ),
  NewBackupCodes: Type.Object({ proof: Token, codes: BackupCodes, signature: Signature }, strict),
  /** Of the authenticator app, or of the passkey in the path. */
  FactorRemoved: Type.Object({ proof: Token, signature: Signature }, strict),
  /** The second factors of the own account. A time of a change is 0 for none. */
  OwnFactors: Type.Object({
    account: Name,
    policy: Type.Union([Type.Literal('off'), Type.Literal('optional'), Type.Literal('required')]),
    authenticator: Type.Boolean(),
    backupCodes: Type.Integer({ minimum: 0 }),
    passkeys: Type.Array(
      Type.Object({
        id: PasskeyId,
        name: Small,
        added: Time,
        /** 0 for never. */
        used: Time,
        /** Whether it opens the vault. */
        opens: Type.Boolean(),
        /** Whether its maker keeps copies of it, as a password manager does. */
        synced: Type.Boolean(),
      }),
      { maxItems: limits.passkeysPerAccount },
    ),
    changed: Type.Object({
      authenticatorAdded: Time,
      authenticatorRemoved: Time,
      passkeyAdded: Time,
      passkeyRemoved: Time,
      backupCodesMade: Time,
      backupCodeUsed: Time,
    }),
  }),
} as const
