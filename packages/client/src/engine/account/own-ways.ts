// The ways into the own account as this device knows them: asks the server at every connection and when it is
// told of a change, keeps what it hears, and names what somebody else has done (spec/accounts.md V-7). One thing
// after the other, so that a change made here is never taken for another's.

import type { RecoverySecret } from '@sotto/crypto'
import type { AccountSnapshot } from '../../api/account.ts'
import type { EngineEvent } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { Platform, Statement } from '../../ports.ts'
import type { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Database } from '../store/database.ts'
import type { Identity } from '../store/settings.ts'
import type { Signals } from '../topics/signals.ts'
import {
  forget,
  type Kept,
  publicKeyOf,
  readKept,
  type Times,
  type Told,
  writeCode,
  writeFactors,
  writeSeen,
  writeTold,
  writeUnsure,
} from './kept.ts'
import { type FactorTimes, factorAlerts, factorsSnapshot, type ToldFactors } from './own-factors.ts'
import { connectionOf, providerAlerts, providerTimes } from './provider-told.ts'
import { checkGroups, firstReminder, postponed } from './reminder.ts'

type Parts = {
  readonly platform: Pick<Platform, 'clock' | 'random'>
  readonly db: Database
  readonly rest: RestClient
  readonly signals: Signals
  readonly identity: Pick<Identity, 'rootKey'>
  readonly emit: (event: EngineEvent) => void
}

type Alert = AccountSnapshot['alerts'][number]

const longestTimer = 24 * 3_600_000
const done = { ok: true, value: null } as const

export class OwnWays {
  readonly #parts: Parts
  #last: Promise<unknown> = Promise.resolve()
  #stopTimer: () => void = () => {}

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Asks the server; keeps what it tells. What can't be asked now is asked at the next connection. */
  refresh(): Promise<Outcome<null>> {
    return this.#alone(() => this.#ask())
  }

  /** A change that this device makes: what the server tells of it afterwards is no news. */
  change<T>(made: readonly (keyof Times)[], change: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.#alone(async () => {
      const outcome = await change()
      if (outcome.ok) await this.#ask(made)
      return outcome
    })
  }

  /** When the second factors were changed, as the server told last, and as it tells now. */
  async factorTimes(): Promise<FactorTimes | undefined> {
    return (await readKept(this.#parts.db)).factors?.changed
  }

  async askFactorTimes(): Promise<FactorTimes | undefined> {
    return (await this.#fetchFactors())?.changed
  }

  /** Whether the account is connected with the provider; undefined while that can't be known. */
  async isConnected(): Promise<boolean | undefined> {
    const answer = await this.#fetch()
    return answer.ok ? answer.value.sso?.connected : undefined
  }

  /** Before the server is told of a new code: whether it took it will be known if the answer is lost. */
  expectCode(secret: RecoverySecret): Promise<void> {
    return this.#parts.db.write([writeUnsure(secret)])
  }

  /** The code that was made here is the account's. */
  async keepCode(secret: RecoverySecret): Promise<void> {
    const { db, platform } = this.#parts
    await db.write([writeCode(firstReminder(platform, secret)), forget('unsure')])
    this.#touch()
  }

  /** Whether the server has this code; undefined while that can't be known. */
  async hasCode(secret: RecoverySecret): Promise<boolean | undefined> {
    const answer = await this.#fetch()
    return answer.ok ? answer.value.recoveryKey === publicKeyOf(secret) : undefined
  }

  dropExpected(): Promise<void> {
    return this.#parts.db.write([forget('unsure')])
  }

  async snapshot(): Promise<AccountSnapshot> {
    const kept = await readKept(this.#parts.db)
    const { code, factors, told } = kept
    const now = this.#parts.platform.clock.now()
    this.#wakeAt(code?.due, now)
    const isDue = code !== undefined && code.due <= now
    return {
      recovery: standingOf(kept),
      alerts: alertsOf(kept),
      ...(factors === undefined ? {} : { factors: factorsSnapshot(this.#parts.identity.rootKey, factors) }),
      ...(told?.sso === undefined ? {} : { sso: connectionOf(told.sso) }),
      ...(isDue ? { reminder: code.groups } : {}),
    }
  }

  answerReminder(groups: readonly string[]): Promise<Outcome<null>> {
    return this.#alone(async () => {
      const { db, platform } = this.#parts
      const { code } = await readKept(db)
      if (code === undefined) return done
      const checked = checkGroups(platform, code, groups)
      if (!checked.ok) return checked
      await db.write([writeCode(checked.value)])
      this.#touch()
      return done
    })
  }

  postponeReminder(): Promise<Outcome<null>> {
    return this.#alone(async () => {
      const { db, platform } = this.#parts
      const { code } = await readKept(db)
      if (code !== undefined) await db.write([writeCode(postponed(platform, code))])
      this.#touch()
      return done
    })
  }

  /** The person has seen what was told. */
  dismissAlerts(): Promise<Outcome<null>> {
    return this.#alone(async () => {
      const { told, factors } = await readKept(this.#parts.db)
      if (told !== undefined) await this.#parts.db.write([writeSeen(timesOf(told, factors))])
      this.#touch()
      return done
    })
  }

  stop(): void {
    this.#stopTimer()
  }

  #fetch(): Promise<Outcome<Told>> {
    return this.#parts.rest.get('OwnAccount', { method: 'GET', path: routes.account })
  }

  async #fetchFactors(): Promise<ToldFactors | undefined> {
    const answer = await this.#parts.rest.get('OwnFactors', { method: 'GET', path: routes.factors })
    return answer.ok ? answer.value : undefined
  }

  async #ask(made: readonly (keyof Times)[] = []): Promise<Outcome<null>> {
    const { db, emit } = this.#parts
    const answer = await this.#fetch()
    if (!answer.ok) return answer
    const told = answer.value
    const kept = await readKept(db)
    const factors = (await this.#fetchFactors()) ?? kept.factors
    const now = timesOf(told, factors)
    const seen = { ...now, ...kept.seen, ...Object.fromEntries(made.map((name) => [name, now[name]])) }
    if (isSame([kept.told, kept.factors, kept.seen], [told, factors, seen])) return done
    const writes = [writeTold(told), writeSeen(seen), ...codeAfter(kept, told)]
    await db.write(factors === undefined ? writes : [...writes, writeFactors(factors)])
    const known = new Set(alertsOf(kept).map(({ what, at }) => `${what} ${at}`))
    for (const alert of alertsOf({ told, factors, seen })) {
      if (!known.has(`${alert.what} ${alert.at}`)) emit(warningOf(alert))
    }
    this.#touch()
    return done
  }

  #touch(): void {
    this.#parts.signals.touch('account')
  }

  #wakeAt(due: number | undefined, now: number): void {
    this.#stopTimer()
    if (due === undefined || due <= now) return
    this.#stopTimer = this.#parts.platform.clock.after(Math.min(due - now, longestTimer), () => this.#touch())
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work)
    this.#last = next.catch(() => undefined)
    return next
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** A code that was replaced is asked for no more; one that was never shown has to be replaced. */
function codeAfter({ code }: Kept, told: Told): readonly Statement[] {
  return code === undefined || publicKeyOf(code.secret) === told.recoveryKey ? [] : [forget('code')]
}

function standingOf({ told, unsure }: Kept): AccountSnapshot['recovery'] {
  if (told === undefined) return 'unknown'
  if (told.recoveryKey === undefined) return 'outdated'
  return unsure !== undefined && publicKeyOf(unsure) === told.recoveryKey ? 'unseen' : 'ready'
}

function timesOf(
  { passwordChanged, recoveryChanged, recovered, programAllowed, sso }: Told,
  factors: ToldFactors | undefined,
): Times {
  const changed = { ...factors?.changed, ...providerTimes(sso) }
  return { passwordChanged, recoveryChanged, recovered, programAllowed, ...changed }
}

type Knowledge = {
  readonly told?: Told
  readonly factors?: ToldFactors | undefined
  readonly seen?: Times
}

/** Who came in by the recovery code changed both, which is told once. */
function alertsOf({ told, factors, seen }: Knowledge): readonly Alert[] {
  if (told === undefined || seen === undefined) return []
  const { passwordChanged, recoveryChanged, recovered } = told
  const alerts: Alert[] = []
  if (recovered > seen.recovered) alerts.push({ what: 'recovered', at: recovered })
  if (passwordChanged > seen.passwordChanged && passwordChanged !== recovered) {
    alerts.push({ what: 'password-changed', at: passwordChanged })
  }
  if (recoveryChanged > seen.recoveryChanged && recoveryChanged !== recovered) {
    alerts.push({ what: 'recovery-changed', at: recoveryChanged })
  }
  if (told.programAllowed > seen.programAllowed)
    alerts.push({ what: 'program-allowed', at: told.programAllowed })
  if (factors !== undefined) alerts.push(...factorAlerts(factors.changed, seen))
  return [...alerts, ...providerAlerts(told.sso, seen)]
}

const alertTexts = {
  recovered: 'Somebody signed in to your account with the recovery code: its password and code are new.',
  'password-changed': 'The password of your account was changed.',
  'recovery-changed': 'A new recovery code was made for your account.',
  'authenticator-added': 'An authenticator app was added to your account.',
  'authenticator-removed': 'The authenticator app was removed from your account.',
  'passkey-added': 'A passkey was added to your account.',
  'passkey-removed': 'A passkey was removed from your account.',
  'backup-codes-made': 'New backup codes were made for your account.',
  'backup-code-used': 'Somebody signed in to your account with a backup code.',
  'sso-connected': 'Your account was connected with somebody at your company’s sign-in.',
  'sso-disconnected': 'Your account was disconnected from your company’s sign-in.',
  'program-allowed': 'A program was given access to your account.',
} as const

function warningOf({ what }: Alert): EngineEvent {
  const text = `${alertTexts[what]} If that was not you, change the password now and sign out your other devices.`
  return { type: 'warning', code: what.replaceAll('-', '_'), text }
}
