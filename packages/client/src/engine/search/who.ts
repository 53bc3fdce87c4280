// Whom and what `from:` and `in:` name: account names, names that people have chosen, names of groups. A name that is exactly
// somebody's is theirs alone; else all count of whose names it is the beginning, so that one finds while typing.

import { type AccountName, type ConversationId, parseAccountName, parseConversationId } from '@sotto/wire'
import type { Live } from '../live.ts'
import { isNull, parsed, textOf } from '../store/rows.ts'
import { folded, holdsWords } from './highlight.ts'

const most = 50

/** What is known of people and their names. */
export type Known = {
  readonly own: AccountName
  readonly all: readonly AccountName[]
  nameOf(account: AccountName): string
}

export function knownTo(live: Pick<Live, 'identity' | 'people' | 'profiles'>): Known {
  const own = live.identity.account
  const { names } = live.profiles()
  return { own, all: [own, ...live.people.all()], nameOf: (account) => names.of(account) }
}

export function peopleNamed(name: string, known: Known): readonly AccountName[] {
  const account = parseAccountName(name.replace(/^@/, '').toLowerCase())
  if (account === 'me') return [known.own]
  if (account !== undefined && known.all.includes(account)) return [account]
  const named = closest(known.all, name, (one) => [one, known.nameOf(one)])
  // whoever wrote may be known by nothing but their messages
  return named.length === 0 && account !== undefined ? [account] : named
}

/** The newest first. */
export async function conversationsNamed(
  { db }: Pick<Live, 'db'>,
  name: string,
  known: Known,
): Promise<readonly ConversationId[]> {
  const id = parseConversationId(name)
  if (id !== undefined) return [id]
  const rows = await db.all('SELECT id, name, peer FROM conversations WHERE listed = 1 ORDER BY at DESC')
  const named = closest(rows, name, (row) => {
    const peer = isNull(row, 'peer') ? undefined : parsed(row, 'peer', parseAccountName)
    return peer === undefined ? [textOf(row, 'name')] : [peer, known.nameOf(peer)]
  })
  return named.map((row) => parsed(row, 'id', parseConversationId))
}

function closest<T>(all: readonly T[], name: string, namesOf: (one: T) => readonly string[]): readonly T[] {
  const wanted = folded(name.replace(/^@/, '')).trim()
  const exactly = all.filter((one) => namesOf(one).some((own) => folded(own) === wanted))
  const found =
    exactly.length > 0 ? exactly : all.filter((one) => namesOf(one).some((own) => holdsWords(own, name)))
  return found.slice(0, most)
}
