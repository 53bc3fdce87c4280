// pin, unpin, pinned: what is pinned for everyone in a conversation.

import type { PinnedMessage } from '@sotto/client'
import { plainMentions } from '@sotto/wire'
import { ask, catchUp, until, withDevice } from '../device.ts'
import { harmless, harmlessLine } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'
import { change } from './change.ts'
import type { CommandText, Run } from './command.ts'
import { existing } from './target.ts'

export const pin: Run = (call) => change(call, (engine, target) => ask(engine, 'pinMessage', target))
export const unpin: Run = (call) => change(call, (engine, target) => ask(engine, 'unpinMessage', target))

export const pinned: Run = (call) =>
  withDevice(call, async (engine) => {
    await catchUp(engine)
    const { conversation } = await existing(engine, call.words[0] ?? '')
    for (const message of await until(engine, 'pinned', { conversation }, (all) => all)) {
      const { id, from, text, at, by, pinnedAt } = message
      call.output.result({ conversation, id, from, text, at, by, pinnedAt }, (style) =>
        lineOf(message, style),
      )
    }
  })

function lineOf({ id, from, text, unsupported, at, by }: PinnedMessage, style: Style): string {
  const words = unsupported === undefined ? harmless(plainMentions(text)) : `(${harmlessLine(unsupported)})`
  const head = `${style.dim(timeText(at))} ${style.name(from)}`
  return `${head}: ${words.replaceAll('\n', '\n    ')}  ${style.dim(`pinned by ${by}  ${id}`)}`
}

const target =
  'CONVERSATION is a conversation id, or the name of somebody you talk with; MESSAGE the id of a message,\nas sotto history --json tells it. Whoever is in a conversation may pin, and unpin.'
const waiting =
  'The command ends when the server has it for good; with --queue as soon as it is in the outbox of this device.\n\n  --queue   don’t wait for the server\n\nJSON: {"conversation","id","state"}; "id" is the message’s'

export const pinTexts = {
  pin: {
    name: 'pin',
    synopsis: 'CONVERSATION MESSAGE',
    summary: 'pin a message for everyone in its conversation',
    details: `${target}\n${waiting}`,
    examples: ['sotto pin c_5rPZ… m_AXyZ…'],
    options: ['queue'],
    words: [2, 2],
  },
  unpin: {
    name: 'unpin',
    synopsis: 'CONVERSATION MESSAGE',
    summary: 'pin a message no longer',
    details: `${target}\n${waiting}`,
    examples: ['sotto unpin c_5rPZ… m_AXyZ…'],
    options: ['queue'],
    words: [2, 2],
  },
  pinned: {
    name: 'pinned',
    synopsis: 'CONVERSATION',
    summary: 'list what is pinned in a conversation, the last pinned first',
    details:
      'At most 50; "text" is the beginning of long ones.\n\nJSON, one a line: {"conversation","id","from","text","at","by","pinnedAt"}',
    examples: ['sotto pinned c_5rPZ…'],
    options: [],
    words: [1, 1],
  },
} as const satisfies Record<string, CommandText>
