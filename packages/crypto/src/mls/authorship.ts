// Who wrote a message, shown to somebody who was not there: the signature that MLS puts on every message (RFC 9420
// §6.1) outlives the keys that opened it. It covers the content, the group, the epoch, the sender's leaf and the group's
// data of that time; not the place in the log, and not the time.

import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { signFramedContentTBS, toTbs, verifyFramedContentSignature } from 'ts-mls/framedContent.js'
import { decodeGroupContext, groupContextEncoder } from 'ts-mls/groupContext.js'
import { groupDataOf, isOurGroupContext } from './extensions.ts'
import { sameBytes } from './framing.ts'
import type { Authored, AuthoredIn, Authorship } from './interface.ts'
import type { GroupContext, GroupState } from './state.ts'
import { createSuite, type Suite, suiteName } from './suite/suite.ts'

const encoded = new WeakMap<GroupContext, Uint8Array>()
let portable: Suite | undefined

/** A GroupContext as it is signed. */
export function encodeContext(context: GroupContext): Uint8Array {
  const known = encoded.get(context) ?? encode(groupContextEncoder)(context)
  encoded.set(context, known)
  return known
}

/** Of what this device seals now: what `signAuthored` needs later beside the content. */
export function contextOf(state: GroupState): Omit<Authorship, 'signature'> {
  const { groupContext, privatePath } = state.current
  return { context: encodeContext(groupContext), leaf: privatePath.leafIndex }
}

/** The signature that this device's own message went out with: Ed25519 gives the same one again. */
export async function signAuthored(
  authored: Omit<Authored, 'signature'>,
  signaturePrivateKey: Uint8Array,
): Promise<Uint8Array | undefined> {
  const context = decodeContext(authored.context)
  if (context === undefined) return undefined
  const tbs = toTbs(framed(authored, context), 'mls_private_message', context)
  portable ??= createSuite()
  return signFramedContentTBS(signaturePrivateKey, tbs, portable.signature)
}

/** Undefined when the holder of this key did not sign it. Nothing here throws for what came from outside. */
export async function verifyAuthored(
  authored: Authored,
  signatureKey: Uint8Array,
): Promise<AuthoredIn | undefined> {
  const context = decodeContext(authored.context)
  if (context === undefined || !Number.isSafeInteger(authored.leaf) || authored.leaf < 0) return undefined
  portable ??= createSuite()
  const { signature } = authored
  const auth = { contentType: 'application', signature } as const
  const content = framed(authored, context)
  const wire = 'mls_private_message' as const
  const isSigned = await verifyFramedContentSignature(
    ...([signatureKey, wire, content, auth, context, portable.signature] as const),
  ).catch(() => false)
  if (!isSigned) return undefined
  return whereOf(context)
}

/** Where what was signed with this context belongs to; undefined for what is none of ours. Says nothing of who signed it. */
export function readContext(bytes: Uint8Array): AuthoredIn | undefined {
  const context = decodeContext(bytes)
  return context === undefined ? undefined : whereOf(context)
}

function whereOf({ groupId, epoch, extensions }: GroupContext): AuthoredIn {
  return { groupId, epoch, groupData: groupDataOf(extensions) ?? new Uint8Array() }
}

function framed({ leaf, content }: Omit<Authored, 'signature'>, { groupId, epoch }: GroupContext) {
  return {
    groupId,
    epoch,
    sender: { senderType: 'member', leafIndex: leaf },
    authenticatedData: new Uint8Array(),
    contentType: 'application',
    applicationData: content,
  } as const
}

/** One of our groups, in its one encoding. */
function decodeContext(bytes: Uint8Array): GroupContext | undefined {
  try {
    const context = decodeGroupContext(bytes.slice(), 0)?.[0]
    if (context === undefined || !sameBytes(encode(groupContextEncoder)(context), bytes)) return undefined
    const isOurs = context.cipherSuite === suiteName && isOurGroupContext(context.extensions)
    return isOurs ? context : undefined
  } catch {
    return undefined
  }
}
