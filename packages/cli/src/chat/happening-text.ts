// The words for what happened to a conversation, harmless and without drawing.

import type { HappeningSnapshot, HistoryPolicy, MissingState } from '@sotto/client'
import { harmlessLine } from '../terminal/harmless.ts'

export function happeningText(what: HappeningSnapshot['what']): string {
  switch (what.kind) {
    case 'created':
      return `${what.by} began this conversation`
    case 'added':
      return `${what.by} added ${what.who.join(', ')}`
    case 'removed':
      return `${what.by} removed ${what.who.join(', ')}`
    case 'left':
      return `${what.who} left`
    case 'renamed':
      return `${what.by} named the group “${harmlessLine(what.name)}”`
    case 'history-policy':
      return `${what.by} changed what newcomers see: ${policyText(what.history)}`
    case 'timer':
      return what.seconds === 0
        ? `${what.by} let messages stay`
        : `${what.by} lets messages disappear after ${lifeText(what.seconds)}`
    case 'pinned':
      return `${what.by} pinned a message`
    case 'handing-over':
      return what.state === 'arriving' && what.by !== undefined
        ? `What was written before is on its way, from ${what.by} …`
        : 'What was written before is asked for …'
    case 'handed-over':
      return handedText(what)
    case 'history-disputed':
      return `${what.by} has other messages here than ${what.giver} handed over`
    case 'missing':
      return missingText(what)
    case 'warning':
      return `Warning: ${harmlessLine(what.text)}`
  }
}

export function policyText(history: HistoryPolicy): string {
  if (history.kind === 'from') return `messages from ${dayText(history.at)} on`
  return history.kind === 'all' ? 'everything' : 'nothing written before they join'
}

/** How long messages stay, as people say it: `3 hours`. */
export function lifeText(seconds: number): string {
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

function handedText({
  by,
  to,
  count,
  lacking,
  cut,
}: Extract<HappeningSnapshot['what'], { kind: 'handed-over' }>) {
  const said = `${by} handed ${to} ${count} ${count === 1 ? 'message' : 'messages'} written before`
  const less = lacking === 0 ? '' : `; ${lacking} missing, or nobody could show who wrote them`
  return `${said}${less}${cut ? '; what is older was not handed over' : ''}`
}

function dayText(at: number): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

function missingText({
  count,
  state,
  from,
}: Extract<HappeningSnapshot['what'], { kind: 'missing' }>): string {
  const how = missingHow[state]
  if (from === undefined) return `${count} ${count === 1 ? 'message' : 'messages'} missing, ${how}`
  const things = count === 1 ? 'Something' : `${count} things`
  return `${things}, from ${from} as the server says, could not be opened, ${how}`
}

const again = 'sotto history --ask-again tries once more'
const missingHow: Readonly<Record<MissingState, string>> = {
  asking: 'asking your other devices …',
  'asking-members': `asking the others here; nobody has answered yet (${again})`,
  'not-had': `nobody who has answered could help (${again}; else only whoever wrote it can send it again)`,
  refused: `what somebody offered could not be shown to be genuine and was not taken (${again})`,
  unavailable: `nobody can be asked now (${again}; else only whoever wrote it can send it again)`,
}
