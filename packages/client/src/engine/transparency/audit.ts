// Looks through what was appended to the log between two heads, step by step (KT-7): every entry takes the map from one
// root to the next by one new version of one account. So no state can have been shown to somebody and be gone again
// without a trace in the log, where whoever it was about finds it.

import {
  decodeLogEntry,
  decodeMapEntry,
  type Frontier,
  grown,
  type Hash,
  isStep,
  leafHash,
  rootOf,
  sameHash,
  type TreeHead,
} from '@sotto/crypto'
import { base64urlToBytes, type Schemas } from '@sotto/wire'
import type { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { DoubtKind } from './doubt.ts'
import { splitHashes } from './hashes.ts'
import type { Audited } from './memory.ts'

/** Whoever was away for longer leaves what was before to those who were not, and begins anew. */
export const mostAuditedSteps = 5_000

export type AuditOutcome =
  | { readonly kind: 'audited'; readonly audited: Audited }
  /** The entries could not be read now, or are not those of the log: the next audit begins where this one did. */
  | { readonly kind: 'later' }
  | { readonly kind: 'doubt'; readonly doubt: DoubtKind }

type Walk = Audited & { readonly isSound: boolean }

export async function auditTo(rest: RestClient, from: Audited, to: TreeHead): Promise<AuditOutcome> {
  let walk: Walk = { ...from, isSound: true }
  while (walk.frontier.size < to.size) {
    const path = routes.logEntries(walk.frontier.size)
    const page = await rest.get('LogSteps', { method: 'GET', path })
    if (!page.ok) return { kind: 'later' }
    const steps = page.value.steps.slice(0, to.size - walk.frontier.size)
    if (steps.length === 0) return { kind: 'doubt', doubt: 'unproven' }
    for (const step of steps) walk = walked(walk, step)
  }
  if (!sameHash(rootOf(walk.frontier), to.root)) return { kind: 'doubt', doubt: 'unproven' }
  const { frontier, mapRoot, isSound } = walk
  return isSound ? { kind: 'audited', audited: { frontier, mapRoot } } : { kind: 'doubt', doubt: 'rewritten' }
}

function walked({ frontier, mapRoot, isSound }: Walk, step: Schemas['LogSteps']['steps'][number]): Walk {
  const bytes = base64urlToBytes(step.entry) ?? new Uint8Array()
  const next: Frontier = grown(frontier, leafHash(bytes))
  const entry = decodeLogEntry(bytes)
  if (!entry.ok) return { frontier: next, mapRoot, isSound: false }
  return {
    frontier: next,
    mapRoot: entry.value.mapRoot,
    isSound: isSound && isSoundStep(mapRoot, entry.value, step.proof),
  }
}

function isSoundStep(
  before: Hash,
  entry: Parameters<typeof isStep>[1],
  proof: Schemas['LogSteps']['steps'][number]['proof'],
): boolean {
  const path = splitHashes(proof.path)
  const found =
    proof.found === undefined ? undefined : decodeMapEntry(base64urlToBytes(proof.found) ?? new Uint8Array())
  if (path === undefined || found?.ok === false) return false
  return isStep(before, entry, { found: found?.value, path })
}
