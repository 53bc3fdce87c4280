// Two heads of one log, this device's own and one that somebody else was shown (KT-10): the shorter log must be the
// beginning of the longer one. Decides; whoever calls asks the server for the proof.

import { isConsistent, sameHash, type TreeHead } from '@sotto/crypto'
import type { Schemas } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { splitHashes } from './hashes.ts'

/** `later`: the server could not be asked. */
export type Comparison = 'together' | 'split' | 'later'

/** Undefined when the server could not be asked. */
type Ask = (from: TreeHead, to: TreeHead) => Promise<boolean | undefined>

/** `mine` was asked for after `theirs` had been signed: a longer log that the server has shown to them is kept from here. */
export async function compareHeads(mine: TreeHead, theirs: TreeHead, ask: Ask): Promise<Comparison> {
  if (theirs.size > mine.size) return 'split'
  if (theirs.size === mine.size) return sameHash(theirs.root, mine.root) ? 'together' : 'split'
  const isSound = await ask(theirs, mine)
  return isSound === undefined ? 'later' : isSound ? 'together' : 'split'
}

/** A server that answers and does not prove it has no proof; one that does not answer may have one. */
export function isProvenBy(
  answer: Outcome<Schemas['LogConsistency']>,
  from: TreeHead,
  to: TreeHead,
): boolean | undefined {
  if (!answer.ok) return answer.error.code === 'not_found' ? false : undefined
  const path = splitHashes(answer.value.path)
  return path !== undefined && isConsistent({ from, to, path })
}
