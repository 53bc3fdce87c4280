// Every code that Sotto's wire may carry in a refusal, whether the same request may succeed later,
// and the shape in which HTTP (RFC 9457 problem details) and the gateway carry it.

/** When the same request, unchanged, may be tried again. */
export type Retry = 'never' | 'later' | 'after-change'

const codes = {
  bad_request: { status: 400, retry: 'never' },
  bad_frame: { status: 400, retry: 'never' },
  unauthenticated: { status: 401, retry: 'after-change' },
  session_expired: { status: 401, retry: 'after-change' },
  session_revoked: { status: 401, retry: 'never' },
  device_removed: { status: 401, retry: 'never' },
  sign_in_failed: { status: 401, retry: 'after-change' },
  account_disabled: { status: 403, retry: 'after-change' },
  /** The way in was right; the account, or its server, asks for a second factor. */
  second_factor_required: { status: 401, retry: 'after-change' },
  second_factor_wrong: { status: 401, retry: 'after-change' },
  /** The server wants a second factor, and the account has none: nothing is done until it has. */
  second_factor_missing: { status: 403, retry: 'after-change' },
  /** The server wants the word of the company's provider first, or a device that is signed in. */
  sso_required: { status: 401, retry: 'after-change' },
  sso_failed: { status: 401, retry: 'after-change' },
  /** The account belongs to another identity at the provider, or the identity to another account. */
  sso_mismatch: { status: 403, retry: 'after-change' },
  /** A program asks for what it was not allowed. */
  insufficient_scope: { status: 403, retry: 'never' },
  forbidden: { status: 403, retry: 'never' },
  not_member: { status: 403, retry: 'never' },
  not_accepting: { status: 403, retry: 'never' },
  request_pending: { status: 403, retry: 'later' },
  not_found: { status: 404, retry: 'never' },
  name_taken: { status: 409, retry: 'after-change' },
  already_exists: { status: 409, retry: 'never' },
  epoch_conflict: { status: 409, retry: 'after-change' },
  stale_epoch: { status: 409, retry: 'after-change' },
  roster_mismatch: { status: 409, retry: 'after-change' },
  version_conflict: { status: 409, retry: 'after-change' },
  no_key_package: { status: 409, retry: 'later' },
  too_large: { status: 413, retry: 'never' },
  too_many: { status: 429, retry: 'later' },
  rate_limited: { status: 429, retry: 'later' },
  quota_exceeded: { status: 403, retry: 'after-change' },
  store_full: { status: 507, retry: 'later' },
  unavailable: { status: 503, retry: 'later' },
  version_unsupported: { status: 426, retry: 'never' },
  work_required: { status: 428, retry: 'after-change' },
  internal: { status: 500, retry: 'later' },
} as const satisfies Record<string, { status: number; retry: Retry }>

export type ErrorCode = keyof typeof codes

export const errorCodes: readonly ErrorCode[] = Object.keys(codes) as ErrorCode[]

/** Reads a code from the wire; an unknown one is `internal`, so that an older client keeps working. */
export function parseErrorCode(value: unknown): ErrorCode {
  return typeof value === 'string' && Object.hasOwn(codes, value) ? (value as ErrorCode) : 'internal'
}

export function retryOf(code: ErrorCode): Retry {
  return codes[code].retry
}

export function httpStatusOf(code: ErrorCode): number {
  return codes[code].status
}

/** An expected refusal. `message` is a sentence for people and carries no content, key or token. */
export type Refusal = {
  readonly code: ErrorCode
  readonly message: string
  /** Milliseconds to wait before the next try, where the server knows. */
  readonly retryAfter?: number
  /** With `work_required`: the proof of work to do first, base64url (spec/accounts.md W). */
  readonly challenge?: string
  /** With `second_factor_required` and `sso_required`: what it is answered by, and the kinds that the account has. */
  readonly secondFactor?: SecondFactorAsked
}

export type SecondFactorAsked = {
  readonly attempt: string
  readonly has: readonly ('authenticator' | 'passkey' | 'backup')[]
}

export type Result<T, E = Refusal> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E }

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error }
}

export function refuse(
  code: ErrorCode,
  message: string,
  retryAfter?: number,
): { readonly ok: false; readonly error: Refusal } {
  return { ok: false, error: retryAfter === undefined ? { code, message } : { code, message, retryAfter } }
}

/** What a decoder says of bytes it refuses: always data, never an exception. */
export type Malformed = { readonly code: 'malformed'; readonly what: string }

export function malformed(what: string): { readonly ok: false; readonly error: Malformed } {
  return { ok: false, error: { code: 'malformed', what } }
}
