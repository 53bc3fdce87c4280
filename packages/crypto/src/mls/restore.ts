// A group state out of its stored parts. They come from the device's own store, so that damage is an
// accident and not an attack; it is still answered with a refusal and never with an exception.

import { type Cbor, decodeCbor } from '@sotto/wire'
import type { ClientConfig } from 'ts-mls'
import { decodeGroupContext } from 'ts-mls/groupContext.js'
import { decodeKeySchedule } from 'ts-mls/keySchedule.js'
import { decodeRatchetTree } from 'ts-mls/ratchetTree.js'
import type { GenerationSecret, SecretTreeNode } from 'ts-mls/secretTree.js'
import type { Member, MlsDevice, Part } from './interface.ts'
import { partNames, partsVersion } from './parts.ts'
import { attempt } from './refusal.ts'
import { type GroupContext, type GroupState, memberAt, type PastEpoch, type SecretTree } from './state.ts'

type LibraryState = GroupState['current']

class CorruptPart extends Error {}

/** The current epoch as `head`, `tree` and `secrets` hold it. */
export type CurrentParts = {
  readonly head: Uint8Array
  readonly tree: Uint8Array
  readonly secretTree: SecretTree
}

/** The state of which these are all parts. */
export function restoreState(parts: readonly Part[], device: MlsDevice, config: ClientConfig) {
  return attempt('corrupt_state', () => {
    const byName = new Map(parts.map((part) => [part.name, part.bytes?.slice() ?? null]))
    const head = needed(byName, partNames.head)
    const ratchets = ratchetsByEpoch(byName)
    const secretTree = (epoch: bigint): SecretTree => ({
      ...decodeSecrets(needed(byName, partNames.secrets(epoch))),
      ratchets: ratchets.get(epoch) ?? {},
    })
    const epoch = decodeHead(head).groupContext.epoch
    const tree = needed(byName, partNames.tree)
    const current = restoreCurrent({ head, tree, secretTree: secretTree(epoch) }, device, config)
    const past = [...byName].flatMap(([name, bytes]) =>
      name.startsWith('epoch/') && bytes !== null ? [decodePastEpoch(bytes, secretTree)] : [],
    )
    past.sort((a, b) => (a.context.epoch < b.context.epoch ? -1 : 1))
    // each past epoch is told by how it differs from the next
    const isWhole = past.every(({ context }, at) => context.epoch === epoch - BigInt(past.length - at))
    if (!isWhole) throw new CorruptPart('past epochs with a gap')
    return { current, past } satisfies GroupState
  })
}

/** Throws for damaged parts and for a device that does not hold the leaf. */
export function restoreCurrent(parts: CurrentParts, device: MlsDevice, config: ClientConfig): LibraryState {
  const head = decodeHead(parts.head)
  const ratchetTree = complete(decodeRatchetTree(parts.tree, 0), parts.tree)
  const own = memberAt(ratchetTree, head.privatePath.leafIndex)
  if (head.isActive && own?.signatureKey.join() !== device.signaturePublicKey.join()) {
    throw new CorruptPart('the state of another device')
  }
  return {
    groupContext: head.groupContext,
    keySchedule: head.keySchedule,
    confirmationTag: head.confirmationTag,
    privatePath: head.privatePath,
    groupActiveState: { kind: head.isActive ? 'active' : 'removedFromGroup' },
    ratchetTree,
    secretTree: parts.secretTree,
    signaturePrivateKey: device.signaturePrivateKey,
    unappliedProposals: {},
    historicalReceiverData: new Map(),
    clientConfig: config,
  }
}

function decodeHead(bytes: Uint8Array) {
  const [context, schedule, confirmationTag, leafIndex, privateKeys, isActive] = fields(bytes, 6)
  const contextBytes = asBytes(context)
  const scheduleBytes = asBytes(schedule)
  return {
    groupContext: complete(decodeGroupContext(contextBytes, 0), contextBytes),
    keySchedule: complete(decodeKeySchedule(scheduleBytes, 0), scheduleBytes),
    confirmationTag: asBytes(confirmationTag),
    privatePath: { leafIndex: asIndex(leafIndex), privateKeys: asRecord(privateKeys) },
    isActive: isActive === true,
  }
}

export function decodeSecrets(bytes: Uint8Array): SecretTree {
  const [leafWidth, nodes] = fields(bytes, 2)
  return { leafWidth: asIndex(leafWidth), nodes: asRecord(nodes), ratchets: {} }
}

function decodePastEpoch(bytes: Uint8Array, secretTree: (epoch: bigint) => SecretTree): PastEpoch {
  const [contextField, senderDataSecret, leaves] = fields(bytes, 3)
  const contextBytes = asBytes(contextField)
  const context: GroupContext = complete(decodeGroupContext(contextBytes, 0), contextBytes)
  const leavesThen = new Map<number, Member | undefined>()
  for (const leaf of asArray(leaves)) {
    const [index, credential, signatureKey] = asArray(leaf)
    const leafIndex = asIndex(index)
    const member =
      credential === undefined
        ? undefined
        : { leafIndex, credential: asBytes(credential), signatureKey: asBytes(signatureKey) }
    leavesThen.set(leafIndex, member)
  }
  return {
    context,
    senderDataSecret: asBytes(senderDataSecret),
    secretTree: secretTree(context.epoch),
    leavesThen,
  }
}

function ratchetsByEpoch(byName: ReadonlyMap<string, Uint8Array | null>) {
  const ratchets = new Map<bigint, Record<number, SecretTreeNode>>()
  for (const [name, bytes] of byName) {
    const match = /^ratchet\/(\d+)\/(\d+)$/.exec(name)
    if (match === null || bytes === null) continue
    const epoch = BigInt(match[1] ?? '')
    const ofEpoch = ratchets.get(epoch) ?? {}
    ofEpoch[Number(match[2]) * 2] = decodeRatchets(bytes)
    ratchets.set(epoch, ofEpoch)
  }
  return ratchets
}

function decodeRatchets(bytes: Uint8Array): SecretTreeNode {
  const [handshake, application] = fields(bytes, 2)
  return { handshake: decodeRatchet(handshake), application: decodeRatchet(application) }
}

function decodeRatchet(value: Cbor | undefined): GenerationSecret {
  const [generation, secret, unused] = asArray(value)
  const unusedGenerations: GenerationSecret['unusedGenerations'] = {}
  for (const entry of asArray(unused)) {
    const [skipped, key, nonce] = asArray(entry)
    unusedGenerations[asIndex(skipped)] = { key: asBytes(key), nonce: asBytes(nonce) }
  }
  return { generation: asIndex(generation), secret: asBytes(secret), unusedGenerations }
}

function needed(byName: ReadonlyMap<string, Uint8Array | null>, name: string): Uint8Array {
  const bytes = byName.get(name)
  if (bytes === undefined || bytes === null) throw new CorruptPart(`no ${name}`)
  return bytes
}

/** The fields behind the version of an encoded part. */
function fields(bytes: Uint8Array, count: number): readonly Cbor[] {
  const decoded = decodeCbor(bytes)
  const all = decoded.ok ? asArray(decoded.value) : []
  if (all.length !== count + 1 || all[0] !== partsVersion) throw new CorruptPart('not a part')
  return all.slice(1)
}

function complete<T>(decoded: [T, number] | undefined, bytes: Uint8Array): T {
  if (decoded === undefined || decoded[1] !== bytes.length) throw new CorruptPart('not complete')
  return decoded[0]
}

function asBytes(value: Cbor | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new CorruptPart('not bytes')
  return value
}

function asIndex(value: Cbor | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new CorruptPart('not a number')
  return value
}

function asArray(value: Cbor | undefined): readonly Cbor[] {
  if (!Array.isArray(value)) throw new CorruptPart('not an array')
  return value
}

function asRecord(value: Cbor | undefined): Record<number, Uint8Array> {
  const record: Record<number, Uint8Array> = {}
  for (const entry of asArray(value)) {
    const [index, bytes] = asArray(entry)
    record[asIndex(index)] = asBytes(bytes)
  }
  return record
}
