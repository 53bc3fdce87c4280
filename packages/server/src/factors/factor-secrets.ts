// How this server keeps what its people's factors rest on: the secret of an authenticator app, which it must be
// able to read, sealed; backup codes as keyed hashes. The keys come from the server's key file, so that the
// database alone gives neither.

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { AccountName } from '@sotto/wire'

const nonceLength = 12
const tagLength = 16

export class FactorSecrets {
  readonly #sealing: Uint8Array
  readonly #hashing: Uint8Array
  readonly #naming: Uint8Array

  /** `secret`: one of this server's own. */
  constructor(secret: Uint8Array) {
    this.#sealing = derive(secret, 'Sotto authenticator secrets')
    this.#hashing = derive(secret, 'Sotto backup codes')
    this.#naming = derive(secret, 'Sotto passkey users')
  }

  /** Nonce, AES-256-GCM ciphertext and tag; opens for its account alone. */
  seal(account: AccountName, secret: Uint8Array): Uint8Array {
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', this.#sealing, nonce).setAAD(Buffer.from(account))
    return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
  }

  /** Throws when it was not sealed here for this account: the database or the key file was changed by hand. */
  open(account: AccountName, sealed: Uint8Array): Uint8Array {
    const [nonce, text] = [sealed.subarray(0, nonceLength), sealed.subarray(nonceLength, -tagLength)]
    const decipher = createDecipheriv('aes-256-gcm', this.#sealing, nonce)
      .setAAD(Buffer.from(account))
      .setAuthTag(sealed.subarray(-tagLength))
    return Buffer.concat([decipher.update(text), decipher.final()])
  }

  /** `code`: in the form it is shown in. */
  hash(account: AccountName, code: string): Uint8Array {
    return createHmac('sha256', this.#hashing).update(`${account} ${code}`).digest()
  }

  /** What passkeys know an account by (WebAuthn's user handle): 32 bytes that say nothing of its name. */
  userHandle(account: AccountName): Uint8Array {
    return createHmac('sha256', this.#naming).update(account).digest()
  }
}

function derive(secret: Uint8Array, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), label, 32))
}
