// Checks for the vectors of ratchet trees and TreeKEM, as mlswg's test-vectors.md describes them.

import type { CiphersuiteImpl } from 'ts-mls'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js'
import { deriveSecret } from 'ts-mls/crypto/kdf.js'
import { verifyLeafNodeSignature } from 'ts-mls/leafNode.js'
import { verifyParentHashes } from 'ts-mls/parentHash.js'
import { getCommitSecret, type PathSecrets } from 'ts-mls/pathSecrets.js'
import { mergePrivateKeyPaths, type PrivateKeyPath, toPrivateKeyPath } from 'ts-mls/privateKeyPath.js'
import { decodeProposal } from 'ts-mls/proposal.js'
import {
  addLeafNode,
  decodeRatchetTree,
  type RatchetTree,
  ratchetTreeEncoder,
  removeLeafNode,
  resolution,
  updateLeafNode,
} from 'ts-mls/ratchetTree.js'
import { treeHash, treeHashRoot } from 'ts-mls/treeHash.js'
import { nodeToLeafIndex, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js'
import { applyUpdatePath, createUpdatePath, decodeUpdatePath, type UpdatePath } from 'ts-mls/updatePath.js'
import { expect } from 'vitest'
import { decoded, hex, suiteFor, toHex } from './load.ts'

function readTree(text: string): RatchetTree {
  return decoded(decodeRatchetTree(hex(text), 0), hex(text))
}

export type OperationCase = Record<
  'tree_before' | 'tree_after' | 'tree_hash_before' | 'tree_hash_after' | 'proposal',
  string
> & { cipher_suite: number; proposal_sender: number }

export async function checkTreeOperation(x: OperationCase): Promise<void> {
  const { hash } = await suiteFor(x.cipher_suite)
  const before = readTree(x.tree_before)
  expect(toHex(await treeHashRoot(before, hash))).toBe(x.tree_hash_before)
  const proposal = decoded(decodeProposal(hex(x.proposal), 0), hex(x.proposal))
  const apply = (): RatchetTree => {
    switch (proposal.proposalType) {
      case 'add':
        return addLeafNode(before, proposal.add.keyPackage.leafNode)[0]
      case 'remove':
        return removeLeafNode(before, toLeafIndex(proposal.remove.removed))
      case 'update':
        return updateLeafNode(before, proposal.update.leafNode, toLeafIndex(x.proposal_sender))
      default:
        throw new Error('another proposal')
    }
  }
  const after = apply()
  expect(toHex(encode(ratchetTreeEncoder)(after))).toBe(x.tree_after)
  expect(toHex(await treeHashRoot(after, hash))).toBe(x.tree_hash_after)
}

export type ValidationCase = {
  cipher_suite: number
  tree: string
  group_id: string
  tree_hashes: string[]
  resolutions: number[][]
}

export async function checkTreeValidation(x: ValidationCase): Promise<void> {
  const suite = await suiteFor(x.cipher_suite)
  const tree = readTree(x.tree)
  for (const [i, expected] of x.resolutions.entries()) {
    expect(resolution(tree, toNodeIndex(i))).toEqual(expected)
    expect(toHex(await treeHash(tree, toNodeIndex(i), suite.hash))).toBe(x.tree_hashes[i])
  }
  expect(await verifyParentHashes(tree, suite.hash)).toBe(true)
  for (const [i, node] of tree.entries()) {
    if (node?.nodeType !== 'leaf') continue
    const leafIndex = nodeToLeafIndex(toNodeIndex(i))
    expect(await verifyLeafNodeSignature(node.leaf, hex(x.group_id), leafIndex, suite.signature)).toBe(true)
  }
}

type LeafPrivate = {
  index: number
  encryption_priv: string
  signature_priv: string
  path_secrets: { node: number; path_secret: string }[]
}
type PathCase = {
  sender: number
  update_path: string
  path_secrets: (string | null)[]
  commit_secret: string
  tree_hash_after: string
}
export type TreeKemCase = {
  cipher_suite: number
  group_id: string
  epoch: number
  confirmed_transcript_hash: string
  ratchet_tree: string
  leaves_private: LeafPrivate[]
  update_paths: PathCase[]
}

export async function checkTreeKem(x: TreeKemCase): Promise<void> {
  const suite = await suiteFor(x.cipher_suite)
  const tree = readTree(x.ratchet_tree)
  const paths: PrivateKeyPath[] = []
  for (const leaf of x.leaves_private) paths.push(await privatePath(leaf, tree, suite))
  for (const one of x.update_paths) await checkUpdatePath({ x, suite, tree, paths }, one)
}

/** Checks on the way that every key derived is the one in the tree. */
async function privatePath(
  leaf: LeafPrivate,
  tree: RatchetTree,
  suite: CiphersuiteImpl,
): Promise<PrivateKeyPath> {
  const secrets: PathSecrets = Object.fromEntries(
    leaf.path_secrets.map(({ node, path_secret }) => [node, hex(path_secret)]),
  )
  const derived = await toPrivateKeyPath(secrets, leaf.index, suite, tree)
  const own = { leafIndex: leaf.index, privateKeys: { [leaf.index * 2]: hex(leaf.encryption_priv) } }
  return mergePrivateKeyPaths(derived, own)
}

type KemSetting = { x: TreeKemCase; suite: CiphersuiteImpl; tree: RatchetTree; paths: PrivateKeyPath[] }

async function checkUpdatePath(setting: KemSetting, one: PathCase): Promise<void> {
  const { x, suite, tree } = setting
  const sender = toLeafIndex(one.sender)
  const path = decoded(decodeUpdatePath(hex(one.update_path), 0), hex(one.update_path))
  const updated = await applyUpdatePath(tree, sender, path, suite.hash)
  expect(toHex(await treeHashRoot(updated, suite.hash))).toBe(one.tree_hash_after)
  const context = (treeHash: Uint8Array, epoch: number) => ({
    version: 'mls10' as const,
    cipherSuite: suite.name,
    groupId: hex(x.group_id),
    epoch: BigInt(epoch),
    treeHash,
    confirmedTranscriptHash: hex(x.confirmed_transcript_hash),
    extensions: [],
  })
  const given = { path, tree: updated, context: context(hex(one.tree_hash_after), x.epoch) }
  await checkReceivers(setting, one.sender, given, (leafIndex, pathSecret, commitSecret) => {
    expect(pathSecret).toBe(one.path_secrets[leafIndex])
    expect(commitSecret).toBe(one.commit_secret)
  })

  const signer = x.leaves_private.find((leaf) => leaf.index === one.sender)
  const start = context(await treeHashRoot(tree, suite.hash), x.epoch)
  const [newTree, newPath, secrets] = await createUpdatePath(
    tree,
    sender,
    start,
    hex(signer?.signature_priv ?? ''),
    suite,
  )
  const last = secrets.at(-1)
  if (last === undefined) throw new Error('no path secret')
  const made = toHex(await deriveSecret(last.secret, 'path', suite.kdf))
  const newContext = context(await treeHashRoot(newTree, suite.hash), x.epoch + 1)
  await checkReceivers(
    setting,
    one.sender,
    { path: newPath, tree: newTree, context: newContext },
    (_, __, secret) => expect(secret).toBe(made),
  )
}

type Sent = {
  path: UpdatePath
  tree: RatchetTree
  context: Parameters<typeof applyUpdatePathSecret>[3]
}

async function checkReceivers(
  { tree, paths, suite }: KemSetting,
  sender: number,
  sent: Sent,
  check: (leafIndex: number, pathSecret: string, commitSecret: string) => void,
): Promise<void> {
  for (const own of paths) {
    if (own.leafIndex === sender) continue
    const { nodeIndex, pathSecret } = await applyUpdatePathSecret(
      tree,
      own,
      toLeafIndex(sender),
      sent.context,
      sent.path,
      [],
      suite,
    )
    const commitSecret = await getCommitSecret(sent.tree, nodeIndex, pathSecret, suite.kdf)
    check(own.leafIndex, toHex(pathSecret), toHex(commitSecret))
  }
}
