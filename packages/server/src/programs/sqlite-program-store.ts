// The program store on the embedded database. Every write is one unit of the group commit.

import { type AccountName, scopes as allScopes, type Scope } from '@sotto/wire'
import { nameIn, numberIn, type Row } from '../accounts/rows.ts'
import type { Database } from '../store/database.ts'
import type {
  NewAccess,
  NewTokens,
  ProgramStore,
  Refresh,
  Refreshed,
  StoredAccess,
  StoredProgram,
} from './program-store.ts'

const live = `
  SELECT access.* FROM program_access AS access
  JOIN program ON program.id = access.program
  JOIN account AS maker ON maker.name = program.account AND maker.disabled IS NULL`

const givable = `
  SELECT 1 FROM program JOIN account AS maker ON maker.name = program.account AND maker.disabled IS NULL
  JOIN account AS owner ON owner.name = ?1 AND owner.disabled IS NULL WHERE program.id = ?2`

export class SqliteProgramStore implements ProgramStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  register(program: StoredProgram, most: number): Promise<'registered' | 'too_many'> {
    return this.#db.write(() => {
      const { program: id, account, name, redirectUris, created } = program
      if (this.#count('program', account) >= most) return 'too_many'
      this.#db
        .prepare('INSERT INTO program VALUES (?, ?, ?, ?, ?)')
        .run(id, account, name, redirectUris.join(' '), created)
      return 'registered'
    })
  }

  async program(id: string): Promise<StoredProgram | undefined> {
    const row = this.#db
      .prepare(
        `SELECT program.* FROM program
         JOIN account ON account.name = program.account AND account.disabled IS NULL WHERE id = ?`,
      )
      .get(id)
    return row && programOf(row)
  }

  async programsOf(account: AccountName): Promise<readonly StoredProgram[]> {
    const rows = this.#db.prepare('SELECT * FROM program WHERE account = ? ORDER BY created, id').all(account)
    return rows.map(programOf)
  }

  remove(account: AccountName, id: string): Promise<'removed' | 'none'> {
    return this.#db.write(() => {
      const removed = this.#db.prepare('DELETE FROM program WHERE id = ? AND account = ?').run(id, account)
      return removed.changes === 0 ? 'none' : 'removed'
    })
  }

  async allowedAt(account: AccountName): Promise<number> {
    const row = this.#db.prepare('SELECT at FROM program_allowed WHERE account = ?').get(account)
    return row === undefined ? 0 : numberIn(row, 'at')
  }

  async noteAllowed(account: AccountName, at: number): Promise<void> {
    await this.#db.write(() =>
      this.#db.prepare('INSERT OR REPLACE INTO program_allowed VALUES (?, ?)').run(account, at),
    )
  }

  grant(given: NewAccess, tokens: NewTokens, most: number): Promise<'granted' | 'too_many' | 'gone'> {
    return this.#db.write(() => {
      const { access, account, program, scopes, since } = given
      if (this.#count('program_access', account) >= most) return 'too_many'
      if (this.#db.prepare(givable).get(account, program) === undefined) return 'gone'
      this.#db
        .prepare('INSERT INTO program_access VALUES (?, ?, ?, ?, ?, 0)')
        .run(access, account, program, scopes.join(' '), since)
      this.#insertTokens(access, tokens)
      return 'granted'
    })
  }

  async accessOf(account: AccountName) {
    const rows = this.#db
      .prepare(
        `SELECT access.*, program.account AS maker, program.name, program.redirect_uris, program.created
         FROM program_access AS access JOIN program ON program.id = access.program
         WHERE access.account = ? ORDER BY since, access.id`,
      )
      .all(account)
    return rows.map((row) => ({
      ...accessOf(row),
      of: programOf({ ...row, id: row.program, account: row.maker }),
    }))
  }

  endAccess(account: AccountName, access: string): Promise<'ended' | 'none'> {
    return this.#db.write(() => {
      const ended = this.#db
        .prepare('DELETE FROM program_access WHERE id = ? AND account = ?')
        .run(access, account)
      return ended.changes === 0 ? 'none' : 'ended'
    })
  }

  refresh(refresh: Refresh): Promise<Refreshed> {
    return this.#db.write(() => {
      const { presented, program, scopes: wanted, now } = refresh
      const token = this.#db
        .prepare(`SELECT access, expires, used FROM program_token WHERE hash = ? AND kind = 'refresh'`)
        .get(presented)
      if (token === undefined || numberIn(token, 'expires') <= now) return { kind: 'unknown' }
      const row = this.#db
        .prepare(`${live} WHERE access.id = ? AND access.program = ?`)
        .get(String(token.access), program)
      if (row === undefined) return { kind: 'unknown' }
      const found = accessOf(row)
      if (token.used !== null) {
        this.#db.prepare('DELETE FROM program_access WHERE id = ?').run(found.access)
        return { kind: 'reused' }
      }
      const scopes = wanted ?? found.scopes
      if (scopes.some((one) => !found.scopes.includes(one))) return { kind: 'too_much' }
      this.#db.prepare('UPDATE program_token SET used = ? WHERE hash = ?').run(now, presented)
      this.#insertTokens(found.access, { ...refresh, scopes })
      return { kind: 'refreshed', scopes }
    })
  }

  async byAccessToken(hash: Uint8Array, now: number): Promise<StoredAccess | undefined> {
    const token = this.#db
      .prepare(`SELECT access, scopes FROM program_token WHERE hash = ? AND kind = 'access' AND expires > ?`)
      .get(hash, now)
    if (token === undefined) return undefined
    const row = this.#db.prepare(`${live} WHERE access.id = ?`).get(String(token.access))
    return row && { ...accessOf(row), scopes: scopesIn(token) }
  }

  revoke(hash: Uint8Array, program: string): Promise<void> {
    return this.#db.write(() => {
      const token = this.#db
        .prepare(
          `SELECT token.kind, token.access FROM program_token AS token
           JOIN program_access AS access ON access.id = token.access
           WHERE token.hash = ? AND access.program = ?`,
        )
        .get(hash, program)
      if (token === undefined) return
      if (token.kind === 'refresh') {
        this.#db.prepare('DELETE FROM program_access WHERE id = ?').run(String(token.access))
      } else this.#db.prepare('DELETE FROM program_token WHERE hash = ?').run(hash)
    })
  }

  async used(access: string, at: number): Promise<void> {
    await this.#db.write(() =>
      this.#db.prepare('UPDATE program_access SET used = ? WHERE id = ?').run(at, access),
    )
  }

  async sweep(now: number): Promise<void> {
    await this.#db.write(() => {
      this.#db.prepare('DELETE FROM program_token WHERE expires <= ?').run(now)
      this.#db.prepare('DELETE FROM program_access WHERE id NOT IN (SELECT access FROM program_token)').run()
    })
  }

  #insertTokens(access: string, tokens: NewTokens): void {
    const insert = this.#db.prepare('INSERT INTO program_token VALUES (?, ?, ?, ?, ?, NULL)')
    const scopes = tokens.scopes.join(' ')
    insert.run(tokens.accessHash, access, 'access', scopes, tokens.accessExpires)
    insert.run(tokens.refreshHash, access, 'refresh', scopes, tokens.refreshExpires)
  }

  #count(table: 'program' | 'program_access', account: AccountName): number {
    const row = this.#db.prepare(`SELECT count(*) AS count FROM ${table} WHERE account = ?`).get(account)
    return Number(row?.count)
  }
}

function programOf(row: Row): StoredProgram {
  const uris = String(row.redirect_uris)
  return {
    program: String(row.id),
    account: nameIn(row, 'account'),
    name: String(row.name),
    redirectUris: uris === '' ? [] : uris.split(' '),
    created: numberIn(row, 'created'),
  }
}

function accessOf(row: Row): StoredAccess {
  return {
    access: String(row.id),
    account: nameIn(row, 'account'),
    program: String(row.program),
    scopes: scopesIn(row),
    since: numberIn(row, 'since'),
    used: numberIn(row, 'used'),
  }
}

function scopesIn(row: Row): readonly Scope[] {
  const held = String(row.scopes).split(' ')
  return allScopes.filter((one) => held.includes(one))
}
