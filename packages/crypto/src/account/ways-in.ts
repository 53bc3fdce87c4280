// What a person who comes by another way than the password shows to the server, and what the account key says
// about new ways in (spec/accounts.md V-1 to V-4). Signatures alone: the server keeps no secret for either.

import { ed25519 } from '@noble/curves/ed25519.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { type AccountName, encodeCbor } from '@sotto/wire'
import { isSignedByAccount } from './account-statement.ts'
import type { RecoverySecret } from './recovery-code.ts'
import type { SigningKey } from './root-key.ts'

const version = 1
const recoveryLabel = 'Sotto 1 recovery sign-in'
const challengeLabel = 'Sotto 1 sign-in challenge'
const changeLabel = 'Sotto 1 ways in'

/** Bytes of a challenge. */
export const challengeLength = 32

/** The key pair behind a recovery code: the server keeps the public half, the code yields the other. */
export function recoverySigningKey(secret: RecoverySecret): SigningKey {
  const secretKey = hkdf(sha256, secret, undefined, utf8ToBytes(recoveryLabel), 32)
  return { secretKey, publicKey: ed25519.getPublicKey(secretKey) }
}

/** What is asked of somebody who comes with the recovery code or a key file. */
export type SignInChallenge = {
  readonly account: AccountName
  readonly way: 'recovery' | 'key'
  /** The server's long-term OPAQUE public key. */
  readonly serverKey: Uint8Array
  /** 32 random bytes of the server, good for one answer. */
  readonly challenge: Uint8Array
}

const numbers = { recovery: 2, key: 3 } as const satisfies Record<SignInChallenge['way'], number>

/** With the key of the recovery code, or the account key. 64 bytes. */
export function answerChallenge(challenge: SignInChallenge, { secretKey }: SigningKey): Uint8Array {
  return ed25519.sign(encodeCbor([challengeLabel, ...challengeFields(challenge)]), secretKey)
}

export function isChallengeAnswered(
  challenge: SignInChallenge,
  publicKey: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const fields = challengeFields(challenge)
  return isSignedByAccount({ label: challengeLabel, fields, signature, accountKey: publicKey })
}

function challengeFields({ account, way, serverKey, challenge }: SignInChallenge) {
  return [version, account, numbers[way], serverKey, challenge]
}

/** New ways in, whole: what is not named stays as it is. */
export type WaysIn = {
  readonly account: AccountName
  /** The proof, as the server gave it, under which they are set; so that they are for this once. */
  readonly proof: string
  /** OPAQUE registration record and vault slot. */
  readonly password?: { readonly record: Uint8Array; readonly slot: Uint8Array }
  /** Public key (`recoverySigningKey`) and vault slot. */
  readonly recovery?: { readonly key: Uint8Array; readonly slot: Uint8Array }
}

/** The account key's word for new ways in, 64 bytes. */
export function signWaysIn(ways: WaysIn, { secretKey }: SigningKey): Uint8Array {
  return ed25519.sign(encodeCbor([changeLabel, ...fieldsOf(ways)]), secretKey)
}

export function isWaysInSigned(
  ways: WaysIn,
  accountKey: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return isSignedByAccount({ label: changeLabel, fields: fieldsOf(ways), signature, accountKey })
}

function fieldsOf({ account, proof, password, recovery }: WaysIn) {
  return [
    version,
    account,
    sha256(utf8ToBytes(proof)),
    password === undefined ? null : [password.record, password.slot],
    recovery === undefined ? null : [recovery.key, recovery.slot],
  ]
}
