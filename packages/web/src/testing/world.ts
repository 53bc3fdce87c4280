// What the in-memory engine holds: plain data, changed in place by its commands.

import type {
  AccountSnapshot,
  ArchiveSnapshot,
  ConnectionSnapshot,
  ConversationSummary,
  DeviceSnapshot,
  DirectorySnapshot,
  HistoryPolicy,
  Identified,
  LockSnapshot,
  MessageSnapshot,
  MessageVersion,
  OwnPrograms,
  PersonSnapshot,
  ProfileSnapshot,
  Provider,
  QuoteSnapshot,
  ReactionSnapshot,
  SessionSnapshot,
  Settings,
  SyncedSnapshot,
  TimelineItem,
} from '@sotto/client'
import type { AccountName, ConversationId, MessageId } from '@sotto/wire'
import { account, conversationId, deviceId, messageId } from './ids.ts'

export type Room = {
  readonly conversation: ConversationId
  readonly kind: ConversationSummary['kind']
  name: string
  members: AccountName[]
  state: ConversationSummary['state']
  by?: AccountName
  /** Others' messages after this one are unread. */
  readUpTo: number
  draft: string
  history: HistoryPolicy
  timer: number
  otherDraft?: string
  pinnedAt?: number
  mutedUntil?: number | 'always'
  onlyMentions?: true
  archived?: true
  markedUnread?: true
  items: TimelineItem[]
}

export type World = {
  readonly own: AccountName
  session: SessionSnapshot
  connection: ConnectionSnapshot
  people: PersonSnapshot[]
  /** What people say of themselves. */
  readonly profiles: Map<string, Partial<ProfileSnapshot>>
  rooms: Room[]
  blocks: AccountName[]
  devices: DeviceSnapshot[]
  lock: Omit<LockSnapshot, 'prfInput'>
  directory: DirectorySnapshot
  account: AccountSnapshot
  provider: Provider | undefined
  /** Who the provider says that somebody is. */
  identified: Identified
  archive: ArchiveSnapshot
  programs: OwnPrograms
  settings: Settings
  synced: SyncedSnapshot
  /** Of messages that were edited, what they said. */
  readonly versions: Map<MessageId, readonly MessageVersion[]>
  nextId: number
}

/** An empty account that is signed in and online. */
export function emptyWorld(name = 'alice'): World {
  const own = account(name)
  return {
    own,
    session: { state: 'signed-in', account: own, device: deviceId(1), server: 'https://chat.example' },
    connection: { state: 'online', since: 0, caughtUp: true, waiting: 0, receiptsWaiting: 0 },
    people: [person(name)],
    profiles: new Map(),
    rooms: [],
    blocks: [],
    devices: [
      { device: deviceId(1), name: 'Chrome on Linux', added: 0, lastSeen: 0, current: true, isNew: false },
    ],
    lock: { on: false, afterMinutes: 0, passphrase: false },
    directory: { state: 'good', size: 1 },
    account: { recovery: 'ready', alerts: [] },
    provider: undefined,
    identified: {
      ...{ ticket: 'ticket', issuer: 'https://login.example/', subject: '7' },
      expires: Number.MAX_SAFE_INTEGER,
    },
    archive: { state: 'complete', done: 0, total: 0, waiting: 0 },
    programs: { access: [], registered: [] },
    settings: {},
    synced: {},
    versions: new Map(),
    nextId: 1,
  }
}

export function person(name: string, more: Partial<PersonSnapshot> = {}): PersonSnapshot {
  return {
    account: account(name),
    presence: 'online',
    lastSeen: 0,
    blocked: false,
    keyChanged: false,
    verified: false,
    gone: false,
    ...more,
  }
}

type RoomOptions = Partial<Omit<Room, 'conversation' | 'members'>> & { readonly members: readonly string[] }

export function addRoom(world: World, options: RoomOptions): Room {
  const { members, ...more } = options
  const names = [world.own, ...members.map(account)]
  const room: Room = {
    conversation: conversationId(world.nextId++),
    kind: names.length === 2 ? 'direct' : 'group',
    name: members[0] ?? '',
    members: names,
    state: 'active',
    readUpTo: Number.POSITIVE_INFINITY,
    draft: '',
    history: { kind: 'none' },
    timer: 0,
    items: [],
    ...more,
  }
  world.rooms.push(room)
  return room
}

type Said = { readonly at: number; readonly text: string } & Partial<
  Pick<
    MessageSnapshot,
    | 'inReplyTo'
    | 'state'
    | 'failure'
    | 'unsupported'
    | 'edited'
    | 'deleted'
    | 'quote'
    | 'reactions'
    | 'refused'
    | 'expires'
    | 'pinned'
    | 'starred'
    | 'forwarded'
  >
>

export function say(world: World, room: Room, from: string, said: Said): MessageSnapshot {
  const message: MessageSnapshot = {
    type: 'message',
    id: messageId(world.nextId++),
    conversation: room.conversation,
    from: account(from),
    mine: from === world.own,
    state: 'read',
    reactions: [],
    ...(said.inReplyTo === undefined ? {} : { quote: quoteIn(room, said.inReplyTo) }),
    ...said,
  }
  room.items.push(message)
  return message
}

export function reaction(given: string, ...names: readonly string[]): ReactionSnapshot {
  return { reaction: given, by: names.map(account), mine: names.includes('alice'), pending: false }
}

function quoteIn(room: Room, id: MessageId): QuoteSnapshot {
  const answered = messageOf(room, id)
  if (answered === undefined) return { kind: 'missing', id }
  const { from, mine, text } = answered
  return answered.deleted === undefined
    ? { kind: 'message', id, from, mine, text }
    : { kind: 'deleted', id, from, mine }
}

export function roomOf(world: World, conversation: ConversationId): Room | undefined {
  return world.rooms.find((room) => room.conversation === conversation)
}

export function messagesOf(room: Room): readonly MessageSnapshot[] {
  return room.items.filter((item) => item.type === 'message')
}

export function messageOf(room: Room, id: MessageId): MessageSnapshot | undefined {
  return messagesOf(room).find((message) => message.id === id)
}
