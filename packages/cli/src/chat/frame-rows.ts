// The lines around the messages: whose conversation it is, how the connection is, what is being answered or edited, and
// what the keys do just here.

import { harmlessLine } from '../terminal/harmless.ts'
import { type ChatState, openSummary, type Question } from './chat-state.ts'
import { writing } from './geometry.ts'
import type { Mode } from './keys.ts'
import { part, type Row, spread } from './rows.ts'

export function headerRow(state: ChatState, width: number): Row {
  const open = openSummary(state)
  if (open === undefined) return spread([part('Sotto', 'bold')], statusOf(state), width)
  const who = open.kind === 'group' ? [part(`  ${open.members.join(', ')}`, 'dim')] : []
  const verified = open.verified ? [part('  verified', 'good')] : []
  const attention = open.attention ? [part('  look at this: sotto key', 'warn')] : []
  const at = open.state === 'active' ? [] : [part(`  ${stateWords[open.state]}`, 'warn')]
  const left = [part(harmlessLine(open.name), 'bold'), ...verified, ...attention, ...at, ...who]
  return spread(left, statusOf(state), width)
}

const stateWords = {
  request: 'a request',
  left: 'you have left',
  removed: 'you were removed',
} as const

/** Quiet: who one is, and how the connection is. */
export function statusOf({ account, connection }: ChatState): Row {
  const waiting = connection === undefined || connection.waiting === 0 ? '' : `${connection.waiting}`
  const own = part(account, 'dim')
  if (connection?.state === 'offline') {
    return [own, part(` · offline${waiting === '' ? '' : `, ${waiting} to send`}`, 'warn')]
  }
  if (connection?.state !== 'online') return [own, part(' · connecting …', 'dim')]
  if (!connection.caughtUp) return [own, part(' · catching up …', 'dim')]
  return [own, part(waiting === '' ? ' · caught up' : ` · sending ${waiting} …`, 'dim')]
}

/** What is being answered or edited, above the text. */
export function bannerRow({ reply, editing }: ChatState): Row {
  if (editing !== undefined) return [part('┃ Editing your message', 'name')]
  if (reply === undefined) return []
  return [part(`┃ Answering ${reply.from}: `, 'name'), part(harmlessLine(reply.text), 'dim')]
}

/** What stands where one writes while one can't. */
export function closedRow(state: ChatState): Row | undefined {
  const open = openSummary(state)
  switch (writing(state)) {
    case 'open':
      return undefined
    case 'request': {
      const who = harmlessLine(open?.by ?? open?.name ?? 'Somebody')
      return [part(`${who} would like to talk with you: a accepts, x deletes it, b blocks them.`, 'warn')]
    }
    case 'over':
      return [part('You can read this conversation, and write no more in it.', 'dim')]
    case 'nowhere':
      return [part('No conversation yet. Ctrl-K begins one, by somebody’s name.', 'dim')]
  }
}

const hints: Readonly<Record<Mode, string>> = {
  write: '? keys · Enter send · Ctrl-K go to · Ctrl-F search · Tab list · Up choose a message',
  messages:
    'Esc back · r answer · + react · e edit · d delete · c copy · s star · p pin · t try again · o quoted',
  list: 'Esc back · Enter open · n new · p pin · m mute · / go to',
  request: 'a accept · x delete · b block · Tab list · ? keys',
  over: 'Up choose a message · / go to · Ctrl-F search · Tab list · ? keys',
  pick: 'Up Down choose · Enter take · Esc close',
  confirm: '',
  help: 'Up Down scroll · Esc close',
}

export function footerRow(state: ChatState, mode: Mode): Row {
  const { overlay, notice, back } = state
  if (overlay?.kind === 'confirm') return [part(questionText(overlay.question), 'warn')]
  if (notice !== '') return [part(harmlessLine(notice), 'warn')]
  const isBack = back !== undefined && (mode === 'messages' || mode === 'write')
  return [
    part(isBack ? `Esc back to the search · ${hints[mode].replace('Esc back · ', '')}` : hints[mode], 'dim'),
  ]
}

function questionText(question: Question): string {
  switch (question.kind) {
    case 'delete':
      return question.mine
        ? 'Delete this message? e for everyone · m for me alone · Esc keep it'
        : 'Delete this message on your devices? The others keep it. m delete · Esc keep it'
    case 'discard':
      return 'Delete this message, which was not sent? y delete · Esc keep it'
    case 'decline':
      return 'Delete this request? y delete · Esc keep it'
    case 'block':
      return 'Block whoever wrote this, and delete the request? y block · Esc keep it'
  }
}
