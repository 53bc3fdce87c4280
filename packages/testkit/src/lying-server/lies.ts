// What a lying server can do to what it delivers, as small pieces that a test puts on a person's line,
// and the two questions that follow every lie: was it named, and does the conversation go on?

import type { TimelineItem } from '@sotto/client'
import type { HttpRequest } from '@sotto/client/ports'
import type { ConversationId, Entry, Schemas, ServerFrame } from '@sotto/wire'
import type { Lie } from '../line.ts'
import type { Person } from '../person.ts'
import { until } from '../until.ts'

/** The server tells them the truth again, and what it was found out in is forgotten. */
export function makeHonest(...people: readonly Person[]): void {
  for (const person of people) {
    person.line.lie = {}
    person.events.length = 0
  }
}

type EntryChange = (entry: Entry) => readonly Entry[]

/** Changes entries one by one, in the frames in which they come. */
export function onEntries(change: EntryChange): Lie {
  return {
    frame: (frame) => {
      if (frame.kind !== 'deliver') return [frame]
      const entries = frame.entries.flatMap((entry) => change(entry))
      return entries.length === 0 ? [] : [{ ...frame, entries }]
    },
  }
}

/** The first entry that `fits` is changed, the others pass. */
export function onFirst(fits: (entry: Entry) => boolean, change: EntryChange): Lie {
  let done = false
  return onEntries((entry) => {
    if (done || !fits(entry)) return [entry]
    done = true
    return change(entry)
  })
}

/** What an answer of the REST interface becomes; requests that don't fit pass. */
export function onAnswer<T>(fits: RegExp, change: (json: T) => unknown): Lie {
  return {
    answer: (request, response) => {
      const isMeant = response.kind === 'answer' && response.status === 200 && fits.test(request.url)
      return isMeant ? { ...response, json: change(response.json as T) } : response
    },
  }
}

export type Listed = NonNullable<Schemas['LookedUp']['accounts'][number]['state']>

/** What somebody is told of these accounts when they look them up. */
export function onListed(fits: RegExp, change: (state: Listed, account: string) => Listed): Lie {
  return onAnswer<Schemas['LookedUp']>(/\/transparency\/lookup$/, (json) => ({
    ...json,
    accounts: json.accounts.map((one) =>
      one.state !== undefined && fits.test(one.account)
        ? { ...one, state: change(one.state, one.account) }
        : one,
    ),
  }))
}

/** Answers in the server's place, whatever it said: `busy`, or an answer of this JSON. */
export function onRequest(fits: RegExp, answer: (request: HttpRequest) => object): Lie {
  return {
    answer: (request, response) => {
      if (!fits.test(request.url)) return response
      const json = answer(request)
      return { kind: 'answer', status: json === busy ? 503 : 200, json }
    },
  }
}

/** The problem of a server that can't answer just now. */
export const busy = { type: 'about:blank', title: 'Busy', status: 503, code: 'unavailable' }

export function isOf(conversation: ConversationId, kind?: Entry['kind']): (entry: Entry) => boolean {
  return (entry) => entry.conversation === conversation && (kind === undefined || entry.kind === kind)
}

/** The log answers as if it held nothing in that conversation. */
export function emptyLog(conversation: ConversationId): Lie {
  return onAnswer<object>(new RegExp(`/${conversation}/log`), (json) => ({ ...json, entries: [] }))
}

/** Keeps every entry that comes to somebody, as the server could. */
export function record(person: Person): Entry[] {
  const kept: Entry[] = []
  person.line.lie = onEntries((entry) => {
    kept.push(entry)
    return [entry]
  })
  return kept
}

/** The one-time and last-resort packages that somebody uploads, as the server could keep them. */
export function recordUploads(person: Person): { readonly lastResort: string[]; readonly oneTime: string[] } {
  const kept = { lastResort: [] as string[], oneTime: [] as string[] }
  person.line.lie = {
    answer: (request, response) => {
      if (request.method === 'PUT' && request.url.endsWith('/v1/key-packages')) {
        const { oneTime = [], lastResort } = request.json as { oneTime?: string[]; lastResort?: string }
        kept.oneTime.push(...oneTime)
        if (lastResort !== undefined) kept.lastResort.push(lastResort)
      }
      return response
    },
  }
  return kept
}

export function delivery(...entries: readonly Entry[]): ServerFrame {
  return { kind: 'deliver', entries }
}

export function altered(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, place) => (place === at ? byte ^ 1 : byte))
}

/** The conversation as this person sees it, oldest first. */
export async function timeline(
  person: Person,
  conversation: ConversationId,
): Promise<readonly TimelineItem[]> {
  const snapshot = await person.look('timeline', { conversation, size: 200 })
  return snapshot.items
}

export function rename(person: Person, conversation: ConversationId, name: string) {
  return person.engine.call('renameGroup', { conversation, name })
}

export async function nameOf(person: Person, conversation: ConversationId): Promise<string | undefined> {
  const snapshot = await person.look('conversation', { conversation })
  return snapshot?.name
}

let rounds = 0

/** With an honest server again: both read each other, at the latest after the device was let in again. */
export async function goesOn(conversation: ConversationId, one: Person, other: Person): Promise<void> {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    await until(() => reaches(conversation, from, to), `${to.account} reads ${from.account} again`)
  }
  const round = ++rounds
  await one.send(conversation, `once more ${round} ${one.account}`)
  await other.sees(conversation, `once more ${round} ${one.account}`)
  await other.send(conversation, `once more ${round} ${other.account}`)
  await one.sees(conversation, `once more ${round} ${other.account}`)
}

async function reaches(conversation: ConversationId, from: Person, to: Person): Promise<boolean> {
  const words = `do you read me ${++rounds}`
  await from.send(conversation, words)
  for (let look = 0; look < 30; look++) {
    if ((await to.texts(conversation)).includes(words)) return true
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return false
}

/** Its parcels find no room for now. */
export const handsOverNothing: Lie = {
  answer: (request, response) =>
    /\/parcels$/.test(request.url) ? { kind: 'answer', status: 503, json: busy } : response,
}

type Sql = readonly [sql: string, ...params: readonly (string | number | Uint8Array)[]]

/** What stands in a person's store, or is changed there, past the engine, which has it open. */
export function lookInto(person: Person, ...[sql, ...params]: Sql) {
  return person.disk.look('sotto', sql, params)
}

export async function isWarned(person: Person, code: string): Promise<void> {
  await until(() => person.warnings().includes(code), `${person.account} is warned of ${code}`)
}

/** A new life in which the server tells the same lie from the first moment, about a day later. */
export async function startAgain(person: Person): Promise<void> {
  const { lie } = person.line
  person.crash()
  await person.start(undefined, true)
  person.line.lie = lie
  await person.goOnline()
}
