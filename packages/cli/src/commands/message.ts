// How one message is shown: the JSON of the contract, and a line for people.

import type { MessageSnapshot } from '@sotto/client'
import { harmless, harmlessLine } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'

/** `{type, conversation, id, from, text, at, state}`, in this order, and nothing else: a stable contract. */
export function messageResult(message: MessageSnapshot): object {
  const { type, conversation, id, from, text, at, state } = message
  return { type, conversation, id, from, text, at, state }
}

/** `where`: the conversation's name, when several are mixed. */
export function messageLine(message: MessageSnapshot, style: Style, where?: string): string {
  const place = where === undefined || where === message.from ? '' : style.dim(` in ${harmlessLine(where)}`)
  const state = message.mine ? style.dim(` [${message.state}]`) : ''
  const text =
    message.unsupported === undefined
      ? harmless(message.text).replaceAll('\n', '\n    ')
      : style.warn(`(${harmlessLine(message.unsupported)})`)
  return `${style.dim(timeText(message.at))} ${style.name(message.from)}${place}${state}: ${text}`
}
