// What must hold once a world has come to rest: everybody shows exactly what the logs let them read, in the
// logs' order; what was promised is there; nobody was ever in doubt. Each breach is one line.

import type { ConversationId } from '@sotto/wire'
import type { Promised } from './driver.ts'
import { genuineIn, historyBreaches, markOf, openSince, placeOf } from './history-breaches.ts'
import { isIn, type Log, mayRead } from './ledger.ts'
import { asTaken, mayRefuse } from './refusals.ts'
import type { Conversation, Shown, SimDevice } from './sim-device.ts'
import type { World } from './world.ts'

/** From here on stand messages that no log has yet (timeline/position.ts of the engine). */
const waiting = 2 ** 52

/** Where each text stands in its log, as anybody shows it. */
type Places = ReadonlyMap<string, ReadonlySet<number>>

export function breaches(world: World, promised: readonly Promised[]): readonly string[] {
  const shown = new Map(world.devices.map((device) => [device, device.shown()]))
  const found: string[] = []
  for (const [conversation, written] of world.ledger.logs) {
    const log = asTaken(world, conversation, written)
    const places = placesOf([...shown.values()].flat(), conversation)
    const genuine = genuineIn(log, conversation, shown)
    const since = openSince(world, conversation)
    const mayHave = (one: Shown) =>
      since !== undefined && (genuine.get(markOf(one)) ?? 0) >= Math.max(1, since)
    for (const device of world.devices) {
      if (hasDeclined(world, device, conversation)) continue
      const here = (shown.get(device) ?? []).filter((one) => one.conversation === conversation)
      const isGiven = (one: Shown) => mayHave(one) || world.mayHaveBeenTold(log, device, placeOf(one))
      found.push(...againstLog(here, { device, log, places, conversation, isGiven }))
    }
    found.push(...differences(world, conversation, log))
    found.push(...historyBreaches({ world, conversation, log, genuine, shown }))
  }
  for (const one of promised) found.push(...broken(one, world, shown))
  for (const device of world.devices) found.push(...doubts(device, world))
  return found
}

/** What is not done yet; empty once a world is at rest. */
export function restless(world: World): readonly string[] {
  const found = world.devices.flatMap((device) => device.unfinished())
  for (const [conversation, written] of world.ledger.logs) {
    const log = asTaken(world, conversation, written)
    const refused = world.peopleIn(written).filter((account) => !world.peopleIn(log).includes(account))
    const here = world.peopleIn(log).filter((account) => !hasDeclined(world, { account }, conversation))
    for (const device of world.devices) {
      if (!isIn(log, device.device) || hasDeclined(world, device, conversation)) continue
      const known = device.conversations().find((one) => one.id === conversation)
      const at = `${device.name} in ${conversation}`
      if (known === undefined) found.push(`${at}: does not know it`)
      else if (known.group !== 'live') found.push(`${at}: is ${known.group}`)
      else if (known.state !== 'active') found.push(`${at}: is called ${known.state}`)
      else if (known.cursor !== log.entries.length)
        found.push(`${at}: is at ${known.cursor} of ${log.entries.length}`)
      else if (!isSameCompany(world, known, { here, refused }))
        found.push(`${at}: has members ${known.members}, the server ${here}`)
    }
  }
  return found
}

type Company = { readonly here: readonly string[]; readonly refused: readonly string[] }

/** Who declined is out, though no log says it, and may have been taken out by a member or not; who refused is in. */
function isSameCompany(world: World, { id, members }: Conversation, { here, refused }: Company): boolean {
  const isCounted = (account: Conversation['members'][number]) =>
    !hasDeclined(world, { account }, id) && !refused.includes(account)
  return members.filter(isCounted).join() === here.join()
}

function placesOf(shown: readonly Shown[], conversation: ConversationId): Places {
  const places = new Map<string, Set<number>>()
  for (const one of shown) {
    if (one.conversation !== conversation || one.position >= waiting) continue
    const seqs = places.get(one.text) ?? new Set()
    places.set(one.text, seqs.add(placeOf(one)))
  }
  return places
}

type Against = {
  readonly device: SimDevice
  readonly log: Log
  readonly places: Places
  readonly conversation: ConversationId
  /** Whether members may have handed this over (history-breaches.ts), or the account's other devices. */
  readonly isGiven: (one: Shown) => boolean
}

function againstLog(here: readonly Shown[], against: Against): string[] {
  const { device, log, places, conversation, isGiven } = against
  const expected = [...places].flatMap(([text, seqs]) => {
    const readable = [...seqs].sort((a, b) => a - b).find((seq) => mayRead(log, device.device, seq))
    return readable === undefined ? [] : [{ text, seq: readable }]
  })
  const settled = here.filter((one) => one.position < waiting)
  const given = settled.filter((one) => !mayRead(log, device.device, placeOf(one)) && isGiven(one))
  expected.push(...given.map((one) => ({ text: one.text, seq: placeOf(one) })))
  expected.sort((one, other) => one.seq - other.seq)
  const wanted = expected.map(({ text, seq }) => `${seq} ${text}`)
  const actual = settled.map(markOf)
  const at = `${device.name} in ${conversation}`
  const lacking = wanted.filter((one) => !actual.includes(one)).map((one) => `${at}: lacks "${one}"`)
  const surplus = actual.filter((one) => !wanted.includes(one)).map((one) => `${at}: must not show "${one}"`)
  const twice = here.filter(({ text }, n) => here.findIndex((one) => one.text === text) !== n)
  const isSame = lacking.length + surplus.length > 0 || wanted.join('\n') === actual.join('\n')
  return [
    ...lacking,
    ...surplus,
    ...twice.map((one) => `${at}: shows "${one.text}" twice`),
    ...(isSame ? [] : [`${at}: shows another order`]),
  ]
}

function differences(world: World, conversation: ConversationId, log: Log): string[] {
  const here = world.devices.filter((one) => isIn(log, one.device) && !hasDeclined(world, one, conversation))
  const views = here.map((device) => {
    const known = device.conversations().find((one) => one.id === conversation)
    return {
      device,
      view: `"${known?.kind === 'direct' ? '' : known?.name}" with ${known?.members}, ${known?.history}`,
    }
  })
  const [first] = views
  return views
    .filter(({ view }) => view !== first?.view)
    .map(
      ({ device, view }) =>
        `${conversation}: for ${device.name} ${view}, for ${first?.device.name} ${first?.view}`,
    )
}

function broken(
  { device, conversation, text, state }: Promised,
  world: World,
  shown: ReadonlyMap<SimDevice, readonly Shown[]>,
): string[] {
  if (hasDeclined(world, device, conversation)) return []
  const isIt = (one: Shown) => one.conversation === conversation && one.text === text
  const isInLog = [...shown.values()].flat().some((one) => isIt(one) && one.position < waiting)
  const own = shown.get(device)?.find(isIt)
  const at = `"${text}" in ${conversation}, answered ${state}`
  if (own === undefined) return [`${at}: is lost`]
  if (isInLog) return own.state === 'failed' ? [`${at}: is called failed, but is in the log`] : []
  if (state !== 'pending') return [`${at}: is in nobody's log`]
  if (own.state !== 'failed') return [`${at}: is still ${own.state}`]
  const { code } = (JSON.parse(own.detail) as { failure: { code: string } }).failure
  return isExcused(world, device, { conversation, code }) ? [] : [`${at}: was given up: ${code}`]
}

/** Only who was out of a conversation, or unwelcome in it, or left before it began, may give up a message. */
function isExcused(
  world: World,
  device: SimDevice,
  { conversation, code }: { readonly conversation: ConversationId; readonly code: string },
): boolean {
  if (code === 'not_accepting' || code === 'request_pending') return true
  const log = world.ledger.logs.get(conversation)
  const stays = log?.stays.get(device.device) ?? []
  return code === 'not_member' && (log === undefined || stays.some((stay) => stay.until !== undefined))
}

/** Who declines takes no part any more; what had been shown to them is gone. */
function hasDeclined(
  world: World,
  { account }: Pick<SimDevice, 'account'>,
  conversation: ConversationId,
): boolean {
  return world.declined.has(`${account} ${conversation}`)
}

/** Warnings, gaps and cries for help: in an honest world there are none. */
function doubts(device: SimDevice, world: World): string[] {
  const missing = device.look(
    `SELECT conversation, sum(json_extract(detail, '$.count')) AS count FROM items
     WHERE type = 'happening' AND json_extract(detail, '$.kind') = 'missing' GROUP BY conversation`,
  )
  const gaps = missing.filter((row) => {
    const log = world.ledger.logs.get(row.conversation as ConversationId)
    return log === undefined || Number(row.count) > unreadable(log, device)
  })
  return [
    ...device
      .shown()
      .filter((one) => one.mine && one.state === 'pending')
      .map((one) => `${device.name} in ${one.conversation}: "${one.text}" is still on its way`),
    ...device.warnings.map((code) => `${device.name}: warned of ${code}`),
    ...device.refusals
      .filter((conversation) => {
        const log = world.ledger.logs.get(conversation)
        return log === undefined || !mayRefuse(world, log, device.device)
      })
      .map((conversation) => `${device.name} in ${conversation}: refused somebody it knew`),
    ...gaps.map(
      (row) => `${device.name} in ${row.conversation}: says that ${row.count} messages are missing`,
    ),
    ...[...world.ledger.logs].flatMap(([conversation, log]) =>
      log.entries
        .filter(({ kind, sender }) => kind === 'rejoin' && sender === device.device)
        .map(() => `${device.name} in ${conversation}: had to ask to be let in again`),
    ),
  ]
}

/** Messages that reached a newcomer although they were sealed before it came. */
function unreadable(log: Log, device: SimDevice): number {
  const stays = log.stays.get(device.device) ?? []
  return log.entries.filter(
    ({ seq, kind }) =>
      kind === 'message' &&
      stays.some(({ from, until }) => from <= seq && seq <= (until ?? seq)) &&
      !mayRead(log, device.device, seq),
  ).length
}
