// signin without a password: shows a code, waits until it was typed on a device that is signed in, and enters.

import type { Commands, Engine } from '@sotto/client'
import encodeQR from 'qr'
import { ask } from '../device.ts'
import { ExpectedFailure } from '../errors.ts'
import type { Style } from '../terminal/style.ts'
import type { Call } from './command.ts'
import { withEntrance } from './entrance.ts'

type Asked = Commands['askForSignIn']['value']

export function signInByDevice(call: Call): Promise<void> {
  return withEntrance(call, async (engine, { server, account, forget }) => {
    const asked = await ask(engine, 'askForSignIn', { server })
    const { code, address, link, expires } = asked
    const isTerminal = call.world.out.isTTY === true
    call.output.result({ code, address, link, expires }, (style) => askedText(asked, style, isTerminal))
    const entered = await engine.call('awaitSignIn', {
      ticket: asked.ticket,
      ...(account === '' ? {} : { account }),
      ...(forget === undefined ? {} : { forget }),
    })
    if (!entered.ok) throw new ExpectedFailure(entered.error)
    // the device gives itself its name by that, under which the other one tells of it
    await engine.call('devices')
    await haveEntered(call, engine, entered.value)
  })
}

/** Names the device, where a name was given, and says who is signed in. */
export async function haveEntered(
  call: Call,
  engine: Engine,
  { account, device }: Commands['signIn']['value'],
): Promise<void> {
  const name = call.options['device-name']
  if (typeof name === 'string') {
    // by then it has the name of its machine, which is not given over this one any more
    await ask(engine, 'devices')
    await ask(engine, 'renameDevice', { device, name })
  }
  call.output.result(
    { account, device },
    (style) => `Signed in as ${style.name(account)}; this device is ${device}.`,
  )
}

function askedText({ code, address, link }: Asked, style: Style, isTerminal: boolean): string {
  return [
    ...(isTerminal ? [encodeQR(link, 'ascii').trimEnd(), ''] : []),
    `On a device where you are signed in, open ${style.bold(address)} and type this code:`,
    '',
    `  ${style.bold(code)}`,
    '',
    style.dim('No such device at hand? Ctrl-C, then: sotto signin NAME --password'),
    'Waiting, for ten minutes at most…',
  ].join('\n')
}
