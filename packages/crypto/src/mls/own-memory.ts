// A decoded commit shares memory with the bytes it came in. Its leaves and public keys live on in the tree
// for months; copied out, they don't keep a hundred kilobytes of path secrets each in memory.

import type { AuthenticatedContent } from 'ts-mls/authenticatedContent.js'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { decodeKeyPackage, keyPackageEncoder } from 'ts-mls/keyPackage.js'
import { decodeLeafNodeCommit, leafNodeEncoder } from 'ts-mls/leafNode.js'
import type { ProposalOrRef } from 'ts-mls/proposalOrRefType.js'

/** The same content; what will go into the tree has memory of its own. */
export function withOwnMemory(content: AuthenticatedContent): AuthenticatedContent {
  if (content.content.contentType !== 'commit') return content
  const { commit } = content.content
  const proposals = commit.proposals.map(copyProposal)
  const path = commit.path && {
    leafNode:
      decodeLeafNodeCommit(encode(leafNodeEncoder)(commit.path.leafNode), 0)?.[0] ?? commit.path.leafNode,
    nodes: commit.path.nodes.map((node) => ({ ...node, hpkePublicKey: node.hpkePublicKey.slice() })),
  }
  return { ...content, content: { ...content.content, commit: { proposals, path } } }
}

function copyProposal(entry: ProposalOrRef): ProposalOrRef {
  if (entry.proposalOrRefType !== 'proposal' || entry.proposal.proposalType !== 'add') return entry
  const { keyPackage } = entry.proposal.add
  const copy = decodeKeyPackage(encode(keyPackageEncoder)(keyPackage), 0)?.[0] ?? keyPackage
  return { ...entry, proposal: { proposalType: 'add', add: { keyPackage: copy } } }
}
