// Whom somebody may be about to name: what is written after an @ before the caret, and whose names begin so.

import type { NamedPerson } from '@sotto/client'
import { holdsWords } from '@sotto/client/search'
import { type AccountName, everyone } from '@sotto/wire'

/** `start`: where the @ stands. */
export type Naming = { readonly start: number; readonly written: string }

export function namingAt(text: string, caret: number): Naming | undefined {
  const [, written] =
    /(?:^|[\s([{"'*_~>|])@([\p{L}\p{N}.-]{0,31})$/u.exec(text.slice(Math.max(0, caret - 64), caret)) ?? []
  return written === undefined ? undefined : { start: caret - written.length - 1, written }
}

export type Candidate = { readonly account: AccountName | typeof everyone; readonly name: string }

type Sources = {
  readonly own: string
  readonly members: readonly AccountName[]
  readonly names: readonly NamedPerson[]
  readonly isGroup: boolean
}

const most = 6

export function candidates(written: string, { own, members, names, isGroup }: Sources): readonly Candidate[] {
  const called = new Map<string, string>(names.map(({ account, name }) => [account, name]))
  const people: readonly Candidate[] = members
    .filter((account) => account !== own)
    .map((account) => ({ account, name: called.get(account) ?? '' }))
  const all: readonly Candidate[] = isGroup ? [...people, { account: everyone, name: '' }] : people
  const begins = written.toLowerCase()
  return all
    .filter(({ account, name }) => account.startsWith(begins) || (name !== '' && holdsWords(name, written)))
    .slice(0, most)
}

/** The text with the account in the place of what was being written, and where the caret is then. */
export function named(text: string, { start, written }: Naming, account: string) {
  const after = text.slice(start + 1 + written.length)
  const before = `${text.slice(0, start)}@${account}${/^\s/.test(after) ? '' : ' '}`
  return { text: before + after, caret: before.length + (/^\s/.test(after) ? 1 : 0) }
}
