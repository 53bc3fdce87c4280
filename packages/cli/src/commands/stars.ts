// star, unstar, starred: what this account wants to find again, on all its devices.

import type { StarredMessage } from '@sotto/client'
import { plainMentions } from '@sotto/wire'
import { ask, catchUp, until, withDevice } from '../device.ts'
import { harmless, harmlessLine } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'
import type { CommandText, Run } from './command.ts'
import { existing, messageTarget } from './target.ts'

export const star: Run = (call) => mark(call, 'star')
export const unstar: Run = (call) => mark(call, 'unstar')

function mark(call: Parameters<Run>[0], command: 'star' | 'unstar'): Promise<void> {
  return withDevice(call, async (engine) => {
    await catchUp(engine)
    const target = await messageTarget(engine, call.words)
    await ask(engine, command, target)
    const said = { star: 'starred', unstar: 'no star any more' }[command]
    call.output.result({ ...target, starred: command === 'star' }, (style) =>
      style.dim(`${said}  ${target.id}`),
    )
  })
}

export const starred: Run = (call) =>
  withDevice(call, async (engine) => {
    await catchUp(engine)
    const [where] = call.words
    const only = where === undefined ? undefined : (await existing(engine, where)).conversation
    const { messages, elsewhere } = await until(engine, 'starred', undefined, (snapshot) => snapshot)
    for (const message of messages) {
      if (only === undefined || message.conversation === only)
        call.output.result(resultOf(message), (style) => lineOf(message, style))
    }
    if (elsewhere > 0) call.output.note(`${elsewhere} more have not arrived on this device yet.`)
  })

function resultOf({ conversation, conversationName, id, from, text, at, starredAt }: StarredMessage): object {
  return { conversation, name: conversationName, id, from, text, at, starredAt }
}

function lineOf({ conversationName, id, from, text, unsupported, at }: StarredMessage, style: Style): string {
  const words = unsupported === undefined ? harmless(plainMentions(text)) : `(${harmlessLine(unsupported)})`
  const where = conversationName === from ? '' : style.dim(` in ${harmlessLine(conversationName)}`)
  const head = `${style.dim(timeText(at))} ${style.name(from)}${where}`
  return `${head}: ${words.replaceAll('\n', '\n    ')}  ${style.dim(id)}`
}

const target =
  'CONVERSATION is a conversation id, or the name of somebody you talk with; MESSAGE the id of a message,\nas sotto history --json tells it.'

export const starTexts = {
  star: {
    name: 'star',
    synopsis: 'CONVERSATION MESSAGE',
    summary: 'star a message, to find it again',
    details: `${target} The star is on all devices of this account; nobody else is told. It goes with\nits message.\n\nJSON: {"conversation","id","starred"}`,
    examples: ['sotto star bob m_AXyZ…'],
    options: [],
    words: [2, 2],
  },
  unstar: {
    name: 'unstar',
    synopsis: 'CONVERSATION MESSAGE',
    summary: 'take the star from a message',
    details: `${target}\n\nJSON: {"conversation","id","starred"}`,
    examples: ['sotto unstar bob m_AXyZ…'],
    options: [],
    words: [2, 2],
  },
  starred: {
    name: 'starred',
    synopsis: '[CONVERSATION]',
    summary: 'list the starred messages, the last starred first',
    details:
      'Of all conversations, or of one; "text" is the beginning of long ones.\n\nJSON, one a line: {"conversation","name","id","from","text","at","starredAt"}',
    examples: ['sotto starred', 'sotto starred bob --json'],
    options: [],
    words: [0, 1],
  },
} as const satisfies Record<string, CommandText>
