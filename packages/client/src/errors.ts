// What the engine answers when something expected went wrong: the server's refusals, and its own.

import type { ErrorCode, Refusal, Retry, SecondFactorAsked } from '@sotto/wire'
import { retryOf } from '@sotto/wire'

const ownCodes = {
  offline: 'later',
  not_signed_in: 'after-change',
  already_signed_in: 'after-change',
  other_account: 'after-change',
  wrong_password: 'after-change',
  /** A recovery code with a slip of the pen in it. */
  mistyped_code: 'after-change',
  wrong_code: 'after-change',
  /** What asks at the server is not what shows the code, or the code was mistyped. */
  code_not_genuine: 'after-change',
  unknown_code: 'after-change',
  bad_program_request: 'never',
  link_denied: 'after-change',
  link_expired: 'after-change',
  link_not_genuine: 'after-change',
  interrupted: 'later',
  /** It can't be known yet whether what was asked for was done: asking again finds out. */
  outcome_unknown: 'later',
  wrong_file_password: 'after-change',
  not_a_key_file: 'after-change',
  /** Not a sealed copy of a history, or a damaged one. */
  not_a_copy: 'after-change',
  copy_not_sealed: 'after-change',
  copy_too_new: 'after-change',
  copy_too_large: 'never',
  copy_not_genuine: 'never',
  history_arriving: 'later',
  other_keys: 'after-change',
  wrong_keys: 'after-change',
  bad_secret: 'after-change',
  unknown_passkey: 'after-change',
  /** The passkey is a second factor and no more: it can't open the vault. */
  passkey_needs_password: 'after-change',
  passkey_of_another: 'after-change',
  bad_name: 'after-change',
  bad_policy: 'after-change',
  bad_timer: 'after-change',
  weak_password: 'after-change',
  unknown_conversation: 'never',
  unknown_person: 'after-change',
  unknown_device: 'after-change',
  bad_device_name: 'after-change',
  empty_message: 'after-change',
  message_not_found: 'never',
  /** Only its author edits a message, or deletes it for everyone. */
  not_yours: 'never',
  message_deleted: 'never',
  not_editable: 'never',
  not_forwardable: 'never',
  bad_reaction: 'after-change',
  too_many_reactions: 'after-change',
  request_open: 'after-change',
  on_its_way: 'later',
  key_changed: 'after-change',
  key_outdated: 'after-change',
  /** The app lock is on: nothing can be read or done before it is opened. */
  locked: 'after-change',
  wrong_passphrase: 'after-change',
  wrong_passkey: 'after-change',
  no_lock: 'after-change',
  bad_profile: 'after-change',
  bad_picture: 'after-change',
  too_many_pins: 'after-change',
  too_many_stars: 'after-change',
  bad_time: 'after-change',
  numbers_differ: 'after-change',
  own_code: 'after-change',
  code_of_others: 'after-change',
  code_unreadable: 'after-change',
  server_untrusted: 'never',
  directory_unproven: 'later',
  directory_untrusted: 'after-change',
  device_storage_full: 'later',
  device_storage_failed: 'after-change',
  /** What is stored can't be read, and nothing here mends it: the device can begin anew. */
  device_storage_damaged: 'after-change',
  profile_in_use: 'later',
} as const satisfies Record<string, Retry>

export type OwnCode = keyof typeof ownCodes
export type FailureCode = ErrorCode | OwnCode

/** `message` is a sentence for people: what happened, what is safe, what to do next. */
export type Failure = {
  readonly code: FailureCode
  readonly message: string
  readonly retryAfter?: number
  /** With `work_required`: what the server asks for; the engine does it by itself. */
  readonly challenge?: string
  /** With `second_factor_required` and `second_factor_wrong`: what the account has. */
  readonly secondFactor?: SecondFactorAsked
}

export function failure(code: OwnCode, message: string): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code, message } }
}

export function fromRefusal(refusal: Refusal): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: refusal }
}

export function retryOfFailure(code: FailureCode): Retry {
  return Object.hasOwn(ownCodes, code) ? ownCodes[code as OwnCode] : retryOf(code as ErrorCode)
}
