// This device's key packages (K-1): their secrets are stored before the packages are uploaded, deleted
// when used, and the stock at the server is kept full.

import type { NewKeyPackage } from '@sotto/crypto'
import { bytesToBase64url, limits } from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import type { Database } from '../store/database.ts'
import { bytesOf, numberOf } from '../store/rows.ts'

const day = 24 * 60 * 60
const lifetime = 90 * day
/** The server holds up to `limits.keyPackagesPerDevice`; we keep half of that ready. */
const stock = limits.keyPackagesPerDevice / 2
const perUpload = 25

export async function keyPackageSecret(db: Database, ref: Uint8Array): Promise<Uint8Array | undefined> {
  const row = await db.first('SELECT secret FROM key_packages WHERE ref = ?', [ref])
  return row === undefined ? undefined : bytesOf(row, 'secret')
}

export function forgetKeyPackage(turn: Turn, ref: Uint8Array): void {
  turn.write('DELETE FROM key_packages WHERE ref = ?', ref)
}

export class KeyPackageStock {
  readonly #live: Live
  #filling: Promise<void> | undefined

  constructor(live: Live) {
    this.#live = live
  }

  /** Fills the stock up; one filling at a time. Failures are left to the next connection. */
  fill(): Promise<void> {
    this.#filling ??= this.#fillNow()
      .catch(() => undefined)
      .finally(() => {
        this.#filling = undefined
      })
    return this.#filling
  }

  async #fillNow(): Promise<void> {
    await this.#uploadStored()
    const { rest } = this.#live
    const count = await rest.get('KeyPackageCount', { method: 'GET', path: routes.keyPackages })
    if (!count.ok) return
    let lacking = stock - count.value.oneTime
    let lastResort = !count.value.lastResort
    while (lacking > 0 || lastResort) {
      await this.#make(Math.min(perUpload, Math.max(0, lacking)), lastResort)
      if (!(await this.#uploadStored())) return
      lacking -= perUpload
      lastResort = false
    }
  }

  async #make(oneTime: number, lastResort: boolean): Promise<void> {
    const made: Statement[] = []
    for (let n = 0; n < oneTime; n++) made.push(insert(await this.#generate(false), false, this.#now()))
    if (lastResort) made.push(insert(await this.#generate(true), true, this.#now()))
    await this.#live.db.write(made)
  }

  #generate(lastResort: boolean): Promise<NewKeyPackage> {
    const now = Math.floor(this.#now() / 1000)
    const { mls, device } = this.#live
    return mls.generateKeyPackage({ device, notBefore: now - day, notAfter: now + lifetime, lastResort })
  }

  /** Those that a crash or a lost connection left behind are uploaded like new ones. */
  async #uploadStored(): Promise<boolean> {
    const rows = await this.#live.db.all(
      'SELECT package, last_resort FROM key_packages WHERE uploaded = 0 ORDER BY made_at LIMIT ?',
      [perUpload + 1],
    )
    if (rows.length === 0) return true
    const packages = (kind: number) =>
      rows.filter((row) => numberOf(row, 'last_resort') === kind).map((row) => bytesOf(row, 'package'))
    const [last] = packages(1)
    const json = {
      oneTime: packages(0).map(bytesToBase64url),
      ...(last === undefined ? {} : { lastResort: bytesToBase64url(last) }),
    }
    const told = await this.#live.rest.get('KeyPackageCount', {
      method: 'PUT',
      path: routes.keyPackages,
      json,
    })
    if (!told.ok && told.error.code !== 'too_many') return false
    await this.#live.db.write(
      rows.map((row) => ({
        sql: 'UPDATE key_packages SET uploaded = 1 WHERE package = ?',
        params: [bytesOf(row, 'package')],
      })),
    )
    return told.ok
  }

  #now(): number {
    return this.#live.platform.clock.now()
  }
}

function insert(made: NewKeyPackage, lastResort: boolean, now: number): Statement {
  return {
    sql: `INSERT INTO key_packages (ref, secret, package, last_resort, uploaded, made_at)
          VALUES (?, ?, ?, ?, 0, ?)`,
    params: [made.ref, made.secret, made.keyPackage, lastResort ? 1 : 0, now],
  }
}
