// send: one message, from the words or from standard input.

import { parseAccountName, parseConversationId } from '@sotto/wire'
import { ask, reachesServer, withDevice } from '../device.ts'
import { ExpectedFailure, UsageError } from '../errors.ts'
import { readAll } from '../terminal/input.ts'
import type { Call, Run } from './command.ts'
import { expiresAfter } from './expire.ts'
import { targetOf } from './target.ts'

export const send: Run = async (call) => {
  const to = call.words[0] ?? ''
  if (parseAccountName(to) === undefined && parseConversationId(to) === undefined) {
    throw new UsageError(`"${to}" is neither an account name nor a conversation id.`, 'send')
  }
  const lifetime = expiresAfter(call.options, 'send')
  const text = await textOf(call)
  await withDevice(call, async (engine) => {
    const queue = call.options.queue === true
    if (!queue && !(await reachesServer(engine))) {
      throw new ExpectedFailure({
        code: 'offline',
        message:
          'The server can’t be reached; nothing was sent. With --queue the message waits on this device.',
      })
    }
    const conversation = await targetOf(engine, to)
    const until = queue ? 'queued' : 'sent'
    const sent = await ask(engine, 'send', { conversation, text, ...lifetime, until })
    const { id, state } = sent
    call.output.result({ conversation, id, state }, (style) => style.dim(`${state}  ${id}`))
  })
}

async function textOf(call: Call): Promise<string> {
  const words = call.words.slice(1)
  if (words.length === 1 && words[0] === '-') return readAll(call.world.keyboard)
  return words.join(' ')
}
