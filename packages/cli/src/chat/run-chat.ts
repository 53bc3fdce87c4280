// Runs the interactive screen on a terminal until the person, or a signal, ends it. However it ends, and while it
// sleeps, the terminal is as it was before: its screen, its title, its keys.

import type { Engine } from '@sotto/client'
import { type Instance, render, useApp } from 'ink'
import { createElement, type ReactNode, useEffect } from 'react'
import type { World } from '../commands/command.ts'
import type { Screen as Terminal } from '../terminal/output.ts'
import { ringBell } from './bell.ts'
import { ChatModel } from './chat-model.ts'
import { Screen } from './screen.ts'
import { signals } from './signals.ts'

type Chat = {
  readonly engine: Engine
  readonly account: string
  readonly world: Pick<World, 'keyboard' | 'out' | 'stop' | 'env' | 'sleep'>
  /** An account or conversation to open at once. */
  readonly open: string | undefined
  /** Shows notifications of the terminal, where it has such. */
  readonly notify: boolean
}

/** The size of terminals that don't say theirs. */
const usualSize = { columns: 80, rows: 24 }

export async function runChat({ engine, account, world, open, notify }: Chat): Promise<void> {
  const { out, stop, env } = world
  const signal = (sequence: string) => void out.write(sequence)
  let screen: Instance | undefined
  let suspend = () => {}
  const leave = () => screen?.unmount()
  const model = new ChatModel(engine, {
    ...{ account, signal, leave },
    size: sizeOf(out),
    suspend: () => suspend(),
  })
  const onResize = () => {
    const { columns, rows } = sizeOf(out)
    model.resize(columns, rows)
  }
  signal(signals.keepTitle)
  out.on('resize', onResize)
  const root = createElement(Root, {
    model,
    coloured: (env.NO_COLOR ?? '') === '',
    sleep: () => slept(world, model),
    onReady: (ready: () => void) => {
      suspend = ready
    },
  })
  screen = render(root, {
    stdout: out,
    stdin: world.keyboard,
    alternateScreen: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  const stopBell = ringBell({
    engine,
    open: () => model.store.state.open,
    ring: (said) => signal(notify ? signals.notify(said) : signals.bell),
  })
  stop.addEventListener('abort', leave, { once: true })
  try {
    if (stop.aborted) leave()
    void engine.call('setActive', { active: true })
    model.showTitle()
    if (open !== undefined) void model.openWith(open)
    await screen.waitUntilExit()
  } finally {
    stop.removeEventListener('abort', leave)
    stopBell()
    out.off('resize', onResize)
    screen.unmount()
    signal(signals.giveTitleBack)
    await model.close()
  }
}

type RootProps = {
  readonly model: ChatModel
  readonly coloured: boolean
  readonly sleep: () => Promise<void>
  /** Is told how to sleep, which the drawing library lets only its own components do. */
  readonly onReady: (suspend: () => void) => void
}

function Root({ model, coloured, sleep, onReady }: RootProps): ReactNode {
  const { suspendTerminal } = useApp()
  useEffect(() => onReady(() => void suspendTerminal(sleep)), [suspendTerminal, sleep, onReady])
  return createElement(Screen, { model, coloured, clock: Date.now })
}

/** Sleeps as a program in a shell does, where there is one to wake it. */
async function slept({ out, sleep }: Chat['world'], model: ChatModel): Promise<void> {
  if (sleep === undefined) return
  out.write(signals.giveTitleBack)
  await model.rest(sleep)
  out.write(signals.keepTitle)
  model.showTitle()
}

function sizeOf({ columns, rows }: Terminal): { columns: number; rows: number } {
  return { columns: columns || usualSize.columns, rows: rows || usualSize.rows }
}
