// signup, signin, whoami: whose device this profile is.

import type { Engine } from '@sotto/client'
import { ask, type SignedOut, serverOf, withDevice, withEngine } from '../device.ts'
import { ExpectedFailure } from '../errors.ts'
import { readPassword } from '../terminal/input.ts'
import type { Call, Run } from './command.ts'

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

export const signIn: Run = (call) =>
  withCredentials(call, false, async (engine, credentials) => {
    const { account, device } = await ask(engine, 'signIn', credentials)
    call.output.result(
      { account, device },
      (style) => `Signed in as ${style.name(account)}; this device is ${device}.`,
    )
  })

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
  return withEngine(call, async (engine, session) => {
    const server = serverOf(call)
    const account = call.words[0] ?? ''
    const forget = call.options.forget === true
    if (session.state === 'signed-out' && !forget)
      checkKept(session, { server, account: account.trim().toLowerCase() })
    const { keyboard, err, env } = call.world
    const password = await readPassword({ keyboard, screen: err, env }, fresh)
    await use(engine, { server, account, password, ...(forget ? { forget } : {}) })
  })
}

/** Entering as somebody else, or elsewhere, would wipe the history that is kept here: nobody is to do it unawares. */
function checkKept({ kept }: SignedOut, wanted: { readonly server: string; readonly account: string }): void {
  if (kept === undefined) return
  if (kept.server !== wanted.server) {
    throw new ExpectedFailure({
      code: 'other_server',
      message: `This profile holds the history of ${kept.account} at ${kept.server}. Sign in there with --server ${kept.server}, use another --profile for ${wanted.server}, or erase it with --forget.`,
    })
  }
  if (kept.account === wanted.account) return
  throw new ExpectedFailure({
    code: 'other_account',
    message: `This profile holds the history of ${kept.account}; use another --profile for ${wanted.account}, or erase it with --forget.`,
  })
}
