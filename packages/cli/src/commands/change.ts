// edit, delete, react, reply, versions: what a person does to a message that is there.

import type { Engine, SendState } from '@sotto/client'
import type { ConversationId, MessageId } from '@sotto/wire'
import { ask, catchUp, reachesServer, withDevice } from '../device.ts'
import { ExpectedFailure } from '../errors.ts'
import { harmless } from '../terminal/harmless.ts'
import { readAll } from '../terminal/input.ts'
import { timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { expiresAfter } from './expire.ts'
import { messageTarget } from './target.ts'

type Target = { readonly conversation: ConversationId; readonly id: MessageId }
type Until = { readonly until: 'queued' | 'sent' }
type Done = Target & { readonly state: SendState }

export const edit: Run = async (call) => {
  const text = await textOf(call)
  return change(call, (engine, target) => ask(engine, 'editMessage', { ...target, text }))
}

export const deleteMessage: Run = (call) => {
  if (call.options['for-me'] !== true)
    return change(call, (engine, target) => ask(engine, 'deleteForEveryone', target))
  return withDevice(call, async (engine) => {
    await catchUp(engine)
    const target = await messageTarget(engine, call.words)
    await ask(engine, 'deleteForMe', target)
    call.output.result(target, (style) => style.dim(`deleted  ${target.id}`))
  })
}

export const react: Run = (call) => {
  const command = call.options['take-back'] === true ? 'unreact' : 'react'
  const reaction = call.words[2] ?? ''
  return change(call, (engine, target) => ask(engine, command, { ...target, reaction }))
}

export const reply: Run = async (call) => {
  const lifetime = expiresAfter(call.options, 'reply')
  const text = await textOf(call)
  return change(call, (engine, { id: inReplyTo, ...target }) =>
    ask(engine, 'send', { ...target, inReplyTo, text, ...lifetime }),
  )
}

export const versions: Run = (call) =>
  withDevice(call, async (engine) => {
    await catchUp(engine)
    for (const version of await ask(engine, 'versions', await messageTarget(engine, call.words))) {
      const words = harmless(version.text).replaceAll('\n', '\n    ')
      call.output.result(version, (style) => `${style.dim(timeText(version.at))} ${words}`)
    }
  })

export function change(
  call: Call,
  make: (engine: Engine, target: Target & Until) => Promise<Done>,
): Promise<void> {
  return withDevice(call, async (engine) => {
    const queue = call.options.queue === true
    if (!queue && !(await reachesServer(engine))) throw new ExpectedFailure(offline)
    if (!queue) await catchUp(engine)
    const target = await messageTarget(engine, call.words)
    const { conversation, id, state } = await make(engine, { ...target, until: queue ? 'queued' : 'sent' })
    call.output.result({ conversation, id, state }, (style) => style.dim(`${state}  ${id}`))
  })
}

const offline = {
  code: 'offline',
  message: 'The server can’t be reached; nothing was changed. With --queue it waits on this device.',
} as const

/** "-" alone reads standard input. */
async function textOf({ words, world }: Call): Promise<string> {
  const text = words.slice(2)
  return text.length === 1 && text[0] === '-' ? readAll(world.keyboard) : text.join(' ')
}
