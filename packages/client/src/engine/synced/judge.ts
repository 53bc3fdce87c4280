// Between what this device goes by of people's keys (people/people.ts) and what the account knows of them. What changes
// here is marked in the store (`people.synced`), in whichever transaction changes it; so nothing that somebody decided
// is forgotten to be told, whatever happens to the process.

import { type AccountName, parseAccountName } from '@sotto/wire'
import type { SqlRow } from '../../ports.ts'
import type { Live } from '../live.ts'
import type { Pin } from '../people/people.ts'
import type { Database } from '../store/database.ts'
import { bytesOf, isNull, numberOf, parsed } from '../store/rows.ts'
import { isBlank, type Judgement, judgementOf, sameBytes, valueOfJudgement } from './entry.ts'
import { readThing, writeOwn } from './memory.ts'

const nothing = new Uint8Array()

/**
 * What this device goes by after the account's judgement. A key that was gone by here and is not that one waits for a
 * decision, unless whoever judged knew of it (`isKnown`) and decided.
 */
export function pinAfter(before: Pin | undefined, judgement: Judgement, isKnown: boolean): Pin {
  const { key, decided, declined, verifiedAt } = judgement
  const differs = before !== undefined && !sameBytes(before.key, key) && !(isKnown && decided)
  const candidates = [differs ? before.key : undefined, before?.offered]
  const offered = candidates.find(
    (one) =>
      one !== undefined && !sameBytes(one, key) && !(declined !== undefined && sameBytes(one, declined)),
  )
  const verified = verifiedAt === undefined ? undefined : { key, at: verifiedAt }
  return { key, offered, declined, verified, gone: before?.gone === true }
}

/** Everything that has changed here since is told from now on, as changed at this moment. */
export async function gatherJudgements(live: Live, nextStamp: () => number): Promise<void> {
  const rows = await live.db.all(
    `SELECT account, account_key, offered_key, declined_key, verified_key, verified_at, decided
     FROM people WHERE synced = 0`,
  )
  for (const row of rows) await gather(live.db, row, nextStamp)
}

async function gather(db: Database, row: SqlRow, nextStamp: () => number): Promise<void> {
  const account = parsed(row, 'account', parseAccountName)
  const judgement = judgementIn(row)
  const offered = isNull(row, 'offered_key') ? undefined : bytesOf(row, 'offered_key')
  const known = await readThing(db, { kind: 'key', name: account })
  const isNews = known === undefined || !isEqual(judgementOf(known.value), judgement)
  const wasOffered = await readThing(db, { kind: 'offered', name: account })
  const isOfferNews = offered !== undefined || (wasOffered !== undefined && !isBlank(wasOffered))
  await db.write([
    ...(isNews ? [writeOwn({ kind: 'key', name: account }, valueOfJudgement(judgement), nextStamp())] : []),
    ...(isOfferNews ? [writeOwn({ kind: 'offered', name: account }, offered ?? nothing, nextStamp())] : []),
    markGathered(account, row),
  ])
}

function judgementIn(row: SqlRow): Judgement {
  const key = bytesOf(row, 'account_key')
  const isVerified = !isNull(row, 'verified_key') && sameBytes(bytesOf(row, 'verified_key'), key)
  return {
    key,
    decided: numberOf(row, 'decided') === 1,
    declined: isNull(row, 'declined_key') ? undefined : bytesOf(row, 'declined_key'),
    verifiedAt: isVerified ? numberOf(row, 'verified_at') : undefined,
  }
}

/** Only as it was read: what has changed since is gathered with the next. */
function markGathered(account: AccountName, row: SqlRow) {
  const columns = ['account_key', 'offered_key', 'declined_key', 'verified_at', 'decided'] as const
  const unchanged = columns.map((column) => `${column} IS ?`).join(' AND ')
  return {
    sql: `UPDATE people SET synced = 1 WHERE account = ? AND ${unchanged}`,
    params: [account, ...columns.map((column) => row[column] ?? null)],
  }
}

function isEqual(one: Judgement, other: Judgement): boolean {
  const [a, b] = [valueOfJudgement(one), valueOfJudgement(other)]
  return sameBytes(a, b)
}
