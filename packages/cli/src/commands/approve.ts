// approve: answers the code that a new device, or a program, shows.

import type { CodeAsked, Engine } from '@sotto/client'
import { ask, withDevice } from '../device.ts'
import { ExpectedFailure } from '../errors.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import { readPassword } from '../terminal/input.ts'
import type { Style } from '../terminal/style.ts'
import { type Call, promptingOf, type Run } from './command.ts'

export const approve: Run = (call) =>
  withDevice(call, async (engine, { account }) => {
    const code = call.words.join('')
    const asked = await ask(engine, 'lookAtCode', { code })
    if (call.options.no === true) {
      await ask(engine, 'denyCode', { code })
      return tell(call, asked, { approved: false, text: () => 'Told that it is not wanted.' })
    }
    if (asked.kind === 'device') {
      await admitDevice(call, engine, code)
      return tell(call, asked, {
        approved: true,
        text: (style) => `The device is signed in as ${style.name(account)}${placeOf(asked)}.`,
      })
    }
    const words = `${harmlessLine(asked.name)}, registered by ${asked.by}, asks for ${asked.scopes.join(', ')}${placeOf(asked)}.`
    if (call.options.yes !== true) {
      throw new ExpectedFailure({
        code: 'not_confirmed',
        message: `${words} To give it that: sotto approve ${code} --yes`,
      })
    }
    await ask(engine, 'admitProgram', { code })
    tell(call, asked, { approved: true, text: () => `${words} It has that now.` })
  })

async function admitDevice(call: Call, engine: Engine, code: string): Promise<void> {
  const password = await readPassword(promptingOf(call), false)
  await ask(engine, 'admitDevice', { code, password })
}

type Told = { readonly approved: boolean; readonly text: (style: Style) => string }

function tell(call: Call, asked: CodeAsked, { approved, text }: Told): void {
  const { asked: _asked, ...rest } = asked
  call.output.result({ ...rest, approved }, text)
}

function placeOf({ from }: CodeAsked): string {
  return from === undefined ? '' : `, from ${harmlessLine(from)}`
}
