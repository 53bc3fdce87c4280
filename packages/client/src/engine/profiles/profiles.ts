// Profiles while signed in: looks at those of people one talks to when a connection begins and when somebody changes
// theirs, at those of others when somebody looks at them, and tells what this device owes. One look after the other; what
// is cut short is begun again with the next connection.

import { type AccountName, base64urlToBytes, limits, parseConversationId } from '@sotto/wire'
import { StoreError } from '../../ports.ts'
import { Alarm } from '../alarm.ts'
import { type Live, warn } from '../live.ts'
import { routes } from '../network/routes.ts'
import { parsed } from '../store/rows.ts'
import { accountsWithKey, readProfile, readProfiles } from './memory.ts'
import { Names } from './names.ts'
import { changeOwn, readOwn } from './own-profile.ts'
import { type Given, type Trouble, takeProfile } from './take.ts'

const gatherFor = 50
/** Timers can't wait for longer. */
const longestWait = 86_400_000
const forGood = 1
const texts: Readonly<Record<Trouble, (account: AccountName) => string>> = {
  old: (account) => `The server showed an older profile of ${account} than there is. It was not taken.`,
  forged: (account) => `A profile that ${account} did not write was shown as theirs. It was not taken.`,
}

export class Profiles {
  readonly names = new Names()
  readonly #live: Live
  readonly #alarm: Alarm
  readonly #ends: Alarm
  readonly #asked = new Set<AccountName>()
  /** Looked at on this connection. */
  readonly #seen = new Set<AccountName>()
  /** Named already, so that nobody is told twice of one lie. */
  readonly #named = new Set<string>()
  #running: Promise<void> | undefined
  #mustReadOwn = false
  #stopped = false

  constructor(live: Live) {
    this.#live = live
    this.#alarm = new Alarm(live.platform.clock, () => this.#start())
    this.#ends = new Alarm(live.platform.clock, () => void this.#guarded(() => this.#ended()))
  }

  /** What is known of names, from the store. */
  async load(): Promise<void> {
    for (const account of this.#live.people.all()) this.names.meet(account)
    for (const { account, profile } of await readProfiles(this.#live.db)) {
      this.names.learn(account, profile.name)
    }
  }

  connected(): void {
    this.#seen.clear()
    this.#mustReadOwn = true
    this.#alarm.set(0)
    void this.#guarded(async () => {
      this.look(await accountsWithKey(this.#live.db))
      await this.tellOwed()
    })
  }

  disconnected(): void {
    this.#alarm.cancel()
  }

  noticed(account: AccountName): void {
    if (account === this.#live.identity.account) this.#mustReadOwn = true
    else this.#asked.add(account)
    this.#schedule()
  }

  look(accounts: readonly AccountName[]): void {
    for (const account of accounts) if (account !== this.#live.identity.account) this.#asked.add(account)
    this.#schedule()
  }

  /** Somebody looks at them: asked for once on each connection. */
  lookOnce(accounts: readonly AccountName[]): void {
    this.look(accounts.filter((account) => !this.#seen.has(account)))
  }

  /** Settles when everything that was asked for has been looked at, or can't be for now. */
  async settled(): Promise<void> {
    do {
      this.#start()
      await this.#running
    } while (this.#mayGoOn && (this.#asked.size > 0 || this.#mustReadOwn))
  }

  changed(account: AccountName): void {
    void this.#guarded(async () => {
      const { profile } = await readProfile(this.#live.db, account)
      this.names.meet(account)
      this.names.learn(account, profile.name)
      this.#live.signals.touch('profiles')
    })
  }

  endsAt(at: number): void {
    const { clock } = this.#live.platform
    if (!this.#stopped) this.#ends.set(Math.min(longestWait, Math.max(0, at - clock.now())))
  }

  /** Whoever watches sees it gone; the server is told that the own account is not hidden any more (ST-4). */
  async #ended(): Promise<void> {
    this.#live.signals.touch('profiles')
    const now = this.#live.platform.clock.now()
    const isOver = ({ hiddenUntil }: { readonly hiddenUntil: number }) =>
      hiddenUntil > forGood && hiddenUntil <= now
    const own = await readProfile(this.#live.db, this.#live.identity.account)
    if (!isOver(own)) return
    await changeOwn(this.#live, (copy) => (isOver(copy) ? { hiddenUntil: 0 } : undefined))
  }

  /** Wakes every conversation in which this device has something to tell. */
  async tellOwed(): Promise<void> {
    const rows = await this.#live.db.all('SELECT conversation FROM profile_errands')
    for (const row of rows) this.#live.wake(parsed(row, 'conversation', parseConversationId))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#alarm.cancel()
    this.#ends.cancel()
    await this.#running
  }

  #schedule(): void {
    if (this.#mayGoOn && (this.#asked.size > 0 || this.#mustReadOwn)) this.#alarm.set(gatherFor)
  }

  get #mayGoOn(): boolean {
    return !this.#stopped && this.#live.gateway.online
  }

  #start(): void {
    this.#running ??= this.#guarded(() => this.#run()).finally(() => {
      this.#running = undefined
      this.#schedule()
    })
  }

  /** The database has told of its own failure already. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof StoreError)) warn(this.#live, 'internal', 'Something went wrong here.')
    }
  }

  async #run(): Promise<void> {
    if (this.#mustReadOwn && this.#mayGoOn) await this.#readOwn()
    while (this.#asked.size > 0 && this.#mayGoOn) {
      const accounts = [...this.#asked].slice(0, limits.profilesPerRequest)
      for (const account of accounts) this.#asked.delete(account)
      if (!(await this.#lookAt(accounts))) return
    }
  }

  async #readOwn(): Promise<void> {
    this.#mustReadOwn = false
    const read = await readOwn(this.#live)
    const { rotate } = await readProfile(this.#live.db, this.#live.identity.account)
    if (read.ok && rotate) await changeOwn(this.#live, () => ({ newKey: true }))
  }

  /** False when the server can't be asked for now: the next connection asks again. */
  async #lookAt(accounts: readonly AccountName[]): Promise<boolean> {
    const known = await Promise.all(accounts.map((account) => readProfile(this.#live.db, account)))
    const answer = await this.#live.rest.get('Profiles', {
      method: 'POST',
      path: routes.readProfiles,
      json: {
        profiles: known.map(({ account, version, tried, statusVersion }) => ({
          ...{ account, profile: Math.max(version, tried), status: statusVersion },
        })),
      },
    })
    if (!answer.ok) return false
    const given = new Map(answer.value.profiles.map((one) => [one.account, one]))
    const keys = await this.#keysOf(accounts, given)
    for (const one of known) {
      const shown = given.get(one.account)
      // the answer was full: what it left out is asked for again
      if (shown === undefined) {
        if (given.size > 0) this.#asked.add(one.account)
        continue
      }
      this.#seen.add(one.account)
      const accountKey = keys.get(one.account)
      if (accountKey === undefined) continue
      const { trouble, isNew } = await takeProfile(this.#live, one, { given: shown, accountKey })
      if (trouble !== undefined) this.#name(trouble, one.account)
      if (isNew) this.changed(one.account)
    }
    return true
  }

  /** The keys gone by; for who was never met and shows their profile to everyone, the one that the log proves. */
  async #keysOf(
    accounts: readonly AccountName[],
    given: ReadonlyMap<string, Given>,
  ): Promise<ReadonlyMap<AccountName, Uint8Array>> {
    const { people, keyLog } = this.#live
    const keys = new Map<AccountName, Uint8Array>()
    const strangers: AccountName[] = []
    for (const account of accounts) {
      const key = people.keyOf(account)
      if (key !== undefined) keys.set(account, key)
      else if (given.get(account)?.openKey !== undefined) strangers.push(account)
    }
    if (strangers.length === 0) return keys
    const told = await keyLog.lookUp(strangers)
    if (!told.ok || !told.value.isProven) return keys
    for (const account of strangers) {
      const key = base64urlToBytes(told.value.of(account)?.accountKey ?? '')
      if (key !== undefined && key.length > 0) keys.set(account, key)
    }
    return keys
  }

  #name(trouble: Trouble, account: AccountName): void {
    const which = `${trouble} ${account}`
    if (this.#named.has(which)) return
    this.#named.add(which)
    warn(this.#live, `profile_${trouble}`, texts[trouble](account))
  }
}
