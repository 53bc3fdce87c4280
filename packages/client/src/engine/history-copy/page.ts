// A copy of the history as one page that any browser shows, also in fifty years (spec/archive.md EX-5): it runs nothing
// and asks nobody for anything, and what people wrote is text in it and never a part of the page.

import type { HistoryPolicy } from '../../api/history-policy.ts'
import type { ArchivedChange } from '../archive/archived-change.ts'
import type { ArchivedHappening, ArchivedMessage } from '../archive/archived-item.ts'
import { type Changes, changesIn, outcomeOf } from './changes.ts'
import type { CopiedConversation, CopiedItem, Cover, Missing } from './form.ts'

const style = `
:root{color-scheme:light dark;--ink:#1d1b19;--quiet:#645f59;--ground:#fff;--mine:#e3eef0;--line:#d8d3cc}
@media (prefers-color-scheme:dark){:root{--ink:#eceae7;--quiet:#a8a29b;--ground:#1a1918;--mine:#243538;--line:#3d3935}}
body{margin:0 auto;max-width:46rem;padding:1.5rem 1rem 4rem;background:var(--ground);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin:3rem 0 .25rem;border-top:1px solid var(--line);padding-top:1.5rem}
h3{font-size:.9rem;color:var(--quiet);text-align:center;margin:1.5rem 0 .5rem}
a{color:inherit}.quiet{color:var(--quiet);font-size:.875rem;margin:0}
article{margin:.5rem 0;padding:.5rem .75rem;border:1px solid var(--line);border-radius:.5rem}
article.mine{background:var(--mine)}article p{margin:0}.text{white-space:pre-wrap}
.happening{color:var(--quiet);font-size:.875rem;text-align:center;margin:.5rem 0}`

/** In pieces. Days and times are those of the place where it is made. */
export function* pageOf(cover: Cover, conversations: readonly CopiedConversation[]): Generator<string> {
  const title = `Messages of ${safe(cover.account)}`
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
<p class="quiet">From ${safe(cover.server)}, saved on ${dayOf(cover.madeAt)} at ${timeOf(cover.madeAt)}. Times are those of ${safe(zone())}.</p>
${cover.complete ? '' : '<p><strong>Older messages were still arriving when this was saved, and are not in it.</strong></p>\n'}<ul>
`
  for (const one of conversations) yield `<li><a href="#${safe(one.id)}">${titleOf(one)}</a></li>\n`
  yield '</ul>\n'
  for (const one of conversations) yield* conversationOf(cover, one)
  yield '</body>\n</html>\n'
}

function* conversationOf(cover: Cover, one: CopiedConversation): Generator<string> {
  const people = one.facts.members.map(({ account }) => safe(account)).join(', ')
  yield `<section>\n<h2 id="${safe(one.id)}">${titleOf(one)}</h2>\n<p class="quiet">${people}</p>\n`
  const messages = new Map(
    one.items.flatMap((item) => (item.type === 'message' ? [[item.key, item] as const] : [])),
  )
  const changes = changesIn(one.items)
  let day = ''
  for (const item of one.items) {
    if (item.type === 'change') continue
    const today = dayOf(item.at)
    if (today !== day) yield `<h3>${today}</h3>\n`
    day = today
    yield itemOf(item, { own: cover.account, changes, answered: (key) => messages.get(key) })
  }
  yield '</section>\n'
}

type Around = {
  readonly own: string
  readonly changes: Changes
  readonly answered: (key: ArchivedMessage['key']) => ArchivedMessage | undefined
}

function itemOf(item: Exclude<CopiedItem, ArchivedChange> | Missing, around: Around): string {
  switch (item.type) {
    case 'message':
      return messageOf(item, around)
    case 'happening':
      return `<p class="happening">${happeningOf(item.what)}, ${clock(item.at)}</p>\n`
    case 'missing':
      return `<p class="happening">${item.count === 1 ? 'A message is' : `${item.count} messages are`} missing here</p>\n`
  }
}

function messageOf(message: ArchivedMessage, { own, changes, answered }: Around): string {
  const { key, from, at, state, unsupported, inReplyTo } = message
  const { text, isEdited, isDeleted, reactions } = outcomeOf(message, changes)
  const isMine = from === own
  const before = inReplyTo === undefined ? undefined : answered(inReplyTo)
  const reply =
    before === undefined
      ? ''
      : `<p class="quiet"><a href="#${safe(before.key)}">In reply to ${safe(before.from)}: ${name(beginningOf(outcomeOf(before, changes).text))}</a></p>\n`
  const said = isDeleted ? '(deleted)' : saidOf(text, unsupported)
  const marks = [...(isMine && !isDeleted ? [state] : []), ...(isEdited && !isDeleted ? ['edited'] : [])]
  const given = isDeleted ? '' : reactionsOf(reactions)
  return `<article id="${safe(key)}"${isMine ? ' class="mine"' : ''}>
<p class="quiet"><strong>${safe(from)}</strong>, ${[clock(at), ...marks].join(', ')}</p>
${reply}<div class="text" dir="auto">${said}</div>
${given}</article>
`
}

function saidOf(text: string, unsupported: string | undefined): string {
  return unsupported === undefined ? safe(text) : `(something that can’t be shown here: ${safe(unsupported)})`
}

function reactionsOf(reactions: ReadonlyMap<string, number>): string {
  if (reactions.size === 0) return ''
  const given = [...reactions].map(([one, count]) => `${name(one)}${count > 1 ? ` ${count}` : ''}`)
  return `<p class="quiet">${given.join(', ')}</p>\n`
}

function happeningOf(what: ArchivedHappening['what']): string {
  switch (what.kind) {
    case 'created':
      return `${safe(what.by)} began this conversation`
    case 'added':
    case 'removed':
      return `${safe(what.by)} ${what.kind} ${what.who.map(safe).join(', ')}`
    case 'left':
      return `${safe(what.who)} left`
    case 'renamed':
      return `${safe(what.by)} named it ${name(what.name)}`
    case 'history-policy':
      return `${safe(what.by)} changed what newcomers see: ${policyText(what.history)}`
    case 'handed-over':
      return `${safe(what.by)} handed ${safe(what.to)} what was written before: ${what.count} messages`
    case 'history-disputed':
      return `${safe(what.by)} has other messages there than ${safe(what.giver)} handed over`
    case 'timer':
      return `${safe(what.by)} let messages ${what.seconds === 0 ? 'stay' : `disappear after ${lengthText(what.seconds)}`}`
  }
}

function policyText(history: HistoryPolicy): string {
  if (history.kind === 'from') return `messages from ${new Date(history.at).toISOString().slice(0, 10)} on`
  return history.kind === 'all' ? 'all messages' : 'nothing written before they came'
}

function lengthText(seconds: number): string {
  const [unit, length] = units.find(([, one]) => seconds % one === 0) ?? ['second', 1]
  const count = seconds / length
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

const units = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

function titleOf({ facts }: CopiedConversation): string {
  return name(facts.peer ?? (facts.name === '' ? 'A group without a name' : facts.name))
}

/** Words of somebody's choice within a line: they turn the direction of nothing around them. */
function name(text: string): string {
  return `<bdi>${safe(text)}</bdi>`
}

function beginningOf(text: string): string {
  const letters = Array.from(text.slice(0, 400).replace(/\s+/g, ' '))
  return letters.length > 80 ? `${letters.slice(0, 80).join('')}…` : letters.join('')
}

function clock(at: number): string {
  const moment = new Date(at)
  const exact = Number.isNaN(moment.getTime()) ? '' : ` datetime="${moment.toISOString()}"`
  return `<time${exact}>${timeOf(at)}</time>`
}

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full' })
const times = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' })

function dayOf(at: number): string {
  return isMoment(at) ? days.format(at) : 'At an unknown time'
}

function timeOf(at: number): string {
  return isMoment(at) ? times.format(at) : '?'
}

/** What a date can hold (ECMA-262, time values). */
function isMoment(at: number): boolean {
  return Math.abs(at) <= 8.64e15
}

function zone(): string {
  return days.resolvedOptions().timeZone
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** As text and as the value of an attribute; what no page may hold is shown as what it is, something unreadable. */
function safe(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? '')
    .replace(/[\p{Cc}\p{Cs}]/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : '\uFFFD'))
}
