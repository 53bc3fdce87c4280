// Checks for the vectors of encodings, message protection and Welcome, as mlswg's test-vectors.md has them.

import { type CiphersuiteImpl, decodeMlsMessage, encodeMlsMessage } from 'ts-mls'
import type { Decoder } from 'ts-mls/codec/tlsDecoder.js'
import { type BufferEncoder, encode } from 'ts-mls/codec/tlsEncoder.js'
import { commitEncoder, decodeCommit } from 'ts-mls/commit.js'
import { createConfirmationTag, createContentCommitSignature } from 'ts-mls/framedContent.js'
import { verifyGroupInfoConfirmationTag, verifyGroupInfoSignature } from 'ts-mls/groupInfo.js'
import { decodeGroupSecrets, groupSecretsEncoder } from 'ts-mls/groupSecrets.js'
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js'
import {
  protect,
  protectApplicationData,
  protectProposal,
  unprotectPrivateMessage,
} from 'ts-mls/messageProtection.js'
import {
  protectProposalPublic,
  protectPublicMessage,
  unprotectPublicMessage,
} from 'ts-mls/messageProtectionPublic.js'
import * as proposals from 'ts-mls/proposal.js'
import { decodeRatchetTree, type RatchetTree, ratchetTreeEncoder } from 'ts-mls/ratchetTree.js'
import { createSecretTree } from 'ts-mls/secretTree.js'
import { decryptGroupInfo, decryptGroupSecrets } from 'ts-mls/welcome.js'
import { expect } from 'vitest'
import { keyRetention } from '../open-message.ts'
import { decoded, hex, suiteFor, toHex } from './load.ts'

export type MessagesCase = Record<string, string>

const mlsMessages = [
  'mls_welcome',
  'mls_group_info',
  'mls_key_package',
  'public_message_application',
  'public_message_proposal',
  'public_message_commit',
  'private_message',
]

export function checkMessages(x: MessagesCase): void {
  const again = <T>(name: string, decode: Decoder<T>, encoder: BufferEncoder<T>) => {
    const bytes = hex(x[name] ?? '')
    expect(toHex(encode(encoder)(decoded(decode(bytes, 0), bytes)))).toBe(x[name])
  }
  for (const name of mlsMessages) {
    const bytes = hex(x[name] ?? '')
    expect(toHex(encodeMlsMessage(decoded(decodeMlsMessage(bytes, 0), bytes)))).toBe(x[name])
  }
  again('ratchet_tree', decodeRatchetTree, ratchetTreeEncoder)
  again('group_secrets', decodeGroupSecrets, groupSecretsEncoder)
  again('commit', decodeCommit, commitEncoder)
  again('add_proposal', proposals.decodeAdd, proposals.addEncoder)
  again('update_proposal', proposals.decodeUpdate, proposals.updateEncoder)
  again('remove_proposal', proposals.decodeRemove, proposals.removeEncoder)
  again('pre_shared_key_proposal', proposals.decodePSK, proposals.pskEncoder)
  again('re_init_proposal', proposals.decodeReinit, proposals.reinitEncoder)
  again('external_init_proposal', proposals.decodeExternalInit, proposals.externalInitEncoder)
  again(
    'group_context_extensions_proposal',
    proposals.decodeGroupContextExtensions,
    proposals.groupContextExtensionsEncoder,
  )
}

export type ProtectionCase = Record<
  | 'group_id'
  | 'tree_hash'
  | 'confirmed_transcript_hash'
  | 'signature_priv'
  | 'signature_pub'
  | 'encryption_secret'
  | 'sender_data_secret'
  | 'membership_key'
  | 'proposal'
  | 'proposal_priv'
  | 'proposal_pub'
  | 'commit'
  | 'commit_priv'
  | 'commit_pub'
  | 'application'
  | 'application_priv',
  string
> & { cipher_suite: number; epoch: number }

type Setting = Awaited<ReturnType<typeof protectionSetting>>

const sender = 1
const padding = { kind: 'padUntilLength' as const, padUntilLength: 0 }
const noData = new Uint8Array()

async function protectionSetting(x: ProtectionCase) {
  const suite = await suiteFor(x.cipher_suite)
  const context = {
    version: 'mls10' as const,
    cipherSuite: suite.name,
    groupId: hex(x.group_id),
    epoch: BigInt(x.epoch),
    treeHash: hex(x.tree_hash),
    confirmedTranscriptHash: hex(x.confirmed_transcript_hash),
    extensions: [],
  }
  const secretTree = await createSecretTree(2, hex(x.encryption_secret), suite.kdf)
  return { x, suite, context, secretTree, signKey: hex(x.signature_priv) }
}

/** A tree in which the only thing that matters, somebody at leaf 1, is there. */
function twoLeaves({ x }: Setting): RatchetTree {
  const leaf = { nodeType: 'leaf', leaf: { signaturePublicKey: hex(x.signature_pub) } }
  return [leaf, undefined, leaf] as unknown as RatchetTree
}

export async function checkMessageProtection(x: ProtectionCase): Promise<void> {
  const setting = await protectionSetting(x)
  await checkApplication(setting)
  await checkProposal(setting)
  await checkCommit(setting)
}

async function openPrivate(setting: Setting, framed: Uint8Array) {
  const message = decoded(decodeMlsMessage(framed, 0), framed)
  if (message.wireformat !== 'mls_private_message') throw new Error('not private')
  const { x, suite, context, secretTree } = setting
  const opened = await unprotectPrivateMessage(
    hex(x.sender_data_secret),
    message.privateMessage,
    secretTree,
    twoLeaves(setting),
    context,
    keyRetention,
    suite,
  )
  return opened.content.content
}

async function openPublic(setting: Setting, framed: Uint8Array) {
  const message = decoded(decodeMlsMessage(framed, 0), framed)
  if (message.wireformat !== 'mls_public_message') throw new Error('not public')
  const { x, suite, context } = setting
  const opened = await unprotectPublicMessage(
    hex(x.membership_key),
    context,
    twoLeaves(setting),
    message.publicMessage,
    suite,
  )
  return opened.content
}

async function checkApplication(setting: Setting): Promise<void> {
  const { x, suite, context, secretTree, signKey } = setting
  const read = async (framed: Uint8Array) => {
    const content = await openPrivate(setting, framed)
    return content.contentType === 'application' ? toHex(content.applicationData) : undefined
  }
  expect(await read(hex(x.application_priv))).toBe(x.application)
  const { privateMessage } = await protectApplicationData(
    signKey,
    hex(x.sender_data_secret),
    hex(x.application),
    noData,
    context,
    secretTree,
    sender,
    padding,
    suite,
  )
  const framed = { version: 'mls10' as const, wireformat: 'mls_private_message' as const, privateMessage }
  expect(await read(encodeMlsMessage(framed))).toBe(x.application)
}

async function checkProposal(setting: Setting): Promise<void> {
  const { x, suite, context, secretTree, signKey } = setting
  const read = (content: Awaited<ReturnType<typeof openPrivate>>) =>
    content.contentType === 'proposal'
      ? toHex(encode(proposals.proposalEncoder)(content.proposal))
      : undefined
  expect(read(await openPrivate(setting, hex(x.proposal_priv)))).toBe(x.proposal)
  expect(read(await openPublic(setting, hex(x.proposal_pub)))).toBe(x.proposal)
  const proposal = decoded(proposals.decodeProposal(hex(x.proposal), 0), hex(x.proposal))
  const { privateMessage } = await protectProposal(
    signKey,
    hex(x.sender_data_secret),
    proposal,
    noData,
    context,
    secretTree,
    sender,
    padding,
    suite,
  )
  const version = 'mls10' as const
  const sealed = encodeMlsMessage({ version, wireformat: 'mls_private_message', privateMessage })
  expect(read(await openPrivate(setting, sealed))).toBe(x.proposal)
  const { publicMessage } = await protectProposalPublic(
    signKey,
    hex(x.membership_key),
    context,
    noData,
    proposal,
    sender,
    suite,
  )
  const open = encodeMlsMessage({ version, wireformat: 'mls_public_message', publicMessage })
  expect(read(await openPublic(setting, open))).toBe(x.proposal)
}

async function checkCommit(setting: Setting): Promise<void> {
  const { x, suite, context, secretTree } = setting
  const read = (content: Awaited<ReturnType<typeof openPrivate>>) =>
    content.contentType === 'commit' ? toHex(encode(commitEncoder)(content.commit)) : undefined
  expect(read(await openPrivate(setting, hex(x.commit_priv)))).toBe(x.commit)
  expect(read(await openPublic(setting, hex(x.commit_pub)))).toBe(x.commit)
  const version = 'mls10' as const

  const forPrivate = await signedCommit(setting, 'mls_private_message')
  const { privateMessage } = await protect(
    hex(x.sender_data_secret),
    noData,
    context,
    secretTree,
    { ...forPrivate.content, auth: forPrivate.auth },
    sender,
    padding,
    suite,
  )
  const sealed = encodeMlsMessage({ version, wireformat: 'mls_private_message', privateMessage })
  expect(read(await openPrivate(setting, sealed))).toBe(x.commit)

  const forPublic = await signedCommit(setting, 'mls_public_message')
  const publicMessage = await protectPublicMessage(hex(x.membership_key), context, forPublic, suite)
  const open = encodeMlsMessage({ version, wireformat: 'mls_public_message', publicMessage })
  expect(read(await openPublic(setting, open))).toBe(x.commit)
}

async function signedCommit(
  { x, suite, context, signKey }: Setting,
  wireformat: 'mls_private_message' | 'mls_public_message',
) {
  const commit = decoded(decodeCommit(hex(x.commit), 0), hex(x.commit))
  const { framedContent, signature } = await createContentCommitSignature(
    context,
    wireformat,
    commit,
    { senderType: 'member', leafIndex: sender },
    noData,
    signKey,
    suite.signature,
  )
  const confirmationTag = await createConfirmationTag(
    hex(x.membership_key),
    context.confirmedTranscriptHash,
    suite.hash,
  )
  const contentType = framedContent.contentType
  return { wireformat, content: framedContent, auth: { contentType, signature, confirmationTag } }
}

export type WelcomeCase = Record<'init_priv' | 'signer_pub' | 'key_package' | 'welcome', string> & {
  cipher_suite: number
}

export async function checkWelcome(x: WelcomeCase): Promise<void> {
  const suite: CiphersuiteImpl = await suiteFor(x.cipher_suite)
  const keyPackage = decoded(decodeMlsMessage(hex(x.key_package), 0), hex(x.key_package))
  const message = decoded(decodeMlsMessage(hex(x.welcome), 0), hex(x.welcome))
  if (keyPackage.wireformat !== 'mls_key_package' || message.wireformat !== 'mls_welcome') throw new Error()
  const ref = await makeKeyPackageRef(keyPackage.keyPackage, suite.hash)
  const initKey = await suite.hpke.importPrivateKey(hex(x.init_priv))
  const secrets = await decryptGroupSecrets(initKey, ref, message.welcome, suite.hpke)
  if (secrets === undefined) throw new Error('no secrets')
  const noPsk = new Uint8Array(suite.kdf.size)
  const info = await decryptGroupInfo(message.welcome, secrets.joinerSecret, noPsk, suite)
  if (info === undefined) throw new Error('no group info')
  expect(await verifyGroupInfoSignature(info, hex(x.signer_pub), suite.signature)).toBe(true)
  expect(await verifyGroupInfoConfirmationTag(info, secrets.joinerSecret, noPsk, suite)).toBe(true)
}
