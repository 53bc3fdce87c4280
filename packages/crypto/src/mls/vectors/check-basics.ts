// Checks for the vectors of the cryptographic building blocks, as mlswg's test-vectors.md describes them.

import { type CiphersuiteImpl, mlsExporter } from 'ts-mls'
import { decodeAuthenticatedContent } from 'ts-mls/authenticatedContent.js'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { determineLength } from 'ts-mls/codec/variableLength.js'
import { refhash } from 'ts-mls/crypto/hash.js'
import { decryptWithLabel, encryptWithLabel } from 'ts-mls/crypto/hpke.js'
import { deriveSecret, deriveTreeSecret, expandWithLabel } from 'ts-mls/crypto/kdf.js'
import { signWithLabel, verifyWithLabel } from 'ts-mls/crypto/signature.js'
import { verifyConfirmationTag } from 'ts-mls/framedContent.js'
import { groupContextEncoder } from 'ts-mls/groupContext.js'
import { initializeEpoch } from 'ts-mls/keySchedule.js'
import { computePskSecret } from 'ts-mls/presharedkey.js'
import { consumeRatchet, createSecretTree, ratchetToGeneration } from 'ts-mls/secretTree.js'
import { expandSenderDataKey, expandSenderDataNonce } from 'ts-mls/sender.js'
import { createConfirmedHash, createInterimHash } from 'ts-mls/transcriptHash.js'
import * as treemath from 'ts-mls/treemath.js'
import { expect } from 'vitest'
import { decoded, hex, suiteFor, toHex } from './load.ts'

type Labelled = { label: string; out: string }
export type CryptoBasics = {
  cipher_suite: number
  ref_hash: Labelled & { value: string }
  expand_with_label: Labelled & { secret: string; context: string; length: number }
  derive_secret: Labelled & { secret: string }
  derive_tree_secret: Labelled & { secret: string; generation: number; length: number }
  sign_with_label: { priv: string; pub: string; content: string; label: string; signature: string }
  encrypt_with_label: Record<
    'priv' | 'pub' | 'label' | 'context' | 'plaintext' | 'kem_output' | 'ciphertext',
    string
  >
}

export async function checkCryptoBasics(x: CryptoBasics): Promise<void> {
  const suite = await suiteFor(x.cipher_suite)
  const { ref_hash: r, expand_with_label: e, derive_secret: d, derive_tree_secret: t } = x
  expect(toHex(await refhash(r.label, hex(r.value), suite.hash))).toBe(r.out)
  const expanded = await expandWithLabel(hex(e.secret), e.label, hex(e.context), e.length, suite.kdf)
  expect(toHex(expanded)).toBe(e.out)
  expect(toHex(await deriveSecret(hex(d.secret), d.label, suite.kdf))).toBe(d.out)
  const derived = await deriveTreeSecret(hex(t.secret), t.label, t.generation, t.length, suite.kdf)
  expect(toHex(derived)).toBe(t.out)
  await checkSignature(x.sign_with_label, suite)
  await checkEncryption(x.encrypt_with_label, suite)
}

async function checkSignature(s: CryptoBasics['sign_with_label'], suite: CiphersuiteImpl): Promise<void> {
  const verify = (signature: Uint8Array) =>
    verifyWithLabel(hex(s.pub), s.label, hex(s.content), signature, suite.signature)
  expect(await verify(hex(s.signature))).toBe(true)
  expect(await verify(await signWithLabel(hex(s.priv), s.label, hex(s.content), suite.signature))).toBe(true)
}

async function checkEncryption(
  e: CryptoBasics['encrypt_with_label'],
  { hpke }: CiphersuiteImpl,
): Promise<void> {
  const open = async (enc: Uint8Array, ct: Uint8Array) =>
    toHex(
      await decryptWithLabel(
        await hpke.importPrivateKey(hex(e.priv)),
        e.label,
        hex(e.context),
        enc,
        ct,
        hpke,
      ),
    )
  expect(await open(hex(e.kem_output), hex(e.ciphertext))).toBe(e.plaintext)
  const publicKey = await hpke.importPublicKey(hex(e.pub))
  const { enc, ct } = await encryptWithLabel(publicKey, e.label, hex(e.context), hex(e.plaintext), hpke)
  expect(await open(enc, ct)).toBe(e.plaintext)
}

export function checkLength(x: { vlbytes_header: string; length: number }): void {
  expect(determineLength(hex(x.vlbytes_header)).length).toBe(x.length)
}

type Optional = (number | null)[]
export type TreeMath = Record<'left' | 'right' | 'parent' | 'sibling', Optional> & {
  n_leaves: number
  n_nodes: number
  root: number
}

export function checkTreeMath(x: TreeMath): void {
  const { n_leaves: leaves, n_nodes: nodes } = x
  expect(treemath.nodeWidth(leaves)).toBe(nodes)
  expect(treemath.root(leaves)).toBe(x.root)
  const each = (f: (node: treemath.NodeIndex) => number): Optional =>
    Array.from({ length: nodes }, (_, i) => {
      try {
        return f(treemath.toNodeIndex(i))
      } catch {
        return null
      }
    })
  expect(each(treemath.left)).toEqual(x.left)
  expect(each(treemath.right)).toEqual(x.right)
  expect(each((i) => treemath.parent(i, leaves))).toEqual(x.parent)
  expect(each((i) => treemath.sibling(i, leaves))).toEqual(x.sibling)
}

type ScheduleEpoch = Record<
  | 'tree_hash'
  | 'commit_secret'
  | 'psk_secret'
  | 'confirmed_transcript_hash'
  | 'group_context'
  | 'joiner_secret'
  | 'welcome_secret'
  | 'init_secret'
  | 'sender_data_secret'
  | 'encryption_secret'
  | 'exporter_secret'
  | 'epoch_authenticator'
  | 'external_secret'
  | 'confirmation_key'
  | 'membership_key'
  | 'resumption_psk'
  | 'external_pub',
  string
> & { exporter: { label: string; context: string; length: number; secret: string } }

export type KeyScheduleCase = {
  cipher_suite: number
  group_id: string
  initial_init_secret: string
  epochs: ScheduleEpoch[]
}

export async function checkKeySchedule(x: KeyScheduleCase): Promise<void> {
  const suite = await suiteFor(x.cipher_suite)
  let initSecret = hex(x.initial_init_secret)
  for (const [number, epoch] of x.epochs.entries()) {
    const context = {
      version: 'mls10' as const,
      cipherSuite: suite.name,
      groupId: hex(x.group_id),
      epoch: BigInt(number),
      treeHash: hex(epoch.tree_hash),
      confirmedTranscriptHash: hex(epoch.confirmed_transcript_hash),
      extensions: [],
    }
    expect(toHex(encode(groupContextEncoder)(context))).toBe(epoch.group_context)
    const made = await initializeEpoch(
      initSecret,
      hex(epoch.commit_secret),
      context,
      hex(epoch.psk_secret),
      suite.kdf,
    )
    await checkEpochSecrets(made, epoch, suite)
    initSecret = hex(epoch.init_secret)
  }
}

async function checkEpochSecrets(
  made: Awaited<ReturnType<typeof initializeEpoch>>,
  epoch: ScheduleEpoch,
  suite: CiphersuiteImpl,
): Promise<void> {
  const { keySchedule: k } = made
  const pairs: [Uint8Array, string][] = [
    [made.joinerSecret, epoch.joiner_secret],
    [made.welcomeSecret, epoch.welcome_secret],
    [made.encryptionSecret, epoch.encryption_secret],
    [k.initSecret, epoch.init_secret],
    [k.senderDataSecret, epoch.sender_data_secret],
    [k.exporterSecret, epoch.exporter_secret],
    [k.epochAuthenticator, epoch.epoch_authenticator],
    [k.externalSecret, epoch.external_secret],
    [k.confirmationKey, epoch.confirmation_key],
    [k.membershipKey, epoch.membership_key],
    [k.resumptionPsk, epoch.resumption_psk],
  ]
  for (const [bytes, expected] of pairs) expect(toHex(bytes)).toBe(expected)
  const external = await suite.hpke.deriveKeyPair(k.externalSecret)
  expect(toHex(await suite.hpke.exportPublicKey(external.publicKey))).toBe(epoch.external_pub)
  const { label, context, length, secret } = epoch.exporter
  expect(toHex(await mlsExporter(k.exporterSecret, label, hex(context), length, suite))).toBe(secret)
}

export type PskCase = {
  cipher_suite: number
  psks: { psk_id: string; psk: string; psk_nonce: string }[]
  psk_secret: string
}

export async function checkPskSecret(x: PskCase): Promise<void> {
  const suite = await suiteFor(x.cipher_suite)
  const psks = x.psks.map((one): Parameters<typeof computePskSecret>[0][number] => [
    { psktype: 'external', pskId: hex(one.psk_id), pskNonce: hex(one.psk_nonce) },
    hex(one.psk),
  ])
  expect(toHex(await computePskSecret(psks, suite))).toBe(x.psk_secret)
}

export type TranscriptCase = Record<
  | 'confirmation_key'
  | 'authenticated_content'
  | 'interim_transcript_hash_before'
  | 'confirmed_transcript_hash_after'
  | 'interim_transcript_hash_after',
  string
> & { cipher_suite: number }

export async function checkTranscriptHashes(x: TranscriptCase): Promise<void> {
  const { hash } = await suiteFor(x.cipher_suite)
  const bytes = hex(x.authenticated_content)
  const { content, auth, wireformat } = decoded(decodeAuthenticatedContent(bytes, 0), bytes)
  if (content.contentType !== 'commit' || auth.contentType !== 'commit') throw new Error('not a commit')
  const confirmed = hex(x.confirmed_transcript_hash_after)
  expect(await verifyConfirmationTag(hex(x.confirmation_key), auth.confirmationTag, confirmed, hash)).toBe(
    true,
  )
  const input = { wireformat, content, signature: auth.signature }
  const made = await createConfirmedHash(hex(x.interim_transcript_hash_before), input, hash)
  expect(toHex(made)).toBe(x.confirmed_transcript_hash_after)
  const interim = await createInterimHash(made, auth.confirmationTag, hash)
  expect(toHex(interim)).toBe(x.interim_transcript_hash_after)
}

type Generation = { generation: number } & Record<
  'handshake_key' | 'handshake_nonce' | 'application_key' | 'application_nonce',
  string
>
export type SecretTreeCase = {
  cipher_suite: number
  encryption_secret: string
  sender_data: Record<'sender_data_secret' | 'ciphertext' | 'key' | 'nonce', string>
  leaves: Generation[][]
}

export async function checkSecretTree(x: SecretTreeCase): Promise<void> {
  const suite = await suiteFor(x.cipher_suite)
  const s = x.sender_data
  const secret = hex(s.sender_data_secret)
  expect(toHex(await expandSenderDataKey(suite, secret, hex(s.ciphertext)))).toBe(s.key)
  expect(toHex(await expandSenderDataNonce(suite, secret, hex(s.ciphertext)))).toBe(s.nonce)
  const tree = await createSecretTree(x.leaves.length, hex(x.encryption_secret), suite.kdf)
  for (const [leafIndex, generations] of x.leaves.entries()) {
    for (const one of generations) await checkGeneration(tree, leafIndex, one, suite)
  }
}

const noGuard = new Uint8Array(4) as Parameters<typeof ratchetToGeneration>[1]['reuseGuard']

async function checkGeneration(
  tree: Awaited<ReturnType<typeof createSecretTree>>,
  leafIndex: number,
  expected: Generation,
  suite: CiphersuiteImpl,
): Promise<void> {
  const config = { retainKeysForGenerations: 4, retainKeysForEpochs: 1, maximumForwardRatchetSteps: 100 }
  const senderData = { leafIndex, generation: expected.generation, reuseGuard: noGuard }
  for (const [kind, name] of [
    ['commit', 'handshake'],
    ['application', 'application'],
  ] as const) {
    const { key, nonce } = await ratchetToGeneration(tree, senderData, kind, config, suite)
    expect(toHex(key)).toBe(expected[`${name}_key`])
    expect(toHex(nonce)).toBe(expected[`${name}_nonce`])
    if (expected.generation === 0) {
      const consumed = await consumeRatchet(tree, leafIndex * 2, kind, suite)
      expect(toHex(consumed.key)).toBe(expected[`${name}_key`])
    }
  }
}
