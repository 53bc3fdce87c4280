// Keeps the devices in conversations those that their accounts have: a new one is let in, a signed-out
// one taken out, by whoever is there first, the account's own devices before others. Notices say when;
// after an absence the directory is asked, one account at a time.

import { type AccountName, type ConversationId, parseAccountName, parseConversationId } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { conversationsWith } from '../conversations/attend.ts'
import { standBack } from '../conversations/stand-back.ts'
import type { Live } from '../live.ts'
import { numberOf, parsed, textOf } from '../store/rows.ts'
import { askForDevices, type ListedDevices } from './listed-devices.ts'

const pause = 250
const checkAgainAfter = 10 * 60_000
const mostConversations = 200

export class DeviceWatch {
  readonly #live: Live
  #round = 0
  #stopped = false

  constructor(live: Live) {
    this.#live = live
  }

  /** The server says that somebody's devices have changed. False when this was stopped before the last conversation. */
  async noticed(account: AccountName): Promise<boolean> {
    for (const conversation of await conversationsWith(this.#live, account)) {
      if (this.#stopped) return false
      await this.#check(conversation, account)
      // who has a thousand conversations wants to read one meanwhile
      await new Promise<void>((resolve) => this.#live.platform.clock.after(0, resolve))
    }
    return true
  }

  /**
   * Looks after everybody one talks to, slowly, beginning with the own account, of which `own` is what the
   * directory has just said, and the latest conversations.
   */
  async sweep(own: Outcome<ListedDevices>): Promise<void> {
    const round = ++this.#round
    await this.#compare(this.#live.identity.account, own)
    for (const account of await this.#others()) {
      await new Promise<void>((resolve) => this.#live.platform.clock.after(pause, resolve))
      if (round !== this.#round || !this.#live.gateway.online) return
      await this.#compare(account, await askForDevices(this.#live, account))
    }
  }

  stop(): void {
    this.#round++
    this.#stopped = true
  }

  async #others(): Promise<readonly AccountName[]> {
    const before = this.#live.platform.clock.now() - checkAgainAfter
    const rows = await this.#live.db.all(
      `SELECT DISTINCT account FROM people WHERE checked_at < ?1 AND account IN
         (SELECT json_extract(value, '$.account') FROM
            (SELECT members FROM conversations WHERE listed = 1 ORDER BY at DESC LIMIT ?2), json_each(members))`,
      [before, mostConversations],
    )
    return rows
      .map((row) => parsed(row, 'account', parseAccountName))
      .filter((one) => one !== this.#live.identity.account)
  }

  async #compare(account: AccountName, listed: Outcome<ListedDevices>): Promise<void> {
    const { db, platform, identity } = this.#live
    if (!listed.ok) return
    const named = listed.value.named.map((one) => one.device).sort()
    const devices = [...named, ...this.#live.revocations.of(account).map((device) => `-${device}`)].join(' ')
    const row = await db.first('SELECT devices, checked_at FROM people WHERE account = ?', [account])
    const isNews =
      row === undefined || numberOf(row, 'checked_at') === 0 || textOf(row, 'devices') !== devices
    const key = this.#live.people.keyOf(account)
    if (key === undefined) return
    if (isNews && !(await this.noticed(account))) return
    if (!listed.value.isProven) return
    // the own account is asked for at every connection, whenever that was last
    if (!isNews && account === identity.account) return
    await db.write([
      {
        sql: `INSERT INTO people (account, account_key, devices, checked_at) VALUES (?, ?, ?, ?)
              ON CONFLICT DO UPDATE SET devices = excluded.devices, checked_at = excluded.checked_at`,
        params: [account, key, devices, platform.clock.now()],
      },
    ])
  }

  async #check(conversation: ConversationId, account: AccountName): Promise<void> {
    const live = this.#live
    await live.actors.of(conversation).run(async (turn) => {
      const { record } = turn
      if (record.group !== 'live' && record.group !== 'creating') return
      const { check } = record.chores
      if (!check.includes(account)) record.chores = { ...record.chores, check: [...check, account] }
      turn.after(() => {
        const errand = live.errands.of(conversation)
        errand.inspected.delete(account)
        errand.outdated.add(account)
      })
      await standBack(live, turn, { without: [], first: account })
    })
  }
}

/** A notice's subject, which may be an account or a conversation. */
export function parseSubject(subject: string): { account?: AccountName; conversation?: ConversationId } {
  const account = parseAccountName(subject)
  const conversation = parseConversationId(subject)
  return {
    ...(account === undefined ? {} : { account }),
    ...(conversation === undefined ? {} : { conversation }),
  }
}
