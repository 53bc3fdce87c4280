// What the engine keeps of one conversation beside its group state and its items. Only the
// conversation's actor changes it; lists read the columns that stand beside it.

import {
  type AccountName,
  type ConversationId,
  type ConversationKind,
  type DeviceId,
  parseAccountName,
  parseConversationId,
} from '@sotto/wire'
import type { ConversationSummary } from '../../api/conversations.ts'
import type { HistoryPolicy } from '../../api/history-policy.ts'
import { type SqlRow, type SqlValue, type Statement, StoreError } from '../../ports.ts'
import type { Ranges } from '../archive/ranges.ts'
import { isNull, jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { noHistory } from './group-data.ts'

export type RosterMember = {
  readonly account: AccountName
  readonly devices: number
  readonly joinedAt: number
}

/**
 * How this device stands to the MLS group: `none` not begun; `creating` our creation is not in the log
 * yet; `live`; `broken` we can't follow the log until we are added again; `gone` left or removed.
 */
export type GroupStanding = 'none' | 'creating' | 'live' | 'broken' | 'gone'

/** What the last commits or notices left to do for any member; done by whoever comes first. */
export type Chores = {
  /** Accounts that have left and whose devices are still in the tree. */
  readonly departed: readonly AccountName[]
  /** Devices that asked to be removed and added again. */
  readonly rejoin: readonly DeviceId[]
  /** Accounts whose devices are to be compared with the tree. */
  readonly check: readonly AccountName[]
}

export type ConversationRecord = {
  readonly id: ConversationId
  kind: ConversationKind
  state: ConversationSummary['state']
  /** Whether people see it at all. */
  listed: boolean
  name: string
  peer: AccountName | undefined
  members: readonly RosterMember[]
  begunBy: AccountName | undefined
  begunAt: number
  attention: boolean
  group: GroupStanding
  /** The last byte of the MLS group id (ID-3). */
  generation: number
  /** The last `seq` of the log that this device has stored. */
  cursor: number
  /** The first `seq` that this device was given: what came before it knows from the archive alone; 0 for none yet. */
  since: number
  /** Places of the log that passed between two stays of this device, and that nobody has handed over since. */
  absences: Ranges
  /** Known from the archive: this device waits to be let in. */
  awaited: boolean
  /** What the archive says of an awaited one, while the server says that the account is not in it (AR-15). */
  outside: Pick<ConversationRecord, 'state' | 'members'> | undefined
  /** The furthest cursor there was, while the server tells other entries for places before it; else 0. */
  furthest: number
  /** The highest epoch of this generation that this device has reached: there is no way back behind it. */
  epoch: number
  /** The epoch that began when somebody was last added: they open nothing that was sealed before it. */
  widened: number
  /** How many messages of the present epoch could not be verified. */
  unreadable: number
  /** When somebody last asked out of doubt (C-10), and how often of late. */
  doubtedAt: number
  doubts: number
  /** Everything up to this position was read. */
  readPos: number
  /** The item that counts messages we can't read, while they follow each other. */
  missing:
    | { readonly key: string; readonly count: number; readonly from?: AccountName | undefined }
    | undefined
  /** When this device last asked to be added again. */
  askedAt: number
  /** The time in its last request, by the server's clock: each is later than the one before (RJ-1). */
  signedAt: number
  /** How often it asked since it was last let in. */
  asks: number
  /** Another device was lost at the same place of the log: perhaps nobody is left who could let us in. */
  lostTogether: boolean
  /** This device begins the next generation (C-8); it has one only when its creation, or another's, stands in the log. */
  renewing: boolean
  chores: Chores
  /** When each device last asked to be let in again, by its own clock: what is not later is old. */
  rejoins: Readonly<Record<DeviceId, number>>
  /** Accounts whose sealed leave notice we have seen (C-5). */
  leaving: readonly AccountName[]
  /** The size of the last head of the key log that this device has sealed into a message here (KT-10). */
  toldHead: number
  /** What newcomers are handed, by the group's own data. */
  history: HistoryPolicy
  /** How many seconds what is written lives, by the group's own data; 0 for ever (CT-22). */
  timer: number
}

type Kept = Pick<
  ConversationRecord,
  | 'begunAt'
  | 'group'
  | 'generation'
  | 'cursor'
  | 'since'
  | 'absences'
  | 'awaited'
  | 'outside'
  | 'furthest'
  | 'epoch'
  | 'widened'
  | 'unreadable'
  | 'doubtedAt'
  | 'doubts'
  | 'readPos'
  | 'missing'
  | 'askedAt'
  | 'signedAt'
  | 'asks'
  | 'lostTogether'
  | 'renewing'
  | 'chores'
  | 'rejoins'
  | 'leaving'
  | 'toldHead'
  | 'history'
  | 'timer'
>

export const noChores: Chores = { departed: [], rejoin: [], check: [] }

export function newRecord(
  id: ConversationId,
  given: Pick<ConversationRecord, 'kind' | 'name' | 'peer' | 'begunAt'>,
): ConversationRecord {
  return {
    id,
    ...given,
    state: 'active',
    listed: false,
    members: [],
    begunBy: undefined,
    attention: false,
    group: 'none',
    generation: 0,
    cursor: 0,
    since: 0,
    absences: [],
    awaited: false,
    outside: undefined,
    furthest: 0,
    epoch: 0,
    widened: 0,
    unreadable: 0,
    doubtedAt: 0,
    doubts: 0,
    readPos: 0,
    missing: undefined,
    askedAt: 0,
    signedAt: 0,
    asks: 0,
    lostTogether: false,
    renewing: false,
    chores: noChores,
    rejoins: {},
    leaving: [],
    toldHead: 0,
    history: noHistory,
    timer: 0,
  }
}

/** What comes is another group under the same name (ID-3), with epochs of its own. */
export function beginNextGeneration(record: ConversationRecord): void {
  record.generation = Math.min(255, record.generation + 1)
  record.epoch = 0
  record.widened = 0
  findPlace(record)
}

/** This device stands with the others again, or for the first time. */
export function findPlace(record: ConversationRecord): void {
  record.asks = 0
  record.lostTogether = false
  record.renewing = false
  record.awaited = false
  record.unreadable = 0
}

/** On the server's word alone: what the archive says stays known, for when that word turns out wrong (AR-15). */
export function putOutside(record: ConversationRecord, own: AccountName): void {
  const { state, members } = record
  record.outside = { state, members }
  record.state = 'removed'
  record.members = members.filter((member) => member.account !== own)
}

export function takeBack(record: ConversationRecord): void {
  Object.assign(record, record.outside)
  record.outside = undefined
}

const enoughForDoubt = 3

/** So many messages of one epoch that can't be verified may come from somebody who was told of another change (C-10). */
export function isInDoubt({ unreadable }: ConversationRecord): boolean {
  return unreadable >= enoughForDoubt
}

export function readRecord(row: SqlRow): ConversationRecord {
  const kept = jsonOf(row, 'record') as Kept
  return {
    id: parsed(row, 'id', parseConversationId),
    kind: textOf(row, 'kind') === 'direct' ? 'direct' : 'group',
    state: stateOf(row),
    listed: numberOf(row, 'listed') === 1,
    name: textOf(row, 'name'),
    peer: isNull(row, 'peer') ? undefined : parsed(row, 'peer', parseAccountName),
    members: jsonOf(row, 'members') as RosterMember[],
    begunBy: isNull(row, 'begun_by') ? undefined : parsed(row, 'begun_by', parseAccountName),
    attention: numberOf(row, 'attention') === 1,
    ...kept,
    missing: kept.missing,
    since: kept.since ?? 0,
    absences: kept.absences ?? [],
    awaited: kept.awaited ?? false,
    outside: kept.outside,
    furthest: kept.furthest ?? 0,
    epoch: kept.epoch ?? 0,
    widened: kept.widened ?? 0,
    unreadable: kept.unreadable ?? 0,
    doubtedAt: kept.doubtedAt ?? 0,
    doubts: kept.doubts ?? 0,
    signedAt: kept.signedAt ?? Math.max(kept.askedAt ?? 0, kept.doubtedAt ?? 0),
    lostTogether: kept.lostTogether ?? false,
    renewing: kept.renewing ?? false,
    rejoins: kept.rejoins ?? {},
    toldHead: kept.toldHead ?? 0,
    history: kept.history ?? noHistory,
    timer: kept.timer ?? 0,
  }
}

const states = ['active', 'request', 'left', 'removed'] as const

export function stateOf(row: SqlRow): ConversationSummary['state'] {
  const state = states.find((one) => one === row.state)
  if (state === undefined) throw new StoreError('damaged', 'The local store holds an unknown state.')
  return state
}

const keptFields = [
  'begunAt',
  'group',
  'generation',
  'cursor',
  'since',
  'absences',
  'awaited',
  'outside',
  'furthest',
  'epoch',
  'widened',
  'unreadable',
  'doubtedAt',
  'doubts',
  'readPos',
  'missing',
  'askedAt',
  'signedAt',
  'asks',
  'lostTogether',
  'renewing',
  'chores',
  'rejoins',
  'leaving',
  'toldHead',
  'history',
  'timer',
] as const satisfies readonly (keyof Kept)[]

/** Each column and the fields it is made of; fields are replaced, never changed in place. */
const columns: Readonly<
  Record<string, { of: readonly Field[]; value: (record: ConversationRecord) => SqlValue }>
> = {
  kind: { of: ['kind'], value: (record) => record.kind },
  state: { of: ['state'], value: (record) => record.state },
  listed: { of: ['listed'], value: (record) => (record.listed ? 1 : 0) },
  name: { of: ['name'], value: (record) => record.name },
  peer: { of: ['peer'], value: (record) => record.peer ?? null },
  members: { of: ['members'], value: (record) => JSON.stringify(record.members) },
  begun_by: { of: ['begunBy'], value: (record) => record.begunBy ?? null },
  attention: { of: ['attention'], value: (record) => (record.attention ? 1 : 0) },
  record: { of: keptFields, value: keptOf },
}
type Field = keyof ConversationRecord

function keptOf(record: ConversationRecord): string {
  return JSON.stringify(Object.fromEntries(keptFields.map((field) => [field, record[field]])))
}

export function hasChanged(record: ConversationRecord, before: ConversationRecord): boolean {
  return (Object.keys(record) as Field[]).some((field) => record[field] !== before[field])
}

/** What the archive tells of a conversation beside its items (archive/bodies.ts). */
const archivedFields = [
  ...(['kind', 'state', 'listed', 'name', 'peer', 'members', 'begunBy', 'begunAt'] as const),
  ...(['generation', 'readPos', 'timer'] as const),
] as const satisfies readonly Field[]

/** Marks in the same transaction that the archive is to hear of it. */
export function writeDue(record: ConversationRecord, before: ConversationRecord): readonly Statement[] {
  const isNews = archivedFields.some(
    (field) => JSON.stringify(record[field]) !== JSON.stringify(before[field]),
  )
  return isNews
    ? [{ sql: 'INSERT OR IGNORE INTO archive_due (conversation) VALUES (?)', params: [record.id] }]
    : []
}

/** Stores what changed (everything, without `before`), and brings the columns that follow from other tables up to date. */
export function writeRecord(record: ConversationRecord, before?: ConversationRecord): readonly Statement[] {
  const names = Object.keys(columns).filter(
    (name) => before === undefined || columns[name]?.of.some((field) => record[field] !== before[field]),
  )
  const values = names.map((name) => columns[name]?.value(record) ?? null)
  const derived = {
    sql: deriveColumns,
    params: [record.readPos, record.begunAt, hasChores(record) ? 1 : 0, record.id],
  }
  if (before !== undefined) {
    const assignments = names.map((name) => `${name} = ?`).join(', ')
    const update = {
      sql: `UPDATE conversations SET ${assignments} WHERE id = ?`,
      params: [...values, record.id],
    }
    return names.length === 0 ? [derived] : [update, derived]
  }
  const marks = names.map(() => '?').join(', ')
  return [
    {
      sql: `INSERT OR REPLACE INTO conversations (id, at, busy, ${names.join(', ')}) VALUES (?, ?, 0, ${marks})`,
      params: [record.id, record.begunAt, ...values],
    },
    derived,
  ]
}

const deriveColumns = `
  UPDATE conversations SET
    unread = (SELECT count(*) FROM items
      WHERE conversation = conversations.id AND type = 'message' AND mine = 0 AND deleted = 0 AND pos > ?1),
    last_item = (SELECT id FROM items
      WHERE conversation = conversations.id AND type = 'message' ORDER BY pos DESC LIMIT 1),
    at = coalesce((SELECT at FROM items
      WHERE conversation = conversations.id AND type = 'message' ORDER BY pos DESC LIMIT 1), ?2),
    busy = ?3
      OR EXISTS (SELECT 1 FROM outbox WHERE conversation = conversations.id)
      OR EXISTS (SELECT 1 FROM pending_commits WHERE conversation = conversations.id)
      OR EXISTS (SELECT 1 FROM intents WHERE conversation = conversations.id)
      OR EXISTS (SELECT 1 FROM receipts_due WHERE conversation = conversations.id)
      OR EXISTS (SELECT 1 FROM history_asks WHERE conversation = conversations.id AND stage = 'owed')
      OR EXISTS (SELECT 1 FROM history_wanted
        WHERE conversation = conversations.id AND stage IN ('waiting', 'arriving'))
  WHERE id = ?4`

function hasChores(record: ConversationRecord): boolean {
  const { chores, group } = record
  if (group === 'live' && isInDoubt(record)) return true
  return group === 'broken' || chores.departed.length + chores.rejoin.length + chores.check.length > 0
}

export function accountsOf(record: ConversationRecord): readonly AccountName[] {
  return record.members.map((member) => member.account)
}
