// A member on our side of the interoperation tests: our cipher suite, our patched library, and for
// application messages our own seal and open. Handshakes go as PublicMessage and leaves say what the other
// implementation requires of them, which is where Sotto itself is stricter (see interop.e2e.ts).

import {
  type AuthenticationService,
  createMls,
  createSuite,
  type GroupState,
  isActive,
  type MlsDevice,
  membersOf,
  newSignatureKeyPair,
  type Suite,
} from '@sotto/crypto'
import {
  type Capabilities,
  createCommit,
  createGroup,
  decodeMlsMessage,
  defaultKeyPackageEqualityConfig,
  defaultKeyRetentionConfig,
  defaultLifetimeConfig,
  emptyPskIndex,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  joinGroup,
  type KeyPackage,
  mlsExporter,
  type PrivateKeyPackage,
  type Proposal,
  processPublicMessage,
} from 'ts-mls'

const suite = createSuite()
let nextDevice = 1

const clientConfig = {
  keyRetentionConfig: defaultKeyRetentionConfig,
  lifetimeConfig: { ...defaultLifetimeConfig, now: () => Date.now() },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: { kind: 'padUntilLength', padUntilLength: 256 },
  authService: { validateCredential: async () => true },
} as const

/** Ours, private types and all, and the credential types that the other implementation's groups require. */
const capabilities: Capabilities = {
  versions: ['mls10'],
  ciphersuites: ['MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519'],
  extensions: [0x000a, 0xf550],
  proposals: [],
  credentials: ['basic', 'x509'],
}

export type OurCommit = { readonly commit: Uint8Array; readonly welcome: Uint8Array | undefined }

export class OurPeer {
  readonly device: MlsDevice
  readonly #known = new Set<string>()
  readonly #suite: Suite
  readonly #mls
  #own: { publicPackage: KeyPackage; privatePackage: PrivateKeyPackage } | undefined
  #state: GroupState | undefined

  constructor(chosen: Suite = suite) {
    // The form that core-crypto asks of every member's identity: user, device, domain.
    const identity = `${crypto.randomUUID()}:${nextDevice++}@sotto.test`
    this.device = { credential: new TextEncoder().encode(identity), ...newSignatureKeyPair() }
    this.#suite = chosen
    this.#mls = createMls({ auth: this.#listed(), now: () => Date.now(), suite: chosen })
    this.believe(this.device.credential)
  }

  /** Puts a credential on the list of those that are taken for genuine. */
  believe(credential: Uint8Array): void {
    this.#known.add(credential.join())
  }

  #listed(): AuthenticationService {
    const known = this.#known
    return {
      async validate({ credential }) {
        return known.has(credential.join()) ? { ok: true } : { ok: false, reason: 'not on the list' }
      },
      identity: (credential) => credential.join(),
    }
  }

  get state(): GroupState {
    if (this.#state === undefined) throw new Error('In no group')
    return this.#state
  }

  get isMember(): boolean {
    return isActive(this.state)
  }

  #enter(current: GroupState['current']): void {
    this.#state = { current, past: [] }
    const strangers = membersOf(this.#state).filter(({ credential }) => !this.#known.has(credential.join()))
    if (strangers.length > 0) throw new Error('A member who is not on the list')
  }

  async #makeOwn() {
    const { credential, signaturePublicKey: publicKey, signaturePrivateKey: signKey } = this.device
    const now = BigInt(Math.floor(Date.now() / 1000))
    this.#own = await generateKeyPackageWithKey(
      { credentialType: 'basic', identity: credential },
      capabilities,
      { notBefore: now - 3600n, notAfter: now + 30n * 24n * 3600n },
      [],
      { publicKey, signKey },
      this.#suite,
    )
    return this.#own
  }

  async keyPackage(): Promise<Uint8Array> {
    const { publicPackage: keyPackage } = await this.#makeOwn()
    return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage })
  }

  async create(groupId: Uint8Array): Promise<void> {
    const { publicPackage, privatePackage } = await this.#makeOwn()
    this.#enter(await createGroup(groupId, publicPackage, privatePackage, [], this.#suite, clientConfig))
  }

  async join(welcome: Uint8Array): Promise<void> {
    const message = decodeMlsMessage(welcome, 0)?.[0]
    if (message?.wireformat !== 'mls_welcome' || this.#own === undefined) throw new Error('No welcome')
    const { publicPackage, privatePackage } = this.#own
    this.#enter(
      await joinGroup(
        message.welcome,
        publicPackage,
        privatePackage,
        emptyPskIndex,
        this.#suite,
        undefined,
        undefined,
        clientConfig,
      ),
    )
  }

  add(keyPackages: readonly Uint8Array[]): Promise<OurCommit> {
    const proposals = keyPackages.map((bytes): Proposal => {
      const message = decodeMlsMessage(bytes, 0)?.[0]
      if (message?.wireformat !== 'mls_key_package') throw new Error('No key package')
      return { proposalType: 'add', add: { keyPackage: message.keyPackage } }
    })
    return this.#commit(proposals)
  }

  update(): Promise<OurCommit> {
    return this.#commit([])
  }

  remove(credential: Uint8Array): Promise<OurCommit> {
    const member = membersOf(this.state).find((one) => one.credential.join() === credential.join())
    if (member === undefined) throw new Error('Not a member')
    return this.#commit([{ proposalType: 'remove', remove: { removed: member.leafIndex } }])
  }

  async #commit(extraProposals: Proposal[]): Promise<OurCommit> {
    const made = await createCommit(
      { state: this.state.current, cipherSuite: this.#suite },
      { extraProposals, wireAsPublicMessage: true, ratchetTreeExtension: true, forcePath: true },
    )
    this.#enter(made.newState)
    const { welcome } = made
    return {
      commit: encodeMlsMessage(made.commit),
      welcome: welcome && encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome }),
    }
  }

  async takeCommit(bytes: Uint8Array): Promise<void> {
    const message = decodeMlsMessage(bytes, 0)?.[0]
    if (message?.wireformat !== 'mls_public_message') throw new Error('Not a PublicMessage')
    const { publicMessage } = message
    const done = await processPublicMessage(this.state.current, publicMessage, emptyPskIndex, this.#suite)
    this.#enter(done.newState)
  }

  async seal(text: string): Promise<Uint8Array> {
    const sealed = await this.#mls.seal(this.state, { plaintext: new TextEncoder().encode(text) })
    if (!sealed.ok) throw new Error(sealed.error.code)
    this.#state = sealed.value.state
    return sealed.value.bytes
  }

  /** The text, or the code of the refusal. */
  async open(bytes: Uint8Array): Promise<string> {
    const opened = await this.#mls.process(this.state, bytes)
    if (!opened.ok) return opened.error.code
    if (opened.value.kind !== 'application') throw new Error('Not a message')
    this.#state = opened.value.state
    return new TextDecoder().decode(opened.value.plaintext)
  }

  exportSecret(length: number): Promise<Uint8Array> {
    const { exporterSecret } = this.state.current.keySchedule
    return mlsExporter(exporterSecret, 'exporter', new Uint8Array(), length, this.#suite)
  }
}
