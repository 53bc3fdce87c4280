// What the in-memory engine tells about its world, topic by topic.

import type {
  ConversationDetails,
  ConversationSummary,
  KeySnapshot,
  PersonSnapshot,
  ProfileSnapshot,
  ReadingDevice,
  SecuritySnapshot,
  TimelineSnapshot,
  Topics,
} from '@sotto/client'
import { type AccountName, type MessageId, mentionsIn } from '@sotto/wire'
import { deviceId } from './ids.ts'
import { messagesOf, type Room, roomOf, type World } from './world.ts'

export function summaryOf(world: World, room: Room): ConversationSummary {
  const messages = messagesOf(room)
  const last = messages.at(-1)
  const changed = room.members.some((member) => personOf(world, member)?.keyChanged === true)
  return {
    conversation: room.conversation,
    kind: room.kind,
    name: room.name,
    members: room.members,
    state: room.state,
    ...(room.by === undefined ? {} : { by: room.by }),
    unread: messages.filter(({ mine, at }) => !mine && at > room.readUpTo).length,
    mentions: mentionedIn(world, room).length,
    ...(last === undefined
      ? {}
      : {
          last: {
            ...{ from: last.from, mine: last.mine, text: last.text, state: last.state },
            ...(last.deleted === undefined ? {} : { deleted: true }),
          },
        }),
    at: room.items.at(-1)?.at ?? 0,
    draft: room.draft,
    ...(room.pinnedAt === undefined ? {} : { pinnedAt: room.pinnedAt }),
    level: levelOf(room),
    ...(room.archived === undefined ? {} : { archived: true }),
    ...(room.markedUnread === undefined ? {} : { markedUnread: true }),
    ...(room.mutedUntil === undefined ? {} : { mutedUntil: room.mutedUntil }),
    verified: room.kind === 'direct' && room.members.some((one) => isVerified(world, one)),
    attention: changed,
  }
}

function mentionedIn(world: World, room: Room): readonly MessageId[] {
  return messagesOf(room)
    .filter(({ mine, at }) => !mine && at > room.readUpTo)
    .filter(({ text }) => {
      const { accounts, everyone } = mentionsIn(text)
      return everyone || accounts.has(world.own)
    })
    .map(({ id }) => id)
}

function levelOf({ mutedUntil, onlyMentions }: Room): ConversationSummary['level'] {
  if (mutedUntil !== undefined) return 'nothing'
  return onlyMentions === true ? 'mentions' : 'everything'
}

export function detailsOf(world: World, room: Room): ConversationDetails {
  return {
    ...summaryOf(world, room),
    mentioned: mentionedIn(world, room),
    people: room.members.map((member) => ({
      account: member,
      presence: personOf(world, member)?.presence ?? 'offline',
      devices: 1,
      joinedAt: 0,
      verified: isVerified(world, member),
      gone: personOf(world, member)?.gone === true,
    })),
    canManage: room.kind === 'group' && room.state === 'active',
    changedKeys: changedKeysOf(world, room),
    history: room.history,
    timer: room.timer,
    ...(room.otherDraft === undefined ? {} : { otherDraft: room.otherDraft }),
  }
}

export function profileOf(world: World, account: AccountName): ProfileSnapshot {
  const { presence = 'offline', lastSeen = 0 } = personOf(world, account) ?? {}
  const own = account === world.own
  return {
    ...{ account, own, name: '', alike: false, title: '', about: '', location: '', pronouns: '' },
    ...{ presence, lastSeen },
    ...(own ? { audience: 'people', hiddenUntil: 0 } : {}),
    ...world.profiles.get(account),
  }
}

/** The numbers with somebody. */
export function keyOf(world: World, account: AccountName): KeySnapshot {
  const person = personOf(world, account)
  const isChanged = person?.keyChanged === true
  return {
    account,
    number: safetyNumber,
    words: safetyWords,
    code: safetyCode,
    wasVerified: isChanged && person.verified,
    ...(isChanged ? { offered: otherNumber } : {}),
    ...(person?.verified === true && !isChanged ? { verifiedAt: scenarioStart } : {}),
  }
}

export function securityOf(world: World, room: Room): SecuritySnapshot {
  const people = room.members.map((account) => {
    const { verifiedAt } = keyOf(world, account)
    return {
      account,
      own: account === world.own,
      ...(verifiedAt === undefined ? {} : { verifiedAt }),
      changed: personOf(world, account)?.keyChanged === true,
      devices: account === world.own ? ownDevices(world) : [theirDevice],
    }
  })
  return { conversation: room.conversation, people }
}

function ownDevices(world: World): readonly ReadingDevice[] {
  return world.devices.map(({ device, name, added, current }) => ({
    device,
    since: added,
    current,
    ...(name === undefined ? {} : { name }),
  }))
}

const scenarioStart = Date.UTC(2026, 2, 3)
const theirDevice: ReadingDevice = { device: deviceId(77), since: scenarioStart, current: false }

function changedKeysOf(world: World, room: Room): readonly KeySnapshot[] {
  const changed = room.members.filter((member) => personOf(world, member)?.keyChanged === true)
  return changed.map((member) => keyOf(world, member))
}

const otherNumber = '60412 77190 03358 91246 58803 11974 26650 84317 39925 70081 12564 95738'
const safetyWords = 'suspect wool antenna fancy purity produce life small social must depart shallow'
const safetyCode =
  'SOTTO:SAFETY:840165616C69636563626F625820DADFA827297AE557605663CDF240EB6287424D4E24D31EA5C822043BC6361994'
const safetyNumber = '48213 90577 12640 33918 70256 84401 59372 10884 62719 45530 98126 27743'

/** The window that a watch of a timeline shows; it widens with `older` and `newer`. */
export type Window = { older: number; newer: number; readonly firstUnread: MessageId | undefined }

export function openWindow(room: Room): Window {
  const first = messagesOf(room).find(({ mine, at }) => !mine && at > room.readUpTo)
  return { older: 0, newer: 0, firstUnread: first?.id }
}

export function timelineOf(
  room: Room,
  params: Topics['timeline']['params'],
  window: Window,
): TimelineSnapshot {
  const { items } = room
  const centre = items.findIndex((item) => item.type === 'message' && item.id === params.around)
  const size = params.size + window.older
  const end = centre === -1 ? items.length : Math.min(items.length, centre + params.size / 2 + window.newer)
  const wanted = centre === -1 ? items.length - size : centre - size / 2
  const unread = items.findIndex((item) => item.type === 'message' && item.id === window.firstUnread)
  const start = Math.max(
    0,
    Math.floor(unread === -1 || centre !== -1 ? wanted : Math.min(wanted, unread - 20)),
  )
  return {
    conversation: room.conversation,
    items: items.slice(start, end),
    hasOlder: start > 0,
    hasNewer: end < items.length,
    ...(window.firstUnread === undefined ? {} : { firstUnread: window.firstUnread }),
  }
}

export function conversationsOf(world: World): readonly ConversationSummary[] {
  const never = Number.POSITIVE_INFINITY
  return world.rooms
    .map((room) => summaryOf(world, room))
    .toSorted((a, b) =>
      a.pinnedAt === b.pinnedAt ? b.at - a.at : (a.pinnedAt ?? never) - (b.pinnedAt ?? never),
    )
}

export function peopleOf(world: World, query: string): Topics['people']['snapshot'] {
  const people = world.people
    .filter(({ account }) => account.startsWith(query))
    .map((person) => ({ ...person, blocked: world.blocks.includes(person.account) }))
  return { people, complete: true }
}

export function conversationOf(
  world: World,
  params: Topics['conversation']['params'],
): ConversationDetails | null {
  const room = roomOf(world, params.conversation)
  return room === undefined ? null : detailsOf(world, room)
}

export function pinnedOf(room: Room): Topics['pinned']['snapshot'] {
  return messagesOf(room)
    .filter((message) => message.pinned === true && message.deleted === undefined)
    .map((message) => ({ ...message, by: message.from, pinnedAt: message.at }))
    .toReversed()
}

export function starredOf(world: World): Topics['starred']['snapshot'] {
  const messages = world.rooms.flatMap((room) =>
    messagesOf(room)
      .filter((message) => message.starred === true && message.deleted === undefined)
      .map((message) => ({ ...message, conversationName: room.name, starredAt: message.at })),
  )
  return { messages: messages.toSorted((a, b) => b.starredAt - a.starredAt), elsewhere: 0 }
}

function isVerified(world: World, name: AccountName): boolean {
  const person = personOf(world, name)
  return person?.verified === true && !person.keyChanged
}

function personOf(world: World, name: AccountName): PersonSnapshot | undefined {
  return world.people.find(({ account }) => account === name)
}
