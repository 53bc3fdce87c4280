// Access tokens: JWTs (RFC 7519) signed with EdDSA, of thirty minutes, naming account, device and session
// (rule S-1). Whether the session still runs is not theirs to say.

import {
  type AccountName,
  type DeviceId,
  ok,
  parseAccountName,
  parseDeviceId,
  type Result,
  refuse,
} from '@sotto/wire'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { SessionId } from './account-store.ts'
import type { ServerKeys } from './server-keys.ts'

export const accessLifetime = 30 * 60_000
const issuer = 'sotto'
const audience = 'sotto'
const algorithm = 'EdDSA'

export type AccessClaims = {
  readonly account: AccountName
  readonly device: DeviceId
  readonly session: SessionId
  /** Milliseconds since 1970. */
  readonly expires: number
}

/** Signs a token that begins at `now` (milliseconds). */
export function signAccessToken(
  keys: ServerKeys,
  claims: Omit<AccessClaims, 'expires'>,
  now: number,
): Promise<string> {
  return new SignJWT({ dev: claims.device, sid: claims.session })
    .setProtectedHeader({ alg: algorithm, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(claims.account)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor((now + accessLifetime) / 1000))
    .sign(keys.signing.privateKey)
}

/** Refuses with `session_expired` for a genuine token whose time is over, else with `unauthenticated`. */
export async function verifyAccessToken(
  keys: ServerKeys,
  token: string,
  now: number,
): Promise<Result<AccessClaims>> {
  try {
    const { payload } = await jwtVerify(token, keys.signing.publicKey, {
      algorithms: [algorithm],
      typ: 'at+jwt',
      issuer,
      audience,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub', 'dev', 'sid'],
    })
    const claims = claimsOf(payload)
    return claims === undefined ? notGenuine() : ok(claims)
  } catch (error) {
    return error instanceof errors.JWTExpired
      ? refuse('session_expired', 'The access token has expired. Refresh the session.')
      : notGenuine()
  }
}

function claimsOf(payload: JWTPayload): AccessClaims | undefined {
  const account = parseAccountName(payload.sub)
  const device = parseDeviceId(payload.dev)
  if (account === undefined || device === undefined || typeof payload.sid !== 'string') return undefined
  return { account, device, session: payload.sid as SessionId, expires: (payload.exp ?? 0) * 1000 }
}

function notGenuine() {
  return refuse('unauthenticated', 'Sign in first: there is no valid access token in the request.')
}
