// Which proposals a commit may carry (rules M-6, M-10, M-11, M-20).

import type { Commit, Proposal } from 'ts-mls'
import { isOurGroupContext } from './extensions.ts'
import { keyPackageFault } from './key-package.ts'
import { type Refused, refusal } from './refusal.ts'

/** The leaf indices that a commit removes, or why it is not one that we take. */
export function acceptedRemovals(commit: Commit): { readonly ok: true; readonly value: number[] } | Refused {
  if (commit.path === undefined) return refusal('invalid_commit', 'without an update path')
  const removed: number[] = []
  for (const entry of commit.proposals) {
    if (entry.proposalOrRefType === 'reference') return refusal('proposal_refused', 'by reference')
    const refused = refusedProposal(entry.proposal)
    if (refused !== undefined) return refused
    if (entry.proposal.proposalType === 'remove') removed.push(entry.proposal.remove.removed)
  }
  return { ok: true, value: removed }
}

function refusedProposal(proposal: Proposal): Refused | undefined {
  switch (proposal.proposalType) {
    case 'remove':
      return undefined
    case 'add': {
      const fault = keyPackageFault(proposal.add.keyPackage)
      return fault === undefined ? undefined : refusal('invalid_commit', fault)
    }
    case 'group_context_extensions': {
      const { extensions } = proposal.groupContextExtensions
      return isOurGroupContext(extensions) ? undefined : refusal('proposal_refused', 'other extensions')
    }
    default:
      return refusal('proposal_refused', String(proposal.proposalType))
  }
}
