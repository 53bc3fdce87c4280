// Whether anything is to be made of what has come: nothing of requests, of conversations that the person does not want to
// hear of, in the hours that are to be quiet, and while they are not to be disturbed (spec/synced.md SY-10, SY-14).

import type { ConversationId, MessageId } from '@sotto/wire'
import type { ConversationSummary } from '../../api/conversations.ts'
import type { Settings } from '../../api/settings.ts'
import type { Live } from '../live.ts'
import { readProfile } from '../profiles/memory.ts'
import { numberOf, textOf } from '../store/rows.ts'
import { readSettings } from '../synced/settings.ts'
import { levelOf } from './level.ts'
import { namesAccount } from './mentioned.ts'

export type News = {
  readonly conversation: ConversationId
  readonly state: ConversationSummary['state']
  /** What it says; undefined for what is meant for this account as it is. */
  readonly said: { readonly text: string; readonly inReplyTo?: MessageId } | undefined
}

export async function isQuiet(live: Live, news: News): Promise<boolean> {
  if (news.state !== 'active') return true
  const now = live.platform.clock.now()
  if (isQuietTime(await readSettings(live), now) || (await isBusy(live, now))) return true
  const rows = await live.db.all(
    `SELECT kind, value FROM synced WHERE kind IN ('mute', 'level') AND name = ?`,
    [news.conversation],
  )
  const values = new Map(rows.map((row) => [textOf(row, 'kind'), numberOf(row, 'value')]))
  const level = levelOf({ until: values.get('mute') ?? 0, level: values.get('level') ?? 0 }, now)
  if (level !== 'mentions') return level === 'nothing'
  return !(await isMeant(live, news))
}

/** The person's own status is do not disturb, on whichever device they chose it (spec/profiles.md ST-3). */
async function isBusy({ db, identity }: Live, now: number): Promise<boolean> {
  const { kind, until } = (await readProfile(db, identity.account)).status
  return kind === 'busy' && (until === 0 || until > now)
}

/** By the clock of this device, and where it is. */
export function isQuietTime({ quietUntil = 'off', quietHours = 'off' }: Settings, now: number): boolean {
  if (quietUntil === 'always' || (quietUntil !== 'off' && quietUntil > now)) return true
  if (quietHours === 'off') return false
  const { from, to } = quietHours
  const date = new Date(now)
  const minute = date.getHours() * 60 + date.getMinutes()
  return from < to ? from <= minute && minute < to : from <= minute || minute < to
}

async function isMeant(live: Live, { conversation, said }: News): Promise<boolean> {
  if (said === undefined || namesAccount(said.text, live.identity.account, conversation)) return true
  if (said.inReplyTo === undefined) return false
  const answered = await live.db.first(
    'SELECT 1 AS one FROM items WHERE conversation = ? AND key = ? AND mine = 1',
    [conversation, said.inReplyTo],
  )
  return answered !== undefined
}
