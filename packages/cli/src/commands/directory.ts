// directory: whether the server's word about keys and devices can be relied on, what it has signed where it can't, and
// the decision to go on.

import type { DirectoryDoubt, DirectorySnapshot } from '@sotto/client'
import { ask, until, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { harmless } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'

export const directory: Run = (call) => {
  const [what, since] = call.words
  switch (what) {
    case undefined:
      return show(call)
    case 'doubts':
      return list(call)
    case 'accept':
      return accept(call, since)
    default:
      throw new UsageError(`sotto directory has no "${what}".`, 'directory')
  }
}

function show(call: Call): Promise<void> {
  return withDevice(call, async (engine) => {
    const now = await until(engine, 'directory', undefined, (snapshot) => snapshot)
    call.output.result({ ...now }, (style) => linesOf(now, style))
  })
}

function list(call: Call): Promise<void> {
  return withDevice(call, async (engine) => {
    for (const doubt of await ask(engine, 'directoryDoubts')) {
      call.output.result({ ...doubt }, (style) => doubtLines(doubt, style, doubt.settled))
    }
  })
}

function accept(call: Call, text: string | undefined): Promise<void> {
  const since = Number(text)
  if (text === undefined || !Number.isSafeInteger(since) || since < 0) {
    throw new UsageError(
      'Name the time of the doubt that you have looked at, as "since" says it.',
      'directory',
    )
  }
  return withDevice(call, async (engine) => {
    await ask(engine, 'acceptDirectory', { since })
    const now = await until(engine, 'directory', undefined, (snapshot) => snapshot)
    call.output.result({ ...now }, (style) => linesOf(now, style))
  })
}

function linesOf(now: DirectorySnapshot, style: Style): string {
  if (now.state === 'good') return `Nothing is wrong with the server’s directory. Changes seen: ${now.size}`
  return [
    doubtLines(now, style, false),
    ...(now.kind === 'unproven' || now.kind === 'older'
      ? []
      : ['To go on all the same:', `  sotto directory accept ${now.since}`]),
  ].join('\n')
}

function doubtLines({ text, since, heads }: DirectoryDoubt, style: Style, isSettled: boolean): string {
  const when = style.dim(`${timeText(since)}${isSettled ? '  settled' : ''}`)
  return [style.warn(`! ${harmless(text)}`), when, ...heads.map((head) => style.dim(`  ${head}`))].join('\n')
}
