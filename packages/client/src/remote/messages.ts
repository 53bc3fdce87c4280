// What tabs and the engine's host say to each other, and the parsers that everything heard goes through.
// A tab may run another version of the app than the host: `version` is in every message.

import type { Commands, EngineEvent, Topics } from '../api/engine.ts'
import type { Outcome } from '../api/outcome.ts'
import type { Failure } from '../errors.ts'
import { parseSnapshotPatch, type SnapshotPatch } from './list-patch.ts'
import { isCommand, isTopic } from './repeating.ts'

/** Raised whenever these messages, or the types of api.ts, change so that an older tab would misread them. */
export const remoteVersion = 5

/** From a tab: `hello` on the common line, the rest on its own. `host` is the one meant, so that a successor doesn't answer what was asked of its predecessor. */
export type TabMessage = { readonly tab: string } & (
  | { readonly type: 'hello' }
  | { readonly type: 'bye' }
  | { readonly type: 'wake' }
  | {
      readonly type: 'call'
      readonly host: string
      readonly id: number
      readonly command: keyof Commands
      readonly params: unknown
    }
  | {
      readonly type: 'watch'
      readonly host: string
      readonly id: number
      readonly topic: keyof Topics
      readonly params: unknown
    }
  | { readonly type: 'unwatch'; readonly host: string; readonly id: number }
  /** It can take the next snapshot of this watch. */
  | { readonly type: 'took'; readonly host: string; readonly id: number }
)

/**
 * From the host: `serving` on the common line when it begins and on a tab's own as the answer to `hello`,
 * `failed` on the common line, the rest on the tab's own. `term` rises from host to host: who speaks with a lower one is gone.
 */
export type HostMessage = { readonly host: string; readonly term: number } & (
  | { readonly type: 'serving' }
  | { readonly type: 'failed'; readonly failure: Failure }
  | {
      readonly type: 'result'
      readonly id: number
      readonly outcome: Outcome<unknown>
    }
  | { readonly type: 'snapshot'; readonly id: number; readonly snapshot: unknown }
  /** In place of a snapshot that is a list, or has one, as the one before it on this watch was. */
  | { readonly type: 'patch'; readonly id: number; readonly patch: SnapshotPatch }
  /** What happened in one moment. */
  | { readonly type: 'events'; readonly events: readonly EngineEvent[] }
)

export function pack(message: TabMessage | HostMessage): unknown {
  return { version: remoteVersion, ...message }
}

type Fields = Readonly<Record<string, unknown>>

/** Undefined for everything that is no tab's message; of another version's tab only that it is there. */
export function parseTabMessage(heard: unknown): TabMessage | 'other-version' | undefined {
  const fields = fieldsOf(heard)
  if (fields === undefined) return undefined
  const { version, tab, type, host, id, params } = fields
  if (typeof version !== 'number' || typeof tab !== 'string') return undefined
  if (version !== remoteVersion) return 'other-version'
  if (type === 'hello' || type === 'bye' || type === 'wake') return { tab, type }
  if (typeof host !== 'string' || !isId(id)) return undefined
  if (type === 'unwatch' || type === 'took') return { tab, type, host, id }
  const { command, topic } = fields
  if (type === 'call' && isCommand(command)) return { tab, type, host, id, command, params }
  if (type === 'watch' && isTopic(topic)) return { tab, type, host, id, topic, params }
  return undefined
}

/** Undefined for everything that is no host's message; of another version's host only that it is there. */
export function parseHostMessage(heard: unknown): HostMessage | 'other-version' | undefined {
  const fields = fieldsOf(heard)
  if (fields === undefined) return undefined
  const { version, type, host, term, id, outcome, failure, events } = fields
  if (typeof version !== 'number' || typeof host !== 'string' || typeof term !== 'number') return undefined
  if (version !== remoteVersion) return 'other-version'
  if (type === 'serving') return { type, host, term }
  if (type === 'failed' && isFailure(failure)) return { type, host, term, failure }
  if (type === 'events' && isEvents(events)) return { type, host, term, events }
  if (!isId(id)) return undefined
  if (type === 'result' && isOutcome(outcome)) return { type, host, term, id, outcome }
  if (type === 'snapshot') return { type, host, term, id, snapshot: fields.snapshot }
  const patch = type === 'patch' ? parseSnapshotPatch(fields.patch) : undefined
  if (patch !== undefined) return { type: 'patch', host, term, id, patch }
  return undefined
}

function fieldsOf(heard: unknown): Fields | undefined {
  return typeof heard === 'object' && heard !== null ? (heard as Fields) : undefined
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isFailure(value: unknown): value is Failure {
  const fields = fieldsOf(value)
  return typeof fields?.code === 'string' && typeof fields.message === 'string'
}

function isOutcome(value: unknown): value is Outcome<unknown> {
  const fields = fieldsOf(value)
  return fields?.ok === true || (fields?.ok === false && isFailure(fields.error))
}

// Checked to its tag: both ends are of the same version and origin.
function isEvents(value: unknown): value is readonly EngineEvent[] {
  return Array.isArray(value) && value.every((one) => typeof fieldsOf(one)?.type === 'string')
}
