// Questions that go across conversations: who knows whom, who has how many, who takes part where.

import {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  type DeviceId,
  idBytes,
} from '@sotto/wire'
import type { Database } from './database.ts'
import type { AppendRequest, Facts, RosterDevice } from './delivery-store.ts'
import { StoreError } from './errors.ts'
import { accountOf } from './log-cache.ts'

type Newcomers = NonNullable<AppendRequest['newcomers']>
type NewcomerFacts = Pick<Facts, 'acquainted' | 'openRequests' | 'fullAccounts'>

const none: NewcomerFacts = { acquainted: new Set(), openRequests: 0, fullAccounts: new Set() }

export function newcomerFacts(db: Database, newcomers: Newcomers | undefined, most: number): NewcomerFacts {
  if (newcomers === undefined) return none
  const { by, accounts } = newcomers
  return {
    acquainted: new Set(accounts.filter((account) => areAcquainted(db, by, account))),
    openRequests: openRequests(db, by),
    fullAccounts: new Set([by, ...accounts].filter((account) => countConversations(db, account) >= most)),
  }
}

export function conversationsOf(db: Database, account: AccountName): ConversationId[] {
  return db
    .prepare(
      `SELECT c.id FROM member m JOIN conversation c ON c.number = m.conversation
       WHERE m.account = ? AND m.state IN ('active', 'request')`,
    )
    .all(account)
    .map((row) => conversationOf(row.id))
}

/** In which the account is, was, or has invited somebody. */
export function conversationsNaming(db: Database, account: AccountName): ConversationId[] {
  return db
    .prepare(
      `SELECT c.id FROM conversation c WHERE c.number IN
         (SELECT conversation FROM member WHERE account = ?1 OR invited_by = ?1
          UNION SELECT conversation FROM roster WHERE account = ?1)`,
    )
    .all(account)
    .map((row) => conversationOf(row.id))
}

export function conversationsOfDevice(db: Database, device: DeviceId): ConversationId[] {
  return db
    .prepare('SELECT c.id FROM roster r JOIN conversation c ON c.number = r.conversation WHERE r.device = ?')
    .all(idBytes(device))
    .map((row) => conversationOf(row.id))
}

/** A row of the roster with the end of its log, as the tables have it. */
export type PlaceRow = Pick<RosterDevice, 'cursor' | 'until'> & {
  readonly number: number
  readonly conversation: ConversationId
  readonly lastSeq: number
  readonly pausesAt: number | undefined
}

/** The places of a device in conversations with a short number over `after`, in order of that. */
export function placesOf(
  db: Database,
  device: DeviceId,
  page: { readonly after: number; readonly most: number },
): PlaceRow[] {
  return db
    .prepare(
      `SELECT r.conversation AS number, c.id, r.cursor, r.until, c.last_seq, m.pauses_at
       FROM roster r JOIN conversation c ON c.number = r.conversation
       LEFT JOIN member m ON m.conversation = r.conversation AND m.account = r.account AND m.state = 'request'
       WHERE r.device = ? AND r.conversation > ? ORDER BY r.conversation LIMIT ?`,
    )
    .all(idBytes(device), page.after, page.most)
    .map((row) => ({
      number: Number(row.number),
      conversation: conversationOf(row.id),
      cursor: Number(row.cursor),
      until: row.until === null ? undefined : Number(row.until),
      lastSeq: Number(row.last_seq),
      pausesAt: row.pauses_at === null ? undefined : Number(row.pauses_at),
    }))
}

export function peersOf(db: Database, account: AccountName): AccountName[] {
  return db
    .prepare(
      `SELECT DISTINCT other.account FROM member own JOIN member other ON other.conversation = own.conversation
       WHERE own.account = ?1 AND own.state <> 'left' AND other.state <> 'left' AND other.account <> ?1`,
    )
    .all(account)
    .map((row) => accountOf(row.account))
}

export function unansweredBy(db: Database, from: AccountName): ReadonlySet<AccountName> {
  const asked = db
    .prepare("SELECT DISTINCT account FROM member WHERE invited_by = ? AND state = 'request'")
    .all(from)
    .map((row) => accountOf(row.account))
  return new Set(asked.filter((account) => !areAcquainted(db, from, account)))
}

function areAcquainted(db: Database, one: AccountName, other: AccountName): boolean {
  const shared = db
    .prepare(
      `SELECT 1 FROM member a JOIN member b ON b.conversation = a.conversation
       WHERE a.account = ? AND a.state = 'active' AND b.account = ? AND b.state = 'active' LIMIT 1`,
    )
    .get(one, other)
  return shared !== undefined
}

function openRequests(db: Database, by: AccountName): number {
  const row = db
    .prepare("SELECT count(*) AS n FROM member WHERE invited_by = ? AND state = 'request'")
    .get(by)
  return Number(row?.n)
}

function countConversations(db: Database, account: AccountName): number {
  const row = db
    .prepare("SELECT count(*) AS n FROM member WHERE account = ? AND state IN ('active', 'request')")
    .get(account)
  return Number(row?.n)
}

function conversationOf(value: unknown): ConversationId {
  const id = value instanceof Uint8Array ? conversationIdFromBytes(value) : undefined
  if (id === undefined)
    throw new StoreError('damaged', 'The database file is damaged. Restore it from a backup.')
  return id
}
