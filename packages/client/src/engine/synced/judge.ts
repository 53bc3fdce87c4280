// Between what this device goes by of people's keys (people/people.ts) and what the account knows of them. What changes
// here is marked in the store (`people.synced`), in whichever transaction changes it; so nothing that somebody decided
// is forgotten to be told, whatever happens to the process.

import { type AccountName, parseAccountName } from '@sotto/wire'
import type { SqlRow, Statement } from '../../ports.ts'
import type { Live } from '../live.ts'
import type { Pin } from '../people/people.ts'
import { bytesOf, isNull, numberOf, parsed } from '../store/rows.ts'
import { type Judgement, sameBytes, valueOfJudgement } from './entry.ts'
import { writeOwn } from './memory.ts'

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

/** Of so many people at once, so that a group of thousands is not as many transactions. */
const atOnce = 200

/** Everything that has changed here since is told from now on, as changed at this moment. */
export async function gatherJudgements({ db }: Live, nextStamp: () => number): Promise<void> {
  for (;;) {
    const rows = await db.all(
      `SELECT account, account_key, offered_key, declined_key, verified_key, verified_at, decided,
         judged.value AS judged, offered.value AS offered
       FROM people
         LEFT JOIN synced AS judged ON judged.kind = 'key' AND judged.name = account
         LEFT JOIN synced AS offered ON offered.kind = 'offered' AND offered.name = account
       WHERE synced = 0 LIMIT ?`,
      [atOnce],
    )
    await db.write(rows.flatMap((row) => gathered(row, nextStamp)))
    if (rows.length < atOnce) return
  }
}

function gathered(row: SqlRow, nextStamp: () => number): readonly Statement[] {
  const name = parsed(row, 'account', parseAccountName)
  const judgement = valueOfJudgement(judgementIn(row))
  const isNews = isNull(row, 'judged') || !sameBytes(bytesOf(row, 'judged'), judgement)
  const offered = isNull(row, 'offered_key') ? nothing : bytesOf(row, 'offered_key')
  const before = isNull(row, 'offered') ? nothing : bytesOf(row, 'offered')
  return [
    ...(isNews ? [writeOwn({ kind: 'key', name }, judgement, nextStamp())] : []),
    ...(sameBytes(offered, before) ? [] : [writeOwn({ kind: 'offered', name }, offered, nextStamp())]),
    markGathered(name, row),
  ]
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
function markGathered(account: AccountName, row: SqlRow): Statement {
  const columns = ['account_key', 'offered_key', 'declined_key', 'verified_at', 'decided'] as const
  const unchanged = columns.map((column) => `${column} IS ?`).join(' AND ')
  return {
    sql: `UPDATE people SET synced = 1 WHERE account = ? AND ${unchanged}`,
    params: [account, ...columns.map((column) => row[column] ?? null)],
  }
}
