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
  if (token.used === null) {
    return token.expires <= rotation.now ? { kind: 'expired' } : useToken(db, rotation, session)
  }
  const successor = token.successor === null ? undefined : findToken(db, token.successor)
  const inGrace = rotation.now - token.used <= rotation.grace
  if (inGrace && successor?.used === null && token.sealed !== null) {
    return { kind: 'repeated', session, sealedSuccessor: token.sealed }
  }
  db.prepare('UPDATE session SET ended = ? WHERE id = ?').run(rotation.now, session.session)
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
  readonly successor: Uint8Array | null
  readonly sealed: Uint8Array | null
}

function findToken(db: Database, hash: Uint8Array): Token | undefined {
  const row = db
    .prepare('SELECT session, expires, used, successor, sealed_successor FROM refresh_token WHERE hash = ?')
    .get(hash)
  return row === undefined ? undefined : tokenOf(row)
}

function tokenOf(row: Row): Token {
  return {
    session: String(row.session) as SessionId,
    expires: numberIn(row, 'expires'),
    used: row.used === null ? null : numberIn(row, 'used'),
    successor: row.successor === null ? null : bytesIn(row, 'successor'),
    sealed: row.sealed_successor === null ? null : bytesIn(row, 'sealed_successor'),
  }
}

function useToken(db: Database, rotation: Rotation, session: StoredSession): Rotated {
  db.prepare('UPDATE refresh_token SET used = ?, successor = ?, sealed_successor = ? WHERE hash = ?').run(
    rotation.now,
    rotation.successorHash,
    rotation.sealedSuccessor,
    rotation.presented,
  )
  // The one before can't be repeated any more, so what it sealed is needed no longer.
  db.prepare('UPDATE refresh_token SET sealed_successor = NULL WHERE session = ? AND successor = ?').run(
    session.session,
    rotation.presented,
  )
  insertToken(db, session.session, rotation.successorHash, rotation.successorExpires)
  db.prepare('UPDATE session SET expires = ? WHERE id = ?').run(rotation.successorExpires, session.session)
  db.prepare('UPDATE device SET last_seen = max(last_seen, ?) WHERE id = ?').run(rotation.now, session.device)
  return { kind: 'rotated', session: { ...session, expires: rotation.successorExpires } }
}

function insertToken(db: Database, session: SessionId, hash: Uint8Array, expires: number): void {
  db.prepare('INSERT INTO refresh_token (hash, session, expires) VALUES (?, ?, ?)').run(
    hash,
    session,
    expires,
  )
}
