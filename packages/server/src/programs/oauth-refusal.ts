// How OAuth says no (RFC 6749 §5.2, RFC 8628 §3.5, RFC 8707 §2): a code of its own registry and a sentence that holds
// nothing of what was sent.

export type OAuthCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'authorization_pending'
  | 'slow_down'
  | 'access_denied'
  | 'expired_token'
  | 'temporarily_unavailable'

export type OAuthRefusal = { readonly error: OAuthCode; readonly description: string }

export type OAuthResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: OAuthRefusal }

export function refuseProgram(
  error: OAuthCode,
  description: string,
): { readonly ok: false; readonly error: OAuthRefusal } {
  return { ok: false, error: { error, description } }
}
