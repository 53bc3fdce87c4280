// Whom a text names (spec/content.md CT-27): links to a person or to the room, as MIMI writes them, and names after an @ as people
// type them; neither in code. Everything takes time in the length of the text alone, whatever a stranger writes.

import { type AccountName, type ConversationId, parseAccountName } from '../ids.ts'
import { roomUri, senderUri } from './origin.ts'

export const everyone = 'everyone'

/** `[label](sotto:user/alice)`: the label is what the writer says, and is never believed. */
const link = /^\[[^[\]]*\]\(sotto:(?:user\/([a-z0-9.-]+)|room\/(c_[\w-]{22}))\)$/
const anyLink = /\[[^[\]\n]{0,200}\]\([^()\n]{0,500}\)/
/** A name that ends there, and does not begin within a word or an address. */
const typed =
  /(?<![\p{L}\p{N}@._\-\\/])@([a-z0-9](?:[a-z0-9.-]{0,29}[a-z0-9])?)(?![\p{L}\p{N}_]|[.-][\p{L}\p{N}])/u
/** The same, for whoever has the text without the code. */
export const typedName = new RegExp(typed.source, 'giu')
const either = new RegExp(`${anyLink.source}|${typed.source}`, 'giu')

export type Mentions = {
  readonly accounts: ReadonlySet<AccountName>
  /** Everybody in a room that is named so, or in whichever it was said. */
  readonly rooms: ReadonlySet<string>
  readonly everyone: boolean
}

/** What names somebody, as it stands there; `linked`: by an address. */
type Named = { readonly account?: AccountName; readonly room?: string; readonly linked: boolean }

export function mentionsIn(text: string): Mentions {
  const [accounts, rooms] = [new Set<AccountName>(), new Set<string>()]
  let all = false
  changeNames(text, ({ account, room, linked }, whole) => {
    if (account !== undefined) accounts.add(account)
    if (room !== undefined) rooms.add(room)
    all ||= !linked && account === everyone
    return whole
  })
  return { accounts, rooms, everyone: all }
}

/** What a text says without its links to people: `@alice`, whatever their labels say. */
export function plainMentions(text: string): string {
  return changeNames(text, ({ account, linked }, whole) => (linked ? `@${account ?? everyone}` : whole))
}

type Room = {
  readonly conversation: ConversationId
  readonly members: readonly AccountName[]
  /** Everybody can be named at once. */
  readonly isGroup: boolean
}

/** The same text with links in the place of the names of those who are in the room. */
export function linkedMentions(text: string, { conversation, members, isGroup }: Room): string {
  const known = new Set<string>(members)
  return changeNames(text, ({ account, linked }, whole) => {
    if (linked || account === undefined) return whole
    if (known.has(account)) return `[@${account}](${senderUri(account)})`
    return isGroup && account === everyone ? `[@${everyone}](${roomUri(conversation)})` : whole
  })
}

/** Puts something else in the place of each name outside of code. What other links say names nobody. */
function changeNames(text: string, change: (named: Named, whole: string) => string): string {
  return outsideCode(text, (piece) =>
    piece.replace(either, (whole, name?: string) => {
      const [isLink, user, room] = link.exec(whole) ?? []
      const account = parseAccountName(user ?? name?.toLowerCase())
      if (account === undefined && room === undefined) return whole
      return change(
        {
          ...(account === undefined ? {} : { account }),
          ...(room === undefined ? {} : { room }),
          linked: isLink !== undefined,
        },
        whole,
      )
    }),
  )
}

/** What is no code goes through `change`, in order; code stays. */
function outsideCode(text: string, change: (piece: string) => string): string {
  let done = ''
  let prose = ''
  const flush = () => {
    done += changeProse(prose, change)
    prose = ''
  }
  let fence: string | undefined
  let wasBlank = true
  for (const line of text.split(/(?<=\n)/)) {
    const [, mark] = /^(?:[ >]|[-*+] |\d{1,9}[.)] )*(`{3,}|~{3,})/.exec(line) ?? []
    const isCode: boolean =
      fence !== undefined || mark !== undefined || (wasBlank && /^(?: {4}|\t)/.test(line))
    if (isCode) {
      flush()
      done += line
      if (fence === undefined) fence = mark
      else if (mark?.startsWith(fence) === true) fence = undefined
    } else prose += line
    wasBlank = line.trim() === '' || (isCode && mark === undefined && fence === undefined)
  }
  flush()
  return done
}

/** Spans of code begin and end with as many backticks. */
function changeProse(prose: string, change: (piece: string) => string): string {
  const runs = [...prose.matchAll(/`+/g)].map(({ index, 0: { length } }) => ({ index, length }))
  const last = new Map<number, number>()
  const next = runs.map(() => -1)
  for (let at = runs.length - 1; at >= 0; at--) {
    const length = runs[at]?.length ?? 0
    next[at] = last.get(length) ?? -1
    last.set(length, at)
  }
  let done = ''
  let from = 0
  for (let at = 0; at < runs.length; at++) {
    const [open, close] = [runs[at], runs[next[at] ?? -1]]
    if (open === undefined || close === undefined) continue
    const end = close.index + close.length
    done += change(prose.slice(from, open.index)) + prose.slice(open.index, end)
    from = end
    at = next[at] ?? at
  }
  return done + change(prose.slice(from))
}
