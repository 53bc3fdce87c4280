// The ceremonies of WebAuthn Level 3 (§7.1, §7.2) as this server holds them: a challenge, answered once and soon,
// at this server's own origin, by somebody whom the authenticator has verified. What is checked of an answer is
// left to the library.

import { randomBytes } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import {
  type AccountName,
  base64urlToBytes,
  bytesToBase64url,
  ok,
  type Result,
  refuse,
  type Schemas,
} from '@sotto/wire'
import { ExpiringMap } from '../accounts/expiring-map.ts'
import { randomToken } from '../accounts/tokens.ts'
import type { Clock } from '../gates.ts'
import type { FactorSecrets } from './factor-secrets.ts'
import type { FactorStore, StoredPasskey } from './factor-store.ts'

const pendingLifetime = 5 * 60_000
const pendingAtOnce = 20_000
/** EdDSA, ES256, RS256 (WebAuthn §5.4); clients offer the same. */
const algorithms = [-8, -7, -257]

type Parts = {
  readonly store: FactorStore
  readonly secrets: FactorSecrets
  readonly clock: Clock
  /** What the server calls itself to people. */
  readonly name: string
  /** Where people open the app: `https://chat.example`. */
  readonly origin: () => string
}

/** `account`: whose new passkey is asked for; undefined where whichever passkey may answer. */
type Pending = { readonly account: AccountName | undefined; readonly challenge: string }

export type MadePasskey = Pick<StoredPasskey, 'id' | 'publicKey' | 'counter' | 'synced'>

export class Passkeys {
  readonly #parts: Parts
  readonly #pending: ExpiringMap<Pending>

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pending = new ExpiringMap(pendingLifetime, pendingAtOnce, () => parts.clock.now())
  }

  async startMaking(account: AccountName): Promise<Schemas['PasskeyWanted']> {
    const { store, secrets, name } = this.#parts
    const { passkeys } = await store.factors(account)
    return {
      ...this.#ask(account),
      rpName: name,
      user: bytesToBase64url(secrets.userHandle(account)),
      exclude: passkeys.map(({ id }) => bytesToBase64url(id)),
    }
  }

  /** Refuses with `second_factor_wrong` whatever is not a passkey made for this account, here and now. */
  async finishMaking(
    account: AccountName,
    made: Pick<Schemas['PasskeyAdded'], 'attempt' | 'id' | 'clientData' | 'attestation'>,
  ): Promise<Result<MadePasskey>> {
    const pending = this.#pending.take(made.attempt)
    if (pending?.account !== account) return wrongPasskey()
    const verified = await quietly(() =>
      verifyRegistrationResponse({
        response: registrationOf(made),
        expectedChallenge: pending.challenge,
        ...this.#expected(),
        requireUserVerification: true,
        supportedAlgorithmIDs: algorithms,
      }),
    )
    if (verified?.verified !== true) return wrongPasskey()
    const { credential, credentialBackedUp: synced } = verified.registrationInfo
    const { publicKey, counter } = credential
    const id = base64urlToBytes(credential.id)
    return id === undefined || credential.id !== made.id
      ? wrongPasskey()
      : ok({ id, publicKey, counter, synced })
  }

  /** For whichever passkey somebody has: nothing in it depends on who asks. */
  startShowing(): Schemas['PasskeyAsked'] {
    return this.#ask(undefined)
  }

  /** The passkey that was shown, which has been counted. Refuses everything else alike, with `sign_in_failed`. */
  async finishShowing(shown: Schemas['PasskeyAssertion']): Promise<Result<StoredPasskey>> {
    const { store, secrets, clock } = this.#parts
    const pending = this.#pending.take(shown.attempt)
    const id = base64urlToBytes(shown.id)
    const passkey = id && (await store.passkey(id))
    if (pending === undefined || pending.account !== undefined || passkey === undefined) return unknown()
    const owner = bytesToBase64url(secrets.userHandle(passkey.account))
    if (shown.userHandle !== undefined && shown.userHandle !== owner) return unknown()
    const verified = await quietly(() =>
      verifyAuthenticationResponse({
        response: assertionOf(shown),
        expectedChallenge: pending.challenge,
        ...this.#expected(),
        credential: {
          id: shown.id,
          publicKey: Uint8Array.from(passkey.publicKey),
          counter: passkey.counter,
        },
        requireUserVerification: true,
      }),
    )
    if (verified?.verified !== true) return unknown()
    const { newCounter: counter, credentialBackedUp: synced } = verified.authenticationInfo
    const isCounted = await store.usePasskey(passkey.id, { counter, synced, used: clock.now() })
    return isCounted ? ok(passkey) : unknown()
  }

  #ask(account: AccountName | undefined): Schemas['PasskeyAsked'] {
    const challenge = bytesToBase64url(randomBytes(32))
    const attempt = randomToken()
    this.#pending.set(attempt, { account, challenge })
    return { attempt, challenge, rpId: this.#expected().expectedRPID }
  }

  #expected() {
    const { origin, hostname } = new URL(this.#parts.origin())
    return { expectedOrigin: origin, expectedRPID: hostname }
  }
}

/** The library throws for what does not check. */
async function quietly<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify()
  } catch {
    return undefined
  }
}

function registrationOf({
  id,
  clientData: clientDataJSON,
  attestation: attestationObject,
}: Pick<Schemas['PasskeyAdded'], 'id' | 'clientData' | 'attestation'>): RegistrationResponseJSON {
  const response = { clientDataJSON, attestationObject }
  return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
}

function assertionOf(shown: Schemas['PasskeyAssertion']): AuthenticationResponseJSON {
  const { id, clientData: clientDataJSON, authenticatorData, signature, userHandle } = shown
  const handle = userHandle === undefined ? {} : { userHandle }
  const response = { clientDataJSON, authenticatorData, signature, ...handle }
  return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
}

function wrongPasskey() {
  return refuse('second_factor_wrong', 'This passkey could not be checked. Begin anew.')
}

function unknown() {
  return refuse('sign_in_failed', 'This passkey is not known here, or could not be checked.')
}
