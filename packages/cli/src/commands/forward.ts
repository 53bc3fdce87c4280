// forward: what a message says, as an own message in one or more other conversations.

import type { ConversationId } from '@sotto/wire'
import { ask, catchUp, reachesServer, withDevice } from '../device.ts'
import { ExpectedFailure } from '../errors.ts'
import type { CommandText, Run } from './command.ts'
import { messageTarget, targetOf } from './target.ts'

export const forward: Run = (call) =>
  withDevice(call, async (engine) => {
    const queue = call.options.queue === true
    if (!queue && !(await reachesServer(engine))) throw new ExpectedFailure(offline)
    if (!queue) await catchUp(engine)
    const message = await messageTarget(engine, call.words)
    const targets: ConversationId[] = []
    for (const word of call.words.slice(2)) targets.push(await targetOf(engine, word))
    for (const to of new Set(targets)) {
      const sent = await ask(engine, 'forward', { ...message, to, until: queue ? 'queued' : 'sent' })
      const { conversation, id, state } = sent
      call.output.result({ conversation, id, state }, (style) => style.dim(`${state}  ${id}`))
    }
  })

const offline = {
  code: 'offline',
  message:
    'The server can’t be reached; nothing was forwarded. With --queue the messages wait on this device.',
} as const

export const forwardText = {
  name: 'forward',
  synopsis: 'CONVERSATION MESSAGE TO…',
  summary: 'send what a message says to other conversations',
  details:
    'CONVERSATION and each TO are a conversation id, or the name of somebody; MESSAGE the id of a message, as\nsotto history --json tells it. What arrives is marked as forwarded; whose it was, and where, is not told.\nA message that disappears is not forwarded.\n\n  --queue   don’t wait for the server\n\nJSON, one a line: {"conversation","id","state"} of each message that was sent',
  examples: ['sotto forward bob m_AXyZ… carol c_5rPZ…'],
  options: ['queue'],
  words: [3, 32],
} as const satisfies CommandText
