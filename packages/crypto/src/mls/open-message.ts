// Opening a PrivateMessage of one epoch (RFC 9420 §6.3), step by step, so that each way of failing has its
// name. Nothing is consumed unless the message is genuine. What this device has sealed with a key that this state
// still has was sealed by a later state of it: a store that was set back opens it as anybody else's (rule M-22).

import type { PrivateMessage } from 'ts-mls'
import type { AuthenticatedContent } from 'ts-mls/authenticatedContent.js'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { verifyFramedContentSignature } from 'ts-mls/framedContent.js'
import {
  decodePrivateMessageContent,
  decryptSenderData,
  privateContentAADEncoder,
  toAuthenticatedContent,
} from 'ts-mls/privateMessage.js'
import { ratchetForContentType, ratchetToGeneration } from 'ts-mls/secretTree.js'
import type { Member } from './interface.ts'
import { type Refused, refusal } from './refusal.ts'
import type { GroupContext, SecretTree } from './state.ts'
import type { Suite } from './suite/suite.ts'

/** Skipped messages of one sender whose keys are kept for later, per epoch (rule M-15). */
export const skippedKeysKept = 1_000
/** How far a sender may be ahead of what was opened; each step costs two hashes (rule M-15). */
export const maxGenerationGap = 100_000

export const keyRetention = {
  retainKeysForGenerations: skippedKeysKept,
  maximumForwardRatchetSteps: maxGenerationGap,
  // the library hands over the epoch that just ended; what is kept of it is our own affair
  retainKeysForEpochs: 1,
}

/** What opens messages of one epoch. */
export type EpochKeys = {
  readonly context: GroupContext
  readonly senderDataSecret: Uint8Array
  readonly secretTree: SecretTree
  readonly ownLeaf: number
  readonly memberAt: (leafIndex: number) => Member | undefined
}

export type Opened = {
  readonly content: AuthenticatedContent
  readonly sender: Member
  readonly generation: number
  readonly secretTree: SecretTree
  readonly consumed: readonly Uint8Array[]
}

type Result<T> = { readonly ok: true; readonly value: T } | Refused
type SenderData = NonNullable<Awaited<ReturnType<typeof decryptSenderData>>>

export async function openMessage(
  keys: EpochKeys,
  message: PrivateMessage,
  suite: Suite,
): Promise<Result<Opened>> {
  const senderData = await readSenderData(keys, message, suite)
  if (!senderData.ok) return senderData
  const sender = keys.memberAt(senderData.value.leafIndex)
  if (sender === undefined) return refusal('not_authentic', 'a sender that is not in the group')
  const unusable = generationFault(keys.secretTree, senderData.value, message)
  if (unusable !== undefined) {
    const isOwn = sender.leafIndex === keys.ownLeaf && unusable.error.code === 'already_consumed'
    return isOwn ? refusal('own_message', 'sent by this device') : unusable
  }
  try {
    return await openContent({ keys, message, suite, senderData: senderData.value, sender })
  } catch {
    return refusal('not_authentic', 'does not decrypt')
  }
}

async function readSenderData(
  keys: EpochKeys,
  message: PrivateMessage,
  suite: Suite,
): Promise<Result<SenderData>> {
  try {
    const senderData = await decryptSenderData(message, keys.senderDataSecret, suite)
    if (senderData !== undefined && senderData.reuseGuard.length === 4) return { ok: true, value: senderData }
  } catch {
    // as any other sender data that nobody in the group has made
  }
  return refusal('not_authentic', 'sender data does not decrypt')
}

function generationFault(
  tree: SecretTree,
  { leafIndex, generation }: SenderData,
  { contentType }: PrivateMessage,
): Refused | undefined {
  const node = tree.ratchets[leafIndex * 2]
  const ratchet = node === undefined ? undefined : ratchetForContentType(node, contentType)
  const next = ratchet?.generation ?? 0
  if (generation < next && ratchet?.unusedGenerations[generation] === undefined) {
    return refusal('already_consumed', 'the key of this message is gone')
  }
  if (generation - next > maxGenerationGap) return refusal('generation_gap', 'too far ahead')
  return undefined
}

type Opening = {
  readonly keys: EpochKeys
  readonly message: PrivateMessage
  readonly suite: Suite
  readonly senderData: SenderData
  readonly sender: Member
}

async function openContent(opening: Opening): Promise<Result<Opened>> {
  const { keys, message, suite, senderData, sender } = opening
  const { contentType } = message
  const { key, nonce, newTree, consumed } = await ratchetToGeneration(
    keys.secretTree,
    senderData,
    contentType,
    keyRetention,
    suite,
  )
  const aad = encode(privateContentAADEncoder)(message)
  const decrypted = await suite.hpke.decryptAead(key, nonce, aad, message.ciphertext)
  const decoded = decodePrivateMessageContent(contentType)(decrypted, 0)?.[0]
  if (decoded === undefined) return refusal('not_authentic', 'content that does not decode')
  const content = toAuthenticatedContent(decoded, message, senderData.leafIndex)
  const isSigned = await verifyFramedContentSignature(
    sender.signatureKey,
    content.wireformat,
    content.content,
    content.auth,
    keys.context,
    suite.signature,
  )
  if (!isSigned) return refusal('not_authentic', 'not signed by its sender')
  return {
    ok: true,
    value: { content, sender, generation: senderData.generation, secretTree: newTree, consumed },
  }
}
