// Messages that the person wants to find again: a star on each, for this account alone, on all its devices. They are things
// that follow the account (spec/synced.md SY-17); what a starred message says is kept nowhere else than in its place.

import { type AccountName, parseAccountName, parseConversationId, parseMessageId } from '@sotto/wire'
import type { Commands, Topics } from '../../api/engine.ts'
import type { StarredMessage } from '../../api/messages.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { SqlRow } from '../../ports.ts'
import type { Live } from '../live.ts'
import type { Database } from '../store/database.ts'
import { isNull, jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'
import { change } from '../synced/change.ts'
import { countStars, readThing } from '../synced/memory.ts'
import { nameOfStar, type Thing } from '../synced/names.ts'

const mostStars = 1000
/** Characters of a message in the list. */
const beginning = 300

const done = { ok: true, value: null } as const

export async function star(live: Live, params: Commands['star']['params']): Promise<Outcome<null>> {
  const { conversation, id } = params
  const message = await live.db.first(
    `SELECT state, deleted FROM items WHERE conversation = ? AND key = ? AND type = 'message'`,
    [conversation, id],
  )
  if (message === undefined) return failure('message_not_found', 'This message is not on this device.')
  if (numberOf(message, 'deleted') > 0) return failure('message_deleted', 'This message was deleted.')
  if (['pending', 'failed'].includes(textOf(message, 'state')))
    return failure('on_its_way', 'This message was not sent yet. Star it when it was.')
  const thing: Thing = { kind: 'star', name: nameOfStar(params) }
  if (await isStarred(live, thing)) return done
  if ((await countStars(live.db)) >= mostStars) return tooMany
  await change(live, thing, live.platform.clock.now())
  await live.synced().tell()
  return done
}

/** Also of a message that is not here (any more): the star is. */
export async function unstar(live: Live, params: Commands['unstar']['params']): Promise<Outcome<null>> {
  const thing: Thing = { kind: 'star', name: nameOfStar(params) }
  if (await isStarred(live, thing)) await change(live, thing, 0)
  await live.synced().tell()
  return done
}

async function isStarred({ db }: Live, thing: Thing): Promise<boolean> {
  return Number((await readThing(db, thing))?.value ?? 0) > 0
}

/** The last starred first, by the account's own order and no device's clock. */
export async function readStarred({ db }: Pick<Live, 'db'>): Promise<Topics['starred']['snapshot']> {
  const rows = await db.all(
    `WITH stars AS (SELECT value AS starred_at, stamp, substr(name, 1, instr(name, ' ') - 1) AS conversation,
         substr(name, instr(name, ' ') + 1) AS key FROM synced WHERE kind = 'star' AND value > 0)
     SELECT stars.starred_at, stars.conversation, stars.key, items.sender, items.mine, items.at, items.deleted,
       substr(items.text, 1, ${beginning}) AS text, items.detail,
       coalesce(conversations.peer, conversations.name) AS title
     FROM stars
     LEFT JOIN items ON items.conversation = stars.conversation AND items.key = stars.key AND items.type = 'message'
     LEFT JOIN conversations ON conversations.id = stars.conversation
     ORDER BY stars.stamp DESC, stars.key`,
  )
  return {
    messages: rows.filter((row) => row.deleted === 0).map(starredOf),
    elsewhere: rows.filter((row) => isNull(row, 'sender')).length,
  }
}

function starredOf(row: SqlRow): StarredMessage {
  const { unsupported } = jsonOf(row, 'detail') as { readonly unsupported?: string }
  const from: AccountName = parsed(row, 'sender', parseAccountName)
  return {
    conversation: parsed(row, 'conversation', parseConversationId),
    conversationName: isNull(row, 'title') ? '' : textOf(row, 'title'),
    id: parsed(row, 'key', parseMessageId),
    ...{ from, mine: numberOf(row, 'mine') === 1, text: textOf(row, 'text'), at: numberOf(row, 'at') },
    starredAt: numberOf(row, 'starred_at'),
    ...(unsupported === undefined ? {} : { unsupported }),
  }
}

/** Which of these, named as `nameOfStar` does, have one. */
export async function starredAmong(db: Database, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.all(
    `SELECT name FROM synced WHERE kind = 'star' AND value > 0 AND name IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(names)],
  )
  return new Set(rows.map((row) => textOf(row, 'name')))
}

const tooMany = failure(
  'too_many_stars',
  `No more than ${mostStars} messages can be starred. Take the star from another one first.`,
)
