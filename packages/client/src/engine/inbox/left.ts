// A `left` entry (C-5): the server says that an account has left. It counts only together with the
// account's own sealed notice, which came before it; then any member may take its devices out.

import { type AccountName, type Entry, parseAccountName } from '@sotto/wire'
import { haveLeft } from '../conversations/have-left.ts'
import { readIntents } from '../conversations/intents.ts'
import { standBack } from '../conversations/stand-back.ts'
import { endStay } from '../conversations/stays.ts'
import type { Turn } from '../conversations/turn.ts'
import { type Live, warn } from '../live.ts'
import { numberOf } from '../store/rows.ts'

export async function memberHasLeft(live: Live, turn: Turn, entry: Entry): Promise<void> {
  const { record } = turn
  const account = parseAccountName(new TextDecoder().decode(entry.bytes))
  if (account === undefined || record.group === 'gone') return
  if (account === live.identity.account) return ownAccountHasLeft(live, turn)
  if (!record.members.some((member) => member.account === account)) return
  if (!record.leaving.includes(account)) {
    if (!(await cameAfter(live, turn, account))) warnOfSilence(live, turn, account)
    return
  }
  const departed = [...new Set([...record.chores.departed, account])]
  record.chores = { ...record.chores, departed }
  endStay(turn, account, entry.seq)
  await standBack(live, turn, { without: [account] })
}

/** The last entry of a conversation for this account, if one of its devices wished to leave. */
async function ownAccountHasLeft(live: Live, turn: Turn): Promise<void> {
  const { record } = turn
  const isMeant =
    record.state === 'left' || (await readIntents(turn)).some(({ intent }) => intent.kind === 'leave')
  if (isMeant) await haveLeft(live, turn)
  else warnOfSilence(live, turn, live.identity.account)
}

/** Who came into a conversation later may have missed the notice: it stands before the own beginning. */
async function cameAfter(live: Live, turn: Turn, account: AccountName): Promise<boolean> {
  const { id, members } = turn.record
  const joinedAt = (one: AccountName) => members.find((member) => member.account === one)?.joinedAt ?? 0
  const own = joinedAt(live.identity.account)
  const sql = `SELECT at FROM items WHERE conversation = ? AND key = 'created 1'`
  const created = await turn.first(sql, [id])
  const wasThereFirst = created !== undefined && own <= numberOf(created, 'at')
  return joinedAt(account) <= own && !wasThereFirst
}

function warnOfSilence(live: Live, turn: Turn, account: AccountName): void {
  const text = `The server says that ${account} has left, but ${account} did not.`
  turn.after(() => warn(live, 'leave_without_word', text, turn.record.id))
}
