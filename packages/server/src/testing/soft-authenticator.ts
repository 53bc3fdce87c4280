// A passkey authenticator (WebAuthn Level 3 §6) in software, for tests: ES256, discoverable credentials, no
// attestation, and a PRF where wanted. It does what it is told, also what an honest one would refuse.

import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { bytesToBase64url, type Cbor, encodeCbor, type Schemas } from '@sotto/wire'

export type SoftAuthenticatorOptions = {
  readonly hasPrf?: boolean
  /** Whether it knows who uses it. */
  readonly verifiesUser?: boolean
  /** Whether it counts what it signs. */
  readonly counts?: boolean
}

/** What a browser adds to a challenge. */
export type Place = { readonly origin: string; readonly type?: string }

type Credential = {
  readonly id: Uint8Array
  readonly key: KeyObject
  readonly publicKey: Uint8Array
  readonly user: string
  readonly prfKey: Uint8Array
}

export class SoftAuthenticator {
  readonly #options: Required<SoftAuthenticatorOptions>
  readonly #credentials: Credential[] = []
  counter = 0

  constructor(options: SoftAuthenticatorOptions = {}) {
    this.#options = { hasPrf: true, verifiesUser: true, counts: false, ...options }
  }

  make(wanted: Pick<Schemas['PasskeyWanted'], 'challenge' | 'rpId' | 'user'>, place: Place) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = publicKey.export({ format: 'jwk' })
    const made: Credential = {
      id: randomBytes(32),
      key: privateKey,
      publicKey: coseKey(jwk.x ?? '', jwk.y ?? ''),
      user: wanted.user,
      prfKey: randomBytes(32),
    }
    this.#credentials.push(made)
    const attested = Buffer.concat([Buffer.alloc(16), lengthOf(made.id), made.id, made.publicKey])
    const authData = this.#authenticatorData(wanted.rpId, attested)
    const attestation = encodeCbor(
      new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]),
    )
    return {
      id: bytesToBase64url(made.id),
      clientData: clientData('webauthn.create', wanted.challenge, place),
      attestation: bytesToBase64url(attestation),
    }
  }

  /** With the passkey made last, or with the one named. */
  show(asked: Pick<Schemas['PasskeyAsked'], 'challenge' | 'rpId'>, place: Place, id?: string) {
    const found = this.#find(id)
    if (this.#options.counts) this.counter += 1
    const authenticatorData = this.#authenticatorData(asked.rpId)
    const client = clientData('webauthn.get', asked.challenge, place)
    const hash = createHash('sha256').update(Buffer.from(client, 'base64url')).digest()
    const signature = sign('sha256', Buffer.concat([authenticatorData, hash]), found.key)
    return {
      id: bytesToBase64url(found.id),
      clientData: client,
      authenticatorData: bytesToBase64url(authenticatorData),
      signature: bytesToBase64url(signature),
      userHandle: found.user,
    }
  }

  /** 32 bytes, or nothing where it has no PRF. */
  prf(input: Uint8Array, id?: string): Uint8Array | undefined {
    if (!this.#options.hasPrf) return undefined
    return new Uint8Array(createHmac('sha256', this.#find(id).prfKey).update(input).digest())
  }

  #find(id: string | undefined): Credential {
    const found =
      id === undefined
        ? this.#credentials.at(-1)
        : this.#credentials.find((one) => bytesToBase64url(one.id) === id)
    if (found === undefined) throw new Error('there is no such passkey')
    return found
  }

  #authenticatorData(rpId: string, attested?: Uint8Array): Uint8Array {
    const present = 0x01
    const verified = this.#options.verifiesUser ? 0x04 : 0
    const flags = present | verified | (attested === undefined ? 0 : 0x40)
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    const hash = createHash('sha256').update(rpId).digest()
    return Buffer.concat([hash, Buffer.from([flags]), counter, attested ?? Buffer.alloc(0)])
  }
}

function coseKey(x: string, y: string): Uint8Array {
  return encodeCbor(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  )
}

function lengthOf(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return length
}

function clientData(kind: string, challenge: string, { origin, type = kind }: Place): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url')
}
