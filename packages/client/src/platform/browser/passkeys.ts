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

/** Where the authenticator gives no PRF while it makes a passkey, the person is asked a second time. */
export async function makePasskey(wanted: PasskeyWanted): Promise<PasskeyOutcome<Made>> {
  try {
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
  } catch (error) {
    return refusalOf(error)
  }
}

export async function showPasskey(asked: PasskeyAsked): Promise<PasskeyOutcome<Shown>> {
  try {
    const shown = await navigator.credentials.get({ publicKey: requestOf(asked) })
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
  } catch (error) {
    return refusalOf(error)
  }
}

type Wanted = { readonly ids: readonly string[]; readonly prfInput: Uint8Array }

/** What the PRF of one of these passkeys gives. No server is asked, and what it signs is for nobody. */
export async function evaluatePasskey({ ids, prfInput }: Wanted): Promise<PasskeyOutcome<LockPasskey>> {
  try {
    const shown = await navigator.credentials.get({
      publicKey: { ...evaluation(prfInput), allowCredentials: ids.map(descriptorOf) },
    })
    if (!isCredential(shown)) return unfit
    const prf = outputOf(shown)
    return prf === undefined
      ? { ok: false, why: 'no-prf' }
      : { ok: true, value: { id: textOf(shown.rawId), prf } }
  } catch (error) {
    return refusalOf(error)
  }
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
