// People for the MLS tests: devices with simple credentials, an in-memory store per group, and a judge of
// credentials that believes those it knows. Not exported from the package.

import type { Result } from '@sotto/wire'
import type {
  AuthenticationPhase,
  AuthenticationService,
  Change,
  Member,
  Mls,
  MlsDevice,
  NewKeyPackage,
  Part,
} from './interface.ts'
import { createMls } from './mls.ts'
import type { GroupState } from './state.ts'
import { newSignatureKeyPair } from './suite/signature-key.ts'
import { createSuite, type Suite } from './suite/suite.ts'

export const testNow = 1_800_000_000_000
export const testSeconds = testNow / 1000
const sharedSuite = createSuite()

export const utf8 = (text: string) => new TextEncoder().encode(text)
export const fromUtf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

export function expectOk<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`expected success, got ${JSON.stringify(result.error)}`)
  return result.value
}

export function errorCode<T, E extends { readonly code: string }>(result: Result<T, E>): string {
  return result.ok ? 'ok' : result.error.code
}

export function makeDevice(name: string): MlsDevice {
  return { credential: utf8(name), ...newSignatureKeyPair() }
}

/** Believes everybody but the named; keeps what it was asked. */
export class TestAuth implements AuthenticationService {
  readonly asked: { name: string; phase: AuthenticationPhase }[] = []
  readonly refused = new Set<string>()

  async validate(leaf: Member, phase: AuthenticationPhase) {
    const name = fromUtf8(leaf.credential)
    this.asked.push({ name, phase })
    return this.refused.has(name) ? ({ ok: false, reason: 'unknown' } as const) : ({ ok: true } as const)
  }

  identity(credential: Uint8Array) {
    return credential.length === 0 ? undefined : fromUtf8(credential).split('#')[0]
  }
}

/** One device in one group, with the store that it would have. */
export class TestMember {
  readonly device: MlsDevice
  readonly auth = new TestAuth()
  readonly mls: Mls
  readonly stored = new Map<string, Uint8Array>()
  bytesWritten = 0
  #state: GroupState | undefined

  constructor(name: string, suite: Suite = sharedSuite) {
    this.device = makeDevice(name)
    this.mls = createMls({ auth: this.auth, now: () => testNow, suite })
  }

  get state(): GroupState {
    if (this.#state === undefined) throw new Error('not in a group')
    return this.#state
  }

  /** Stores first, then erases, as callers must. */
  take(change: Change): void {
    for (const { name, bytes } of change.parts) this.#write(name, bytes)
    this.#state = change.state
    for (const secret of change.erase) secret.fill(0)
  }

  #write(name: string, bytes: Uint8Array | null): void {
    this.bytesWritten += bytes?.length ?? 0
    if (bytes === null) this.stored.delete(name)
    else this.stored.set(name, bytes)
  }

  parts(): Part[] {
    return [...this.stored].map(([name, bytes]) => ({ name, bytes }))
  }

  /** Forgets the state in memory and loads what was stored. */
  async reload(): Promise<void> {
    this.#state = expectOk(await this.mls.restore(this.parts(), this.device))
  }

  keyPackage(lastResort = false): Promise<NewKeyPackage> {
    const lifetime = { notBefore: testSeconds - 3600, notAfter: testSeconds + 90 * 24 * 3600 }
    return this.mls.generateKeyPackage({ device: this.device, ...lifetime, lastResort })
  }

  async create(groupId = 'group', groupData = 'data'): Promise<void> {
    const request = { device: this.device, groupId: utf8(groupId), groupData: utf8(groupData) }
    this.stored.clear()
    this.take(await this.mls.createGroup(request))
  }

  async join(welcome: Uint8Array, own: NewKeyPackage): Promise<void> {
    const keyPackageSecret = async (ref: Uint8Array) =>
      ref.join() === own.ref.join() ? own.secret.slice() : undefined
    const joined = expectOk(await this.mls.join({ device: this.device, welcome, keyPackageSecret }))
    this.stored.clear()
    this.take(joined)
  }

  async seal(text: string): Promise<Uint8Array> {
    const sealed = expectOk(await this.mls.seal(this.state, { plaintext: utf8(text) }))
    this.take(sealed)
    return sealed.bytes
  }

  /** The plaintext, or the code of the refusal. */
  async open(bytes: Uint8Array): Promise<string> {
    const processed = await this.mls.process(this.state, bytes)
    if (!processed.ok) return processed.error.code
    if (processed.value.kind !== 'application') throw new Error('not an application message')
    this.take(processed.value)
    return fromUtf8(processed.value.plaintext)
  }
}

/** A group of the named, made by the first with one commit. */
export async function teamOf(...names: readonly string[]): Promise<TestMember[]> {
  const members = names.map((name) => new TestMember(name))
  const [first, ...others] = members
  if (first === undefined) throw new Error('a team of nobody')
  await first.create()
  if (others.length > 0) await addAll(first, others)
  return members
}

export async function addAll(
  committer: TestMember,
  joiners: readonly TestMember[],
  others: readonly TestMember[] = [],
): Promise<void> {
  const packages = await Promise.all(joiners.map((joiner) => joiner.keyPackage()))
  const draft = expectOk(
    await committer.mls.commit(committer.state, { add: packages.map((one) => one.keyPackage) }),
  )
  committer.take(draft)
  await settle(committer, draft, others)
  if (draft.welcome === undefined) throw new Error('no welcome')
  for (const [at, joiner] of joiners.entries()) {
    const own = packages[at]
    if (own !== undefined) await joiner.join(draft.welcome, own)
  }
}

/** The commit won: its maker merges it and the others process it. */
export async function settle(
  committer: TestMember,
  draft: { readonly pending: Uint8Array; readonly commit: Uint8Array },
  others: readonly TestMember[],
): Promise<void> {
  committer.take(expectOk(await committer.mls.mergePending(committer.state, draft.pending)))
  for (const other of others) other.take(expectOk(await other.mls.process(other.state, draft.commit)))
}
