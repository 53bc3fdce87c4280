// Telling by which key profiles open, inside conversations (spec/profiles.md PR-3): the own key once in each that the
// person has begun or accepted, and to somebody who is added those that the others have told there. What is owed stands in
// the store, so that a device that dies in between tells it later.

import {
  type AccountName,
  encodeMimiContent,
  limits,
  parseAccountName,
  profileMessage,
  saltLength,
  type ToldProfile,
} from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { writeOutbox } from '../outbox/seal.ts'
import { bytesOf, isNull, numberOf, parsed } from '../store/rows.ts'
import { keepAcross } from './across.ts'
import { writeKey } from './memory.ts'

/** Everybody one talks to is told of a new key. */
export function oweEverywhere(): readonly Statement[] {
  return [
    {
      sql: `INSERT INTO profile_errands (conversation, pass)
            SELECT id, 0 FROM conversations WHERE state = 'active' ON CONFLICT DO NOTHING`,
    },
  ]
}

/** `own`: the person has begun or accepted this conversation; `newcomers`: this device has added somebody. */
export function oweProfiles(live: Live, turn: Turn, what: 'own' | 'newcomers'): void {
  turn.write(
    `INSERT INTO profile_errands (conversation, pass) SELECT ?1, ?2
     WHERE EXISTS (SELECT 1 FROM profiles WHERE account = ?3 AND key IS NOT NULL)
       OR EXISTS (SELECT 1 FROM profiles_told WHERE conversation = ?1)
     ON CONFLICT (conversation) DO UPDATE SET pass = max(pass, excluded.pass)`,
    ...[turn.record.id, what === 'newcomers' ? 1 : 0, live.identity.account],
  )
  turn.after(() => live.wake(turn.record.id))
}

/** In the conversation's worker: puts what is owed into the outbox. */
export async function profileStep(live: Live, turn: Turn): Promise<void> {
  const { record } = turn
  if (record.state !== 'active') return
  const errand = await turn.first('SELECT pass FROM profile_errands WHERE conversation = ?', [record.id])
  if (errand === undefined) return
  turn.write('DELETE FROM profile_errands WHERE conversation = ?', record.id)
  const told = await toTell(live, turn, numberOf(errand, 'pass') === 1)
  for (let at = 0; at < told.length; at += limits.profilesPerWord) {
    await say(live, turn, told.slice(at, at + limits.profilesPerWord))
  }
}

async function say(live: Live, turn: Turn, told: readonly ToldProfile[]): Promise<void> {
  const heading = {
    origin: { sender: live.identity.account, conversation: turn.record.id },
    salt: live.platform.random.bytes(saltLength),
  }
  const content = encodeMimiContent(profileMessage(heading, told))
  await writeOutbox(live, turn, { outbox: live.nextOrder(), kind: 'profile', message: '', content })
}

async function toTell(live: Live, turn: Turn, pass: boolean): Promise<readonly ToldProfile[]> {
  const { record } = turn
  const own = live.identity.account
  const members = JSON.stringify(record.members.map(({ account }) => account))
  const others = pass
    ? await turn.all(
        `SELECT account, key FROM profiles_told WHERE conversation = ?1 AND account <> ?2
           AND account IN (SELECT value FROM json_each(?3))`,
        [record.id, own, members],
      )
    : []
  const passed = others.map((row) => ({
    ...{ account: parsed(row, 'account', parseAccountName), key: bytesOf(row, 'key'), version: 0 },
  }))
  return [...(await ownToTell(turn, { own, members, again: pass })), ...passed]
}

type Asked = { readonly own: AccountName; readonly members: string; readonly again: boolean }

/** Nothing where somebody who is blocked would hear it, or everybody here has heard it. */
async function ownToTell(turn: Turn, { own, members, again }: Asked): Promise<readonly ToldProfile[]> {
  const row = await turn.first(
    `SELECT profiles.key AS key, version, profiles_told.key AS told,
       EXISTS (SELECT 1 FROM blocks WHERE account IN (SELECT value FROM json_each(?3))) AS blocked
     FROM profiles LEFT JOIN profiles_told
       ON profiles_told.account = profiles.account AND profiles_told.conversation = ?2
     WHERE profiles.account = ?1 AND profiles.key IS NOT NULL`,
    [own, turn.record.id, members],
  )
  if (row === undefined || numberOf(row, 'blocked') === 1) return []
  const key = bytesOf(row, 'key')
  const isTold = !isNull(row, 'told') && sameBytes(bytesOf(row, 'told'), key)
  if (isTold && !again) return []
  turn.write('INSERT OR REPLACE INTO profiles_told VALUES (?, ?, ?)', turn.record.id, own, key)
  return [{ account: own, key, version: numberOf(row, 'version') }]
}

/** Somebody has told keys: their own, or those of others who are here. */
export async function takeProfileWord(
  live: Live,
  turn: Turn,
  { from, told }: { readonly from: AccountName; readonly told: readonly ToldProfile[] },
): Promise<void> {
  const here = new Set(turn.record.members.map(({ account }) => account))
  const heard: AccountName[] = []
  for (const one of told) {
    if (!here.has(one.account)) continue
    const isOwner = one.account === from
    turn.write(
      isOwner
        ? 'INSERT OR REPLACE INTO profiles_told VALUES (?, ?, ?)'
        : 'INSERT OR IGNORE INTO profiles_told VALUES (?, ?, ?)',
      ...[turn.record.id, one.account, one.key],
    )
    if (one.account === live.identity.account) continue
    const { sql, params = [] } = writeKey(one, isOwner ? 'owner' : 'other')
    turn.write(sql, ...params)
    if (isOwner) await keep(live, turn, one)
    heard.push(one.account)
  }
  turn.after(() => live.profiles().look(heard))
}

/** For the own devices that come later; each key once. */
async function keep(live: Live, turn: Turn, one: ToldProfile): Promise<void> {
  const known = await turn.first('SELECT key FROM profiles WHERE account = ?', [one.account])
  if (known !== undefined && !isNull(known, 'key') && sameBytes(bytesOf(known, 'key'), one.key)) return
  for (const { sql, params = [] } of keepAcross(live, one)) turn.write(sql, ...params)
  turn.after(() => void live.synced().tell())
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
