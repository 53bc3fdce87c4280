// second-factor: an authenticator app, backup codes and passkeys, looked at, set up and removed; and the code that
// a sign-in may ask for.

import type { Engine, FactorsSnapshot, SecondFactorGiven } from '@sotto/client'
import encodeQR from 'qr'
import { ask, until, withDevice } from '../device.ts'
import { ExpectedFailure, UsageError } from '../errors.ts'
import { readPassword, readSecret, type Secret } from '../terminal/input.ts'
import type { Style } from '../terminal/style.ts'
import { type Call, promptingOf, type Run } from './command.ts'

const instead =
  'A terminal can’t be shown to it: run sotto signin without a password, and type the code on such a device.'
const code: Secret = { variable: 'SOTTO_CODE', question: 'Code', fresh: false }

/** Enters an account; with a code, where the account has a second factor. A company's provider it can't be shown to. */
export async function withCode<T>(
  call: Call,
  enter: (given: { secondFactor?: SecondFactorGiven }) => Promise<T>,
): Promise<T> {
  const given = call.world.env.SOTTO_CODE ?? ''
  try {
    return await enter(given === '' ? {} : { secondFactor: { code: given } })
  } catch (error) {
    if (!(error instanceof ExpectedFailure)) throw error
    const { code: why, message, secondFactor: asked } = error.problem
    if (why === 'sso_required') throw new ExpectedFailure({ code: why, message: `${message} ${instead}` })
    if (asked === undefined || given !== '') throw error
    return enter({ secondFactor: { code: await askForCode(call, asked.has) } })
  }
}

function askForCode(call: Call, has: readonly string[]): Promise<string> {
  if (!has.includes('authenticator') && !has.includes('backup')) {
    throw new ExpectedFailure({
      code: 'second_factor_required',
      message:
        'The second factor of this account is a passkey, which a terminal can’t show. Make backup codes in a browser where you are signed in.',
    })
  }
  if (call.world.keyboard.isTTY !== true) {
    throw new ExpectedFailure({
      code: 'second_factor_required',
      message:
        'The account has a second factor: set SOTTO_CODE to a code of your authenticator app, or a backup code.',
    })
  }
  const app = has.includes('authenticator')
    ? 'Code of your authenticator app, or a backup code'
    : 'Backup code'
  return readSecret(promptingOf(call), { ...code, question: app })
}

export const secondFactor: Run = (call) => {
  const [action, word] = call.words
  if (action === undefined) return show(call)
  if (action === 'add') return add(call, word)
  if (action === 'codes' && word === undefined) return codes(call)
  if (action === 'remove') return remove(call, word)
  throw new UsageError('sotto second-factor does add [SECRET], codes, or remove [PASSKEY].', 'second-factor')
}

function show(call: Call): Promise<void> {
  return withDevice(call, async (engine, { account }) => {
    const { policy, authenticator, backupCodes, passkeys } = await factorsOf(engine)
    const listed = passkeys.map(({ id, name, opens }) => ({ id, name, opens }))
    call.output.result({ account, policy, authenticator, backupCodes, passkeys: listed }, (style) =>
      [
        `Authenticator app: ${authenticator ? 'yes' : 'no'}`,
        `Backup codes left: ${backupCodes}`,
        ...listed.map(
          ({ id, name, opens }) =>
            `Passkey: ${style.name(name)}${opens ? '' : ' (second factor only)'} ${style.dim(id)}`,
        ),
        ...(policy === 'required'
          ? [style.warn('This server wants everybody to have a second factor.')]
          : []),
      ].join('\n'),
    )
  })
}

/** What the server has told; a program that has just begun has perhaps not heard it yet. */
async function factorsOf(engine: Engine): Promise<FactorsSnapshot> {
  await ask(engine, 'refreshAccount')
  return until(engine, 'account', undefined, ({ factors }) => factors)
}

function add(call: Call, given: string | undefined): Promise<void> {
  return withDevice(call, async (engine, { account }) => {
    const secret = given ?? (await showSecret(call, engine))
    const password = await readPassword(promptingOf(call), false)
    const shown = await readSecret(promptingOf(call), { ...code, question: 'Code that the app shows' })
    const { backupCodes } = await ask(engine, 'addAuthenticator', { password, secret, code: shown })
    call.output.result({ account, backupCodes }, (style) =>
      [
        'The authenticator app is added: its code is asked for when you sign in.',
        '',
        ...codeLines(backupCodes, style),
      ].join('\n'),
    )
  })
}

async function showSecret({ world, output }: Call, engine: Engine): Promise<string> {
  if (output.json || world.keyboard.isTTY !== true) {
    throw new UsageError(
      'There is no terminal to show the secret on: name a SECRET of your own.',
      'second-factor',
    )
  }
  const { secret, uri } = await ask(engine, 'newAuthenticator')
  output.note(encodeQR(uri, 'ascii').trimEnd())
  output.note(
    `Scan this with your authenticator app, or type this in it: ${secret.replace(/(.{4})(?=.)/g, '$1 ')}`,
  )
  return secret
}

function codes(call: Call): Promise<void> {
  return withDevice(call, async (engine, { account }) => {
    const password = await readPassword(promptingOf(call), false)
    const { backupCodes } = await ask(engine, 'newBackupCodes', { password })
    call.output.result({ account, backupCodes }, (style) =>
      [...codeLines(backupCodes, style), 'The ones before are good for nothing any more.'].join('\n'),
    )
  })
}

function remove(call: Call, id: string | undefined): Promise<void> {
  return withDevice(call, async (engine, { account }) => {
    const password = await readPassword(promptingOf(call), false)
    if (id === undefined) await ask(engine, 'removeAuthenticator', { password })
    else await ask(engine, 'removePasskey', { password, id })
    call.output.result({ account }, () =>
      id === undefined ? 'The authenticator app is removed.' : 'The passkey is removed.',
    )
  })
}

function codeLines(backupCodes: readonly string[], style: Style): readonly string[] {
  return [
    'Backup codes, each good once in the place of the app; they are shown only now:',
    ...backupCodes.map((one) => `  ${style.bold(one)}`),
    'Keep them apart from the device with the app.',
  ]
}
