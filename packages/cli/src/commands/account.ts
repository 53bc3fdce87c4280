// signup, signin, whoami: whose device this profile is.

import type { Engine } from '@sotto/client'
import { ask, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { readPassword } from '../terminal/input.ts'
import type { Call, Run } from './command.ts'
import { withEntrance } from './entrance.ts'
import { haveEntered, signInByDevice } from './link.ts'
import { withCode } from './second-factor.ts'

export const signUp: Run = (call) =>
  withCredentials(call, true, async (engine, credentials) => {
    const made = await ask(engine, 'signUp', credentials)
    const { account, device, recoveryCode } = made
    call.output.result({ account, device, recoveryCode }, (style) =>
      [
        `Signed up as ${style.name(account)}; this device is ${device}.`,
        '',
        `Recovery code: ${style.bold(recoveryCode)}`,
        'It is the only way back when the password is lost, and it is shown only now.',
      ].join('\n'),
    )
  })

/** By the password only where it is given or asked for: usually by a device that is signed in already. */
export const signIn: Run = (call) => {
  const isGiven = (call.world.env.SOTTO_PASSWORD ?? '') !== ''
  if (!isGiven && call.options.password !== true) return signInByDevice(call)
  if (call.words.length === 0) throw new UsageError('Whose account? The password is of one.', 'signin')
  return withCredentials(call, false, async (engine, credentials) => {
    const entered = await withCode(call, (given) => ask(engine, 'signIn', { ...credentials, ...given }))
    await haveEntered(call, engine, entered)
  })
}

export const whoAmI: Run = (call) =>
  withDevice(call, async (_engine, { account, device, server }) => {
    call.output.result(
      { account, device, server },
      (style) => `${style.name(account)} on ${server}, device ${device}`,
    )
  })

type Credentials = { server: string; account: string; password: string; forget?: boolean }

/** The profile is opened before the password is asked for, so that nobody types it for nothing. */
function withCredentials(
  call: Call,
  fresh: boolean,
  use: (engine: Engine, credentials: Credentials) => Promise<void>,
): Promise<void> {
  return withEntrance(call, async (engine, address) => {
    const { keyboard, err, env } = call.world
    const password = await readPassword({ keyboard, screen: err, env }, fresh)
    await use(engine, { ...address, password })
  })
}
