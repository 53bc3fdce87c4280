// conversations, history: what is there, after a look at the server if it can be reached.

import type { ConversationSummary, Engine } from '@sotto/client'
import { ask, catchUp, olderArrived, withDevice } from '../device.ts'
import { wholeNumber } from '../options.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { marksOf, markWords } from './conversation.ts'
import { messageLine, messageResult } from './message.ts'
import { conversationsOf, existing } from './target.ts'

const usualLimit = 50

export const conversations: Run = (call) =>
  withDevice(call, async (engine) => {
    await refresh(call, engine)
    const all = await conversationsOf(engine)
    if (all.length === 0) call.output.note('No conversations yet. Begin one: sotto send NAME TEXT')
    for (const one of all) {
      const { conversation, name, members, unread, mentions } = one
      const forYou = mentions === 0 ? {} : { mentions }
      call.output.result({ conversation, name, members, unread, ...forYou, ...marksOf(one) }, (style) =>
        lineOf(one, style),
      )
    }
  })

export const history: Run = (call) => {
  const limit = wholeNumber(call.options, 'limit') ?? usualLimit
  return withDevice(call, async (engine) => {
    await refresh(call, engine)
    const { conversation } = await existing(engine, call.words[0] ?? '')
    if (call.options['ask-again'] === true) await ask(engine, 'askForMissing', { conversation })
    await tellProgress(call, engine)
    const messages = await ask(engine, 'history', { conversation, limit })
    for (const message of messages) {
      call.output.result(messageResult(message), (style) => messageLine(message, style))
    }
  })
}

const notes = {
  unreachable: 'Server unreachable',
  incomplete: 'The server has not sent everything yet',
} as const

export async function refresh(call: Call, engine: Engine): Promise<void> {
  const how = await catchUp(engine)
  if (how !== 'caught-up') call.output.note(`${notes[how]}; this is what this device has.`)
}

/** What is older comes while a command of this profile runs; what has not come in a while is said. */
export async function tellProgress(call: Call, engine: Engine): Promise<void> {
  const still = await olderArrived(engine)
  if (still === undefined) return
  const { done, total } = still
  if (call.output.json) call.output.result({ type: 'progress', done, total }, () => '')
  else call.output.note(`Older messages are still arriving: ${done} of ${total} parts are here.`)
}

function lineOf(one: ConversationSummary, style: Style): string {
  const named = one.mentions === 0 ? '' : `, ${one.mentions} naming you`
  const unread = one.unread > 0 ? style.good(` (${one.unread} unread${named})`) : ''
  const state = one.state === 'active' ? '' : style.warn(` [${one.state}]`)
  const marks = markWords(one)
  const who = one.kind === 'group' ? `  ${one.members.join(', ')}` : ''
  const name = style.bold(harmlessLine(one.name))
  return `${name}${unread}${state}${style.dim(who)}${marks === '' ? '' : style.dim(`  ${marks}`)}\n  ${style.dim(`${one.conversation}  ${timeText(one.at)}`)}`
}
