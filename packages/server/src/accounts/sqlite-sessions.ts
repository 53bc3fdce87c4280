// Sessions and refresh tokens in SQLite: steps of one transaction each, to be called inside `Database.write`.
// A used token stays known, as a hash, until it would have expired, so that its second use is recognised.

import type { DeviceId } from '@sotto/wire'
import type { Database } from '../store/database.ts'
import type {
  EndedSession,
  NewSession,
  Rotated,
  Rotation,
  SessionId,
  StoredSession,
} from './account-store.ts'
import { bytesIn, endedSessionOf, numberIn, type Row, sessionOf } from './rows.ts'

export function insertSession(db: Database, session: NewSession): void {
  db.prepare(
    'INSERT INTO session (id, account, device, created, expires, ended) VALUES (?, ?, ?, ?, ?, NULL)',
  ).run(session.session, session.account, session.device, session.created, session.tokenExpires)
  insertToken(db, session.session, session.tokenHash, session.tokenExpires)
}

export function findSession(db: Database, session: SessionId): StoredSession | undefined {
  const row = db.prepare('SELECT id, account, device, expires, ended FROM session WHERE id = ?').get(session)
  return row === undefined ? undefined : sessionOf(row)
}

export function hasSession(db: Database, device: DeviceId, now: number): boolean {
  const running = db.prepare('SELECT 1 FROM session WHERE device = ? AND ended IS NULL AND expires > ?')
  return running.get(device, now) !== undefined
}

export function endSessionsOf(db: Database, device: DeviceId, now: number): readonly EndedSession[] {
  return db
    .prepare('UPDATE session SET ended = ? WHERE device = ? AND ended IS NULL RETURNING id, account, device')
    .all(now, device)
    .map(endedSessionOf)
}

/** Rule S-2. */
export function rotate(db: Database, rotation: Rotation): Rotated {
  const token = findToken(db, rotation.presented)
  const session = token && findSession(db, token.session)
  if (token === undefined || session === undefined) return { kind: 'unknown' }
  if (session.ended) return { kind: 'ended', session }
  if (session.expires <= rotation.now) return { kind: 'expired' }
  if (token.used === null) return useToken(db, rotation, session)
  const before = token.successor
  if (before === null || findToken(db, before)?.used !== null) return endReused(db, rotation, session)
  if (Buffer.compare(before, rotation.successor) === 0) return { kind: 'rotated', session }
  const rotated = useToken(db, rotation, session)
  // the one that was chosen before is dead: whoever shows it has it from somebody else
  if (rotated.kind === 'rotated')
    db.prepare('UPDATE refresh_token SET used = ? WHERE hash = ?').run(rotation.now, before)
  return rotated
}

function endReused(db: Database, { now }: Rotation, session: StoredSession): Rotated {
  db.prepare('UPDATE session SET ended = ? WHERE id = ?').run(now, session.session)
  return { kind: 'reused', session }
}

export function sweepSessions(db: Database, now: number): readonly EndedSession[] {
  const ended = db
    .prepare(
      'UPDATE session SET ended = ? WHERE ended IS NULL AND expires <= ? RETURNING id, account, device',
    )
    .all(now, now)
    .map(endedSessionOf)
  db.prepare('DELETE FROM refresh_token WHERE expires <= ?').run(now)
  // A session that ended is remembered while a token of it could still come, to be told `session_revoked`.
  db.prepare('DELETE FROM session WHERE ended IS NOT NULL AND expires <= ?').run(now)
  return ended
}

type Token = {
  readonly session: SessionId
  readonly expires: number
  readonly used: number | null
  /** What followed it; null for one that was not used, or is dead. */
  readonly successor: Uint8Array | null
}

function findToken(db: Database, hash: Uint8Array): Token | undefined {
  const row = db
    .prepare('SELECT session, expires, used, successor FROM refresh_token WHERE hash = ?')
    .get(hash)
  return row === undefined ? undefined : tokenOf(row)
}

function tokenOf(row: Row): Token {
  return {
    session: String(row.session) as SessionId,
    expires: numberIn(row, 'expires'),
    used: row.used === null ? null : numberIn(row, 'used'),
    successor: row.successor === null ? null : bytesIn(row, 'successor'),
  }
}

function useToken(db: Database, rotation: Rotation, session: StoredSession): Rotated {
  const { presented, successor, successorExpires: expires, now } = rotation
  if (findToken(db, successor) !== undefined) return { kind: 'taken' }
  // it may come again for as long as its successor lives
  db.prepare('UPDATE refresh_token SET used = ?, successor = ?, expires = ? WHERE hash = ?').run(
    now,
    successor,
    expires,
    presented,
  )
  insertToken(db, session.session, successor, expires)
  db.prepare('UPDATE session SET expires = ? WHERE id = ?').run(expires, session.session)
  db.prepare('UPDATE device SET last_seen = max(last_seen, ?) WHERE id = ?').run(now, session.device)
  return { kind: 'rotated', session: { ...session, expires } }
}

function insertToken(db: Database, session: SessionId, hash: Uint8Array, expires: number): void {
  db.prepare('INSERT INTO refresh_token (hash, session, expires) VALUES (?, ?, ?)').run(
    hash,
    session,
    expires,
  )
}
