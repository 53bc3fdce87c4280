// Reading a conversation's log again by range (D-12): to fill a hole, and to see for oneself what the
// server says stands there.

import {
  base64urlToBytes,
  type ConversationId,
  type Entry,
  type EntryKind,
  parseAccountName,
  parseDeviceId,
  parseEnvelopeId,
  type Schemas,
  type Uploader,
} from '@sotto/wire'
import { retryOfFailure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { backoffDelay } from '../network/backoff.ts'
import { routes } from '../network/routes.ts'

/** The log can't be read just now: whoever needs it tries again after `delay` milliseconds. */
export class LogUnreachable extends Error {
  readonly delay: number

  constructor(delay: number) {
    super('The log can’t be read just now.')
    this.delay = delay
  }
}

/**
 * Tries in a row, a minute altogether, by when a lost connection has shown itself: what the server has not
 * given by then it does not give (D-12).
 */
const mostTries = 9
const betweenTries = { least: 500, most: 30_000 }

export type LogRange = { readonly after: number; readonly upTo: number }

/** What the server refuses to give is simply not there. Throws LogUnreachable. */
export async function readLog(
  live: Live,
  conversation: ConversationId,
  range: LogRange,
): Promise<readonly Entry[]> {
  const page = await readPage(live, conversation, range)
  return page?.entries.flatMap((one) => readLogEntry(conversation, one)) ?? []
}

/** Whether the log itself ends before this place, whatever else the server says. Throws LogUnreachable. */
export async function endsBefore(live: Live, { conversation, seq }: Entry): Promise<boolean> {
  const page = await readPage(live, conversation, { after: seq - 1, upTo: seq })
  return page !== undefined && page.lastSeq < seq
}

/** Undefined where it is refused for good. */
async function readPage(
  live: Live,
  conversation: ConversationId,
  range: LogRange,
): Promise<Schemas['LogPage'] | undefined> {
  const page = await live.rest.get('LogPage', { method: 'GET', path: routes.log(conversation, range) })
  const errand = live.errands.of(conversation)
  if (page.ok) {
    errand.logTries = 0
    return page.value
  }
  const { code, retryAfter = 0 } = page.error
  if (retryOfFailure(code) === 'never' || errand.logTries >= mostTries) return undefined
  const delay = backoffDelay(live.platform.random, errand.logTries++, betweenTries)
  throw new LogUnreachable(Math.max(delay, Math.min(retryAfter, betweenTries.most)))
}

/** Whether the log has this envelope at the place where the server said it is. */
export async function standsInLog(live: Live, { conversation, seq, id }: Entry): Promise<boolean> {
  const page = await readLog(live, conversation, { after: seq - 1, upTo: seq })
  return page.some((one) => one.seq === seq && one.id === id)
}

type LogPageEntry = Schemas['LogPage']['entries'][number]

const readableKinds: readonly EntryKind[] = ['message', 'commit', 'welcome', 'left', 'rejoin', 'gap']

function readLogEntry(conversation: ConversationId, one: LogPageEntry): readonly Entry[] {
  const kind = readableKinds.find((readable) => readable === one.kind)
  const id = parseEnvelopeId(one.id)
  const bytes = base64urlToBytes(one.bytes)
  if (kind === undefined || id === undefined || bytes === undefined) return []
  const uploader = readUploader(one.uploader)
  return [{ conversation, seq: one.seq, at: one.at, kind, id, bytes, uploader }]
}

function readUploader(told: LogPageEntry['uploader']): Uploader | undefined {
  const account = parseAccountName(told?.account)
  const device = parseDeviceId(told?.device)
  return account === undefined || device === undefined ? undefined : { account, device }
}
