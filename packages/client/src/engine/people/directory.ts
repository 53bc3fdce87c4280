// The directory and the block list at the server, as commands and topics need them.

import { type AccountName, limits, parseAccountName } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { PersonSnapshot } from '../../api/people.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { shutOut } from '../profiles/commands.ts'
import { holdsWords } from '../search/highlight.ts'
import { parsed } from '../store/rows.ts'
import { sightProven } from './proven-keys.ts'

export type Found = { readonly accounts: readonly AccountName[]; readonly complete: boolean }

/** By the beginning of an account name, of those whom this device has met also by what they call themselves. */
export async function findPeople(live: Live, query: string): Promise<Found> {
  const { accounts, complete } = await findAccounts(live, query)
  const called = live
    .profiles()
    .names.all()
    .filter(({ name }) => query.trim() !== '' && holdsWords(name, query))
  const known = called.map(({ account }) => account).filter((one) => one !== live.identity.account)
  return { accounts: [...new Set([...accounts, ...known.slice(0, limits.directoryAnswers)])], complete }
}

/** Without the server, those whom this device has met. */
async function findAccounts(live: Live, query: string): Promise<Found> {
  const answer = await live.rest.get('People', {
    method: 'GET',
    path: routes.people(query.trim().slice(0, 64)),
  })
  if (!answer.ok) return { accounts: await peopleMet(live, query), complete: false }
  const people = answer.value.people.flatMap(({ account: name, status, lastSeen }) => {
    const account = parseAccountName(name)
    return account === undefined || account === live.identity.account ? [] : [{ account, status, lastSeen }]
  })
  live.presences.learn(people)
  const complete = answer.value.people.length < limits.directoryAnswers
  return { accounts: people.map((one) => one.account), complete }
}

export async function describePeople(
  live: Live,
  accounts: readonly AccountName[],
): Promise<readonly PersonSnapshot[]> {
  const blocked = new Set(await readBlocks(live))
  return accounts.map((account) => {
    const { status, lastSeen } = live.presences.of(account)
    const keyChanged = live.people.isChanged(account)
    const verified = live.people.verifiedAt(account) !== undefined
    const gone = live.people.isGone(account)
    return { account, presence: status, lastSeen, blocked: blocked.has(account), keyChanged, verified, gone }
  })
}

async function peopleMet(live: Live, query: string): Promise<readonly AccountName[]> {
  const begins = query.trim().toLowerCase()
  const rows = await live.db.all(
    'SELECT account FROM people WHERE substr(account, 1, length(?1)) = ?1 ORDER BY account LIMIT ?2',
    [begins, limits.directoryAnswers],
  )
  return rows.map((row) => parsed(row, 'account', parseAccountName))
}

/** Makes sure that somebody has this name, if the server can be asked; pins the key that is proven (P-3). */
export async function meet(live: Live, account: AccountName): Promise<Outcome<null>> {
  if (live.people.knows(account)) return { ok: true, value: null }
  const told = await live.keyLog.lookUp([account])
  if (!told.ok) return told.error.code === 'offline' ? { ok: true, value: null } : told
  if (!told.value.isProven) return unprovenDirectory()
  const listing = told.value.of(account)
  if (told.value.isGone(account)) return goneAccount(account)
  if (listing === undefined) {
    return failure('unknown_person', `Nobody on this server is called ${account}.`)
  }
  await sightProven(live, account, listing)
  return { ok: true, value: null }
}

export function goneAccount(account: AccountName) {
  return failure('unknown_person', `The account of ${account} was deleted. Nothing reaches them any more.`)
}

export function unprovenDirectory() {
  return failure(
    'directory_unproven',
    'The server’s answer about people’s keys can’t be proven. Nobody new is added until it can.',
  )
}

export async function isBlocked(live: Live, account: AccountName): Promise<boolean> {
  return (await readBlocks(live)).includes(account)
}

export async function readBlocks(live: Live): Promise<readonly AccountName[]> {
  const rows = await live.db.all('SELECT account FROM blocks ORDER BY account')
  return rows.map((row) => parsed(row, 'account', parseAccountName))
}

/** Takes the list over from the server. */
export async function fetchBlocks(live: Live): Promise<void> {
  const answer = await live.rest.get('Blocks', { method: 'GET', path: routes.blocks })
  if (!answer.ok) return
  const accounts = answer.value.accounts.flatMap((one) => parseAccountName(one) ?? [])
  await live.db.write([
    { sql: 'DELETE FROM blocks' },
    ...accounts.map((account) => ({ sql: 'INSERT OR IGNORE INTO blocks VALUES (?)', params: [account] })),
  ])
  live.signals.touch('blocks', 'people')
}

export async function setBlock(live: Live, account: AccountName, blocked: boolean): Promise<Outcome<null>> {
  const told = await live.rest.tell({ method: blocked ? 'PUT' : 'DELETE', path: routes.block(account) })
  if (!told.ok) {
    return told.error.code === 'not_found'
      ? failure('unknown_person', `Nobody on this server is called ${account}.`)
      : told
  }
  const sql = blocked ? 'INSERT OR IGNORE INTO blocks VALUES (?)' : 'DELETE FROM blocks WHERE account = ?'
  await live.db.write([{ sql, params: [account] }])
  live.signals.touch('blocks', 'people')
  if (blocked) await shutOut(live, account)
  return told
}
