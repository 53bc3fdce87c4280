// The browser's side of passkeys (WebAuthn Level 3), which only a page can do: has one made, or shown, and hands
// over plain data. Decides nothing about what comes back.

import { base64urlToBytes, bytesToBase64url } from '@sotto/wire'
import type { MadePasskey, PasskeyWanted } from '../../api/account.ts'
import type { LockPasskey, PasskeyAsked, ShownPasskey } from '../../api/session.ts'

/**
 * `cancelled`: by the person, or nothing was there to choose; `known`: this authenticator has one already; `no-prf`: it
 * can be shown, and opens nothing.
 */
export type PasskeyRefusal = 'cancelled' | 'known' | 'unfit' | 'no-prf'
export type PasskeyOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: PasskeyRefusal }

/** With what the PRF gave, 32 bytes, where the authenticator has one. */
export type Made = { readonly made: MadePasskey; readonly prf?: Uint8Array }
export type Shown = { readonly passkey: ShownPasskey; readonly prf?: Uint8Array }

/** EdDSA, ES256, RS256 (WebAuthn §5.4), as the server checks them. */
const algorithms = [-8, -7, -257]
const patience = 120_000

/** Browsers let pages have passkeys over HTTPS, and at names alone. */
export function canUsePasskeys(): boolean {
  const isNumber = /^[\d.]+$|^\[/.test(location.hostname)
  return (
    globalThis.isSecureContext &&
    !isNumber &&
    'PublicKeyCredential' in globalThis &&
    'credentials' in navigator
  )
}

/**
 * A browser has one of these at a time: what waits in a field gives way to what the person has asked for, and does not
 * begin before that is over.
 */
let waiting: AbortController | undefined
let asking: Promise<unknown> = Promise.resolve()

function alone<T>(ask: () => Promise<PasskeyOutcome<T>>): Promise<PasskeyOutcome<T>> {
  waiting?.abort()
  waiting = undefined
  const asked = ask().catch(refusalOf)
  asking = asked
  return asked
}

/** Where the authenticator gives no PRF while it makes a passkey, the person is asked a second time. */
export function makePasskey(wanted: PasskeyWanted): Promise<PasskeyOutcome<Made>> {
  return alone(async () => {
    const made = await navigator.credentials.create({ publicKey: creationOf(wanted) })
    if (!isCredential(made) || !(made.response instanceof AuthenticatorAttestationResponse)) return unfit
    const { clientDataJSON, attestationObject } = made.response
    const prf = await prfOf(made, wanted)
    const told: MadePasskey = {
      attempt: wanted.attempt,
      id: textOf(made.rawId),
      clientData: textOf(clientDataJSON),
      attestation: textOf(attestationObject),
    }
    return { ok: true, value: { made: told, ...(prf && { prf }) } }
  })
}

export function showPasskey(asked: PasskeyAsked): Promise<PasskeyOutcome<Shown>> {
  return alone(async () => shownOf(asked, await navigator.credentials.get({ publicKey: requestOf(asked) })))
}

/** Whether the browser suggests passkeys in a field that says `webauthn`. */
export async function canSuggestPasskeys(): Promise<boolean> {
  if (!canUsePasskeys()) return false
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true
}

/**
 * Waits in the fields that say `webauthn`, until the person chooses a passkey there. `over`: by `signal`, or because
 * something else was asked for.
 */
export async function suggestPasskey(
  asked: PasskeyAsked,
  signal: AbortSignal,
): Promise<PasskeyOutcome<Shown> | 'over'> {
  await asking
  if (signal.aborted) return 'over'
  const own = new AbortController()
  waiting = own
  const either = AbortSignal.any([signal, own.signal])
  try {
    const publicKey = requestOf(asked)
    return shownOf(
      asked,
      await navigator.credentials.get({ publicKey, mediation: 'conditional', signal: either }),
    )
  } catch (error) {
    return either.aborted ? 'over' : refusalOf(error)
  } finally {
    if (waiting === own) waiting = undefined
  }
}

function shownOf(asked: PasskeyAsked, shown: Credential | null): PasskeyOutcome<Shown> {
  if (!isCredential(shown) || !(shown.response instanceof AuthenticatorAssertionResponse)) return unfit
  const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response
  const passkey: ShownPasskey = {
    attempt: asked.attempt,
    id: textOf(shown.rawId),
    clientData: textOf(clientDataJSON),
    authenticatorData: textOf(authenticatorData),
    signature: textOf(signature),
    ...(userHandle === null ? {} : { userHandle: textOf(userHandle) }),
  }
  const prf = outputOf(shown)
  return { ok: true, value: { passkey, ...(prf && { prf }) } }
}

type Wanted = { readonly ids: readonly string[]; readonly prfInput: Uint8Array }

/** What the PRF of one of these passkeys gives. No server is asked, and what it signs is for nobody. */
export function evaluatePasskey({ ids, prfInput }: Wanted): Promise<PasskeyOutcome<LockPasskey>> {
  return alone(async () => {
    const publicKey = { ...evaluation(prfInput), allowCredentials: ids.map(descriptorOf) }
    const shown = await navigator.credentials.get({ publicKey })
    if (!isCredential(shown)) return unfit
    const prf = outputOf(shown)
    return prf === undefined
      ? { ok: false, why: 'no-prf' }
      : { ok: true, value: { id: textOf(shown.rawId), prf } }
  })
}

const unfit = { ok: false, why: 'unfit' } as const

function creationOf(wanted: PasskeyWanted): PublicKeyCredentialCreationOptions {
  const { challenge, rpId, rpName, user, account, exclude, prfInput } = wanted
  return {
    challenge: bytesOf(challenge),
    rp: { id: rpId, name: rpName },
    user: { id: bytesOf(user), name: account, displayName: account },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: exclude.map(descriptorOf),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
    timeout: patience,
    extensions: evaluating(prfInput),
  }
}

function requestOf({ challenge, rpId, prfInput }: PasskeyAsked): PublicKeyCredentialRequestOptions {
  return {
    challenge: bytesOf(challenge),
    rpId,
    userVerification: 'required',
    timeout: patience,
    extensions: evaluating(prfInput),
  }
}

async function prfOf(
  made: PublicKeyCredential,
  { rpId, prfInput }: PasskeyWanted,
): Promise<Uint8Array | undefined> {
  const { prf } = made.getClientExtensionResults()
  if (prf?.enabled !== true) return undefined
  const atOnce = outputOf(made)
  if (atOnce !== undefined) return atOnce
  const allowCredentials = [{ type: 'public-key' as const, id: made.rawId }]
  const publicKey = { ...evaluation(prfInput), rpId, allowCredentials }
  const shown = await navigator.credentials.get({ publicKey })
  return isCredential(shown) ? outputOf(shown) : undefined
}

/** What it signs is for nobody: only the PRF is wanted. Without an RP id it is the page's host, which every passkey has. */
function evaluation(prfInput: Uint8Array): PublicKeyCredentialRequestOptions {
  return {
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    userVerification: 'required',
    timeout: patience,
    extensions: evaluating(prfInput),
  }
}

function descriptorOf(id: string): PublicKeyCredentialDescriptor {
  return { type: 'public-key', id: bytesOf(id) }
}

function outputOf(credential: PublicKeyCredential): Uint8Array | undefined {
  const first = credential.getClientExtensionResults().prf?.results?.first
  if (first === undefined) return undefined
  const bytes =
    first instanceof ArrayBuffer
      ? new Uint8Array(first)
      : new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
  return bytes.length === 32 ? Uint8Array.from(bytes) : undefined
}

function evaluating(input: Uint8Array): AuthenticationExtensionsClientInputs {
  return { prf: { eval: { first: Uint8Array.from(input) } } }
}

function isCredential(one: Credential | null): one is PublicKeyCredential {
  return one instanceof PublicKeyCredential
}

function refusalOf(error: unknown): PasskeyOutcome<never> {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'AbortError') return { ok: false, why: 'cancelled' }
  return name === 'InvalidStateError' ? { ok: false, why: 'known' } : unfit
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(base64urlToBytes(text) ?? [])
}

function textOf(buffer: ArrayBuffer): string {
  return bytesToBase64url(new Uint8Array(buffer))
}
