// What must hold of history for newcomers once a world has come to rest: nobody shows anything of before their time that was
// not written there, or that the group never allowed; whoever says that all of it came has all of it; and nobody waits for
// what somebody could hand over. Told from what the devices have, because no log says what a group allows.

import type { HistoryPolicy } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'
import { isIn, type Log, mayRead } from './ledger.ts'
import type { Shown, SimDevice } from './sim-device.ts'
import type { World } from './world.ts'

const slots = 16
/** From here on stand messages that no log has yet (timeline/position.ts of the engine). */
const waiting = 2 ** 52

export const placeOf = ({ position }: Shown) => Math.floor(position / slots)
export const markOf = (one: Shown) => `${placeOf(one)} ${one.text}`

/** What members have of a conversation from the log itself, by place and text, with its time. */
export type Genuine = ReadonlyMap<string, number>

export function genuineIn(
  log: Log,
  conversation: ConversationId,
  shown: ReadonlyMap<SimDevice, readonly Shown[]>,
): Genuine {
  const genuine = new Map<string, number>()
  for (const [device, all] of shown) {
    for (const one of all) {
      const isHere = one.conversation === conversation && one.position < waiting
      if (isHere && mayRead(log, device.device, placeOf(one))) genuine.set(markOf(one), one.at)
    }
  }
  return genuine
}

/** From when on somebody who came later may have what was written; undefined where the group never allowed anything. */
export function openSince(world: World, conversation: ConversationId): number | undefined {
  const sql = `SELECT json_extract(detail, '$.history') AS history FROM items
    WHERE conversation = ? AND json_extract(detail, '$.kind') = 'history-policy'`
  const policies = world.devices.flatMap((device) =>
    device.look(sql, [conversation]).map((row) => JSON.parse(String(row.history)) as HistoryPolicy),
  )
  const times = policies.flatMap((one) => (one.kind === 'none' ? [] : [one.kind === 'all' ? 0 : one.at]))
  return times.length === 0 ? undefined : Math.min(...times)
}

type Wanted = {
  readonly stage: string
  readonly wants: readonly { readonly first: number; readonly last: number }[]
  readonly isWhole: boolean
  readonly history: HistoryPolicy | undefined
}

function wantedBy(device: SimDevice, conversation: ConversationId): Wanted | undefined {
  const sql = `SELECT stage, wants, kept FROM history_wanted WHERE conversation = ? AND purpose = 'before'`
  const [row] = device.look(sql, [conversation])
  if (row === undefined) return undefined
  const kept = JSON.parse(String(row.kept)) as Pick<Wanted, 'isWhole'> & { progress?: Wanted }
  const { isWhole, progress } = kept
  return {
    ...{ stage: String(row.stage), wants: JSON.parse(String(row.wants)) as Wanted['wants'] },
    ...{ isWhole, history: progress?.history },
  }
}

type Scene = {
  readonly world: World
  readonly conversation: ConversationId
  readonly log: Log
  readonly genuine: Genuine
  readonly shown: ReadonlyMap<SimDevice, readonly Shown[]>
}

export function historyBreaches(scene: Scene): readonly string[] {
  const { world, log } = scene
  return world.devices.filter((one) => isIn(log, one.device)).flatMap((device) => lacks(scene, device))
}

function lacks({ world, log, conversation, genuine, shown }: Scene, device: SimDevice): readonly string[] {
  const wanted = wantedBy(device, conversation)
  if (wanted === undefined) return []
  const known = device.conversations().find((one) => one.id === conversation)
  const at = `${device.name} in ${conversation}`
  const hasOthers = world.devices.some((one) => one.account !== device.account && isIn(log, one.device))
  if (wanted.stage === 'asked' && hasOthers && known?.history !== 'none')
    return [`${at}: waits for history that nobody hands over`]
  if (wanted.stage !== 'done' || !wanted.isWhole) return []
  const { history, wants } = wanted
  const since = history?.kind === 'from' ? history.at : 0
  const own = new Set(
    (shown.get(device) ?? []).filter((one) => one.conversation === conversation).map(markOf),
  )
  return [...genuine]
    .filter(([mark, time]) => time >= since && isWithin(wants, Number(mark.split(' ')[0])) && !own.has(mark))
    .map(([mark]) => `${at}: lacks "${mark}", though all of the history is said to have come`)
}

function isWithin(wants: Wanted['wants'], place: number): boolean {
  return wants.some(({ first, last }) => first <= place && place <= last)
}
