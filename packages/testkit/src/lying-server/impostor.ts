// Somebody who gives out that they are an account, with keys of their own: everything they make is sound
// in itself, and none of it is signed by the account that it names.

import {
  accountSigningKey,
  type CommitDraft,
  createMls,
  deviceIdOf,
  envelopeIdOf,
  type GroupState,
  generateRootKey,
  issueDeviceCredential,
  issueDeviceRevocation,
  type Mls,
  type MlsDevice,
  newSignatureKeyPair,
  type SigningKey,
} from '@sotto/crypto'
import {
  type AccountName,
  base64urlToBytes,
  bytesToBase64url,
  type ConversationId,
  type DeviceId,
  type EnvelopeId,
  encodeCbor,
  encodeMimiContent,
  idBytes,
  saltLength,
  textMessage,
} from '@sotto/wire'

const day = 24 * 3600

export class Impostor {
  readonly account: AccountName
  readonly device: DeviceId
  readonly accountKey: string
  readonly #accountKey: SigningKey
  readonly credential: string
  readonly mlsDevice: MlsDevice
  readonly mls: Mls

  /** `stolen`: the keys of a real device, for a member whose client does what it likes. */
  constructor(account: AccountName, stolen?: MlsDevice) {
    const accountKey = accountSigningKey(generateRootKey())
    this.#accountKey = accountKey
    const pair = stolen ?? newSignatureKeyPair()
    const made = issueDeviceCredential({
      account,
      accountKey,
      signatureKey: pair.signaturePublicKey,
      issuedAt: Math.floor(Date.now() / 1000),
    })
    this.account = account
    this.device = deviceIdOf(pair.signaturePublicKey)
    this.accountKey = bytesToBase64url(accountKey.publicKey)
    const credential = stolen?.credential ?? made
    this.credential = bytesToBase64url(credential)
    this.mlsDevice = stolen ?? { credential, ...pair }
    this.mls = createMls({
      auth: { validate: async () => ({ ok: true }), identity: (bytes) => bytesToBase64url(bytes) },
      now: () => Date.now(),
    })
  }

  /** A revocation in this name, by a key that is not the account's. */
  revocationOf(device: DeviceId): string {
    const { account } = this
    return bytesToBase64url(
      issueDeviceRevocation({ account, accountKey: this.#accountKey, device, revokedAt: 1_790_000_000 }),
    )
  }

  /** As a row of the server's devices, if its owner puts it there. */
  asDevice(): {
    readonly account: AccountName
    readonly device: DeviceId
    readonly credential: Uint8Array
    readonly signatureKey: Uint8Array
    readonly added: number
  } {
    const { account, device } = this
    const { credential, signaturePublicKey: signatureKey } = this.mlsDevice
    return { account, device, credential, signatureKey, added: Date.now() }
  }

  /** A claimed key package of this impostor, as the server would list it. */
  async claimed(): Promise<{ account: string; accountKey: string; device: string; keyPackage: string }> {
    const now = Math.floor(Date.now() / 1000)
    const made = await this.mls.generateKeyPackage({
      device: this.mlsDevice,
      notBefore: now - day,
      notAfter: now + 30 * day,
    })
    const { account, accountKey, device } = this
    return { account, accountKey, device, keyPackage: bytesToBase64url(made.keyPackage) }
  }

  /** A group of that conversation's name, with whoever the key packages belong to. */
  async begin(
    conversation: ConversationId,
    given: { readonly packages: readonly string[]; readonly generation?: number; readonly name?: string },
  ): Promise<{ readonly welcome: Uint8Array; readonly state: GroupState }> {
    const begun = await this.mls.createGroup({
      device: this.mlsDevice,
      groupId: Uint8Array.of(...idBytes(conversation), given.generation ?? 0),
      groupData: encodeCbor([1, given.name ?? '']),
    })
    const add = given.packages.map((one) => base64urlToBytes(one) ?? new Uint8Array())
    const draft = await this.mls.commit(begun.state, { add })
    if (!draft.ok) throw new Error(draft.error.what)
    return this.#merged(draft.value)
  }

  /** A message in that group, as an entry of the log carries it. */
  async seal(
    state: GroupState,
    conversation: ConversationId,
    text: string,
  ): Promise<{ readonly id: EnvelopeId; readonly bytes: Uint8Array }> {
    const origin = { sender: this.account, conversation }
    const composed = textMessage({ origin, salt: new Uint8Array(saltLength), text })
    if (!composed.ok) throw new Error(composed.error.message)
    const sealed = await this.mls.seal(state, { plaintext: encodeMimiContent(composed.value) })
    if (!sealed.ok) throw new Error(sealed.error.what)
    return { id: envelopeIdOf(sealed.value.bytes), bytes: sealed.value.bytes }
  }

  async #merged(draft: CommitDraft) {
    const merged = await this.mls.mergePending(draft.state, draft.pending)
    if (!merged.ok || draft.welcome === undefined) throw new Error('a group of one and others')
    return { welcome: draft.welcome, state: merged.value.state }
  }
}
