// Programs that accounts register, and what has access to an account (rules OA-1, OA-2, OA-8): the list, its end, and
// what an access token gives at each request.

import { randomBytes } from 'node:crypto'
import {
  type AccountName,
  bytesToBase64url,
  limits,
  ok,
  type Result,
  refuse,
  type Schemas,
  type Scope,
} from '@sotto/wire'
import { tokenHash } from '../accounts/tokens.ts'
import type { Clock } from '../gates.ts'
import type { ProgramStore } from './program-store.ts'
import { isFitRedirect } from './redirects.ts'

/** How exactly the list tells when a program was there last. */
const usedPrecision = 60_000

type Parts = {
  readonly store: ProgramStore
  readonly clock: Clock
  /** Whether the account has what this server wants of it (F-10). */
  readonly isComplete: (account: AccountName) => Promise<boolean>
}

export type ProgramCaller = { readonly account: AccountName; readonly scopes: readonly Scope[] }

export class Programs {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Refuses with `bad_request` or `too_many`. */
  async register(
    account: AccountName,
    { name, redirectUris }: Schemas['NewProgram'],
  ): Promise<Result<{ program: string }>> {
    if (!isFitName(name)) return refuse('bad_request', 'A program needs a name that can be shown.')
    if (!redirectUris.every(isFitRedirect)) {
      return refuse(
        'bad_request',
        'A program may send people back to an https address, to http://127.0.0.1 or http://[::1], or to a scheme of its own such as com.example.app:/done.',
      )
    }
    const program = `p_${bytesToBase64url(randomBytes(16))}`
    const created = this.#parts.clock.now()
    const stored = { program, account, name: name.trim(), redirectUris, created }
    return (await this.#parts.store.register(stored, limits.programsPerAccount)) === 'registered'
      ? ok({ program })
      : refuse('too_many', `An account registers at most ${limits.programsPerAccount} programs. Remove one.`)
  }

  /** Refuses with `not_found`. */
  async remove(account: AccountName, program: string): Promise<Result<undefined>> {
    const removed = await this.#parts.store.remove(account, program)
    return removed === 'removed' ? ok(undefined) : refuse('not_found', 'The account has no such program.')
  }

  async own(account: AccountName): Promise<Schemas['OwnPrograms']> {
    const { store } = this.#parts
    const access = await store.accessOf(account)
    return {
      access: access.map(({ access: id, scopes, since, used, of }) => ({
        access: id,
        program: of.program,
        name: of.name,
        by: of.account,
        scopes: [...scopes],
        since,
        used,
      })),
      registered: (await store.programsOf(account)).map(({ program, name, redirectUris, created }) => ({
        program,
        name,
        redirectUris: [...redirectUris],
        created,
      })),
    }
  }

  /** When a program was last allowed something; 0 for never. */
  allowedAt(account: AccountName): Promise<number> {
    return this.#parts.store.allowedAt(account)
  }

  /** Ends it at once. Refuses with `not_found`. */
  async endAccess(account: AccountName, access: string): Promise<Result<undefined>> {
    const ended = await this.#parts.store.endAccess(account, access)
    return ended === 'ended'
      ? ok(undefined)
      : refuse('not_found', 'There is no such access. It may have ended.')
  }

  /** Who asks with a program's token; undefined where it is none, or is good no more. */
  async callerOf(token: string): Promise<ProgramCaller | undefined> {
    const { store, clock, isComplete } = this.#parts
    const hash = tokenHash(token)
    const now = clock.now()
    const found = hash && (await store.byAccessToken(hash, now))
    if (found === undefined || !(await isComplete(found.account))) return undefined
    if (found.used + usedPrecision <= now) await store.used(found.access, now)
    return { account: found.account, scopes: found.scopes }
  }

  sweep(): Promise<void> {
    return this.#parts.store.sweep(this.#parts.clock.now())
  }
}

/** One line of what can be seen: nothing that turns the writing or hides. */
function isFitName(name: string): boolean {
  return name.trim() !== '' && !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(name)
}
