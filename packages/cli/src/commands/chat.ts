// chat: the interactive screen. The terminal is given back as it was, however the program ends.

import { withDevice } from '../device.ts'
import { ExpectedFailure, UsageError } from '../errors.ts'
import type { Run } from './command.ts'

export const chat: Run = async (call) => {
  const { world, output } = call
  if (output.json)
    throw new UsageError('The screen is for people; sotto listen --json is for programs.', 'chat')
  if (world.keyboard.isTTY !== true || world.out.isTTY !== true) {
    throw new ExpectedFailure({ code: 'not_a_terminal', message: 'sotto chat needs a terminal to draw on.' })
  }
  // React and the drawing library are loaded for this command alone; the others start faster without them.
  const { runChat } = await import('../chat/run-chat.ts')
  const open = call.words[0]
  const notify = call.options.notify === true
  await withDevice(call, (engine, { account }) => runChat({ engine, account, world, open, notify }), true)
}
