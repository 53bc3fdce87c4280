// Runs the interactive screen on a terminal until the person, or a signal, ends it.

import type { Engine } from '@sotto/client'
import { render } from 'ink'
import { createElement } from 'react'
import type { World } from '../commands/command.ts'
import { ringBell } from './bell.ts'
import { ChatModel } from './chat-model.ts'
import { Screen } from './screen.ts'

type Chat = {
  readonly engine: Engine
  readonly account: string
  readonly world: Pick<World, 'keyboard' | 'out' | 'stop'>
  /** An account or conversation to open at once. */
  readonly open: string | undefined
}

export async function runChat({ engine, account, world, open }: Chat): Promise<void> {
  const model = new ChatModel(engine, account)
  const screen = render(createElement(Screen, { model }), {
    stdout: world.out,
    stdin: world.keyboard,
    alternateScreen: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  const ring = () => void world.out.write('\u0007')
  const stopBell = ringBell({ engine, open: () => model.state().open, ring })
  const leave = () => screen.unmount()
  world.stop.addEventListener('abort', leave, { once: true })
  try {
    void engine.call('setActive', { active: true })
    if (open !== undefined) void model.openWith(open)
    await screen.waitUntilExit()
  } finally {
    world.stop.removeEventListener('abort', leave)
    stopBell()
    screen.unmount()
    await model.close()
  }
}
