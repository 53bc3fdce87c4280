// Which invitations a device had to refuse (C-8): it had been in the conversation, and whoever brought it back was a
// stranger by the last tree that it had verified there. Told from the logs alone, so that what the engines did can be
// held against it.

import type { ConversationId, DeviceId } from '@sotto/wire'
import type { Log, Stay } from './ledger.ts'
import type { World } from './world.ts'

/**
 * A log as the devices lived through it: without the stays that they had to refuse. Who left is off the roster at once
 * and in the tree a little longer; whether such a one is known there only the device can say.
 */
export function asTaken(world: World, conversation: ConversationId, log: Log): Log {
  const lived = new Map(
    [...log.stays].map(([device, all]) => {
      const refuses = world.devices.some(
        (one) => one.device === device && one.refusals.includes(conversation),
      )
      return [device, { device, all, refuses, before: () => undefined }] as const
    }),
  )
  const alone = new Map([...lived].map(([device, stays]) => [device, taken(world, log, stays)]))
  const stays = [...lived].map(([device, one]) => {
    const before = (stay: Stay) => lastOfAccount(world, alone, { device, before: stay.from })
    return [device, taken(world, log, { ...one, before })] as const
  })
  return { entries: log.entries, stays: new Map(stays.filter(([, all]) => all.length > 0)) }
}

/** Whether the device had to refuse somebody in this conversation, or may have had to. */
export function mayRefuse(world: World, log: Log, device: DeviceId): boolean {
  const all = log.stays.get(device) ?? []
  const before = () => undefined
  return taken(world, log, { device, all, refuses: true, before }).length < all.length
}

type Stays = {
  readonly device: DeviceId
  readonly all: readonly Stay[]
  readonly refuses: boolean
  /** Up to where the account was in before the device's first stay, by what its archive tells. */
  readonly before: (first: Stay) => number | undefined
}

function taken(world: World, log: Log, { device, all, refuses, before }: Stays): Stay[] {
  const found: Stay[] = []
  for (const stay of all) {
    const last = found.at(-1)
    const until = last === undefined ? before(stay) : last.until
    const by = log.entries[stay.from - 1]?.sender
    const standing = by === undefined || until === undefined ? 'known' : standingOf(world, log, { by, until })
    const isOwn = by !== undefined && world.accountOf(by) === world.accountOf(device)
    const isTaken = isOwn || standing === 'known' || (standing === 'unclear' && !refuses)
    if (isTaken) found.push(stay)
  }
  return found
}

/** Undefined while the account is in, and where it has never been. */
function lastOfAccount(
  world: World,
  alone: ReadonlyMap<DeviceId, readonly Stay[]>,
  { device, before }: { readonly device: DeviceId; readonly before: number },
): number | undefined {
  const earlier = [...alone]
    .filter(([other]) => other !== device && world.accountOf(other) === world.accountOf(device))
    .flatMap(([, stays]) => stays.filter(({ from }) => from < before))
  const ends = earlier.map(({ until }) => until ?? before)
  return ends.length === 0 || Math.max(...ends) >= before ? undefined : Math.max(...ends)
}

type Inviter = { readonly by: DeviceId; readonly until: number }

/** How whoever invites stood to the conversation when the device was last in it. */
function standingOf(world: World, log: Log, { by, until }: Inviter): 'known' | 'stranger' | 'unclear' {
  const stays = [...log.stays]
    .filter(([device]) => world.accountOf(device) === world.accountOf(by))
    .flatMap(([, all]) => all)
  if (stays.some((stay) => stay.from < until && (stay.until ?? until + 1) > until)) return 'known'
  return stays.some((stay) => stay.from <= until) ? 'unclear' : 'stranger'
}
