// password, recover, recovery-code, keys: the ways into an account, changed, lost and found.

import { resolve } from 'node:path'
import { ask, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { readPassword, readSecret, type Secret } from '../terminal/input.ts'
import type { Style } from '../terminal/style.ts'
import { type Call, promptingOf, type Run } from './command.ts'
import { withEntrance } from './entrance.ts'
import { readOwn, writeOwn } from './files.ts'
import { withCode } from './second-factor.ts'

/** A key file is far smaller. */
const longestFile = 64 * 1024

const newPassword: Secret = { variable: 'SOTTO_NEW_PASSWORD', question: 'New password', fresh: true }
const recoveryCode: Secret = { variable: 'SOTTO_RECOVERY_CODE', question: 'Recovery code', fresh: false }
const filePassword = { variable: 'SOTTO_FILE_PASSWORD', question: 'Password of the key file' } as const

export const password: Run = (call) =>
  withDevice(call, async (engine, { account }) => {
    const present = await readPassword(promptingOf(call), false)
    const next = await readSecret(promptingOf(call), newPassword)
    const signOutOthers = call.options['sign-out-others'] === true
    const { devicesLeft } = await ask(engine, 'changePassword', {
      present: { password: present },
      next,
      signOutOthers,
    })
    call.output.result({ account, devicesLeft }, (style) =>
      [
        `The password of ${style.name(account)} is changed.`,
        ...(devicesLeft === 0
          ? []
          : [style.warn('Not every other device could be signed out: see sotto devices.')]),
      ].join('\n'),
    )
  })

export const recover: Run = (call) =>
  withEntrance(call, async (engine, address) => {
    const code = await readSecret(promptingOf(call), recoveryCode)
    const chosen = await readSecret(promptingOf(call), newPassword)
    const params = { ...address, code, password: chosen }
    const made = await withCode(call, (given) => ask(engine, 'recover', { ...params, ...given }))
    const { account, device } = made
    call.output.result({ account, device, recoveryCode: made.recoveryCode }, (style) =>
      [
        `Signed in as ${style.name(account)}, with a new password; this device is ${device}.`,
        '',
        ...codeLines(made.recoveryCode, style),
        'The one that you used is good for nothing any more.',
      ].join('\n'),
    )
  })

export const newRecoveryCode: Run = (call) =>
  withDevice(call, async (engine, { account }) => {
    const present = await readPassword(promptingOf(call), false)
    const made = await ask(engine, 'newRecoveryCode', { password: present })
    call.output.result({ account, recoveryCode: made.recoveryCode }, (style) =>
      [...codeLines(made.recoveryCode, style), 'The one before is good for nothing any more.'].join('\n'),
    )
  })

export const keys: Run = (call) => {
  const [action, first = '', second] = call.words
  if (action === 'export' && second === undefined) return exportKeys(call, first)
  if (action === 'import' && second !== undefined) {
    return importKeys({ ...call, words: [first] }, second)
  }
  throw new UsageError('sotto keys does export FILE, or import NAME FILE.', 'keys')
}

function exportKeys(call: Call, name: string): Promise<void> {
  return withDevice(call, async (engine, { account }) => {
    const present = await readPassword(promptingOf(call), false)
    const chosen = await readSecret(promptingOf(call), { ...filePassword, fresh: true })
    const { file } = await ask(engine, 'exportKeys', { password: present, filePassword: chosen })
    const path = resolve(name)
    await writeOwn(path, file)
    call.output.result({ account, file: path }, (style) =>
      [
        `The keys of ${style.name(account)} are in ${path}, under the password you chose for it.`,
        'Whoever has both can read your messages. Keep the file away from this machine.',
      ].join('\n'),
    )
  })
}

function importKeys(call: Call, name: string): Promise<void> {
  return withEntrance(call, async (engine, address) => {
    const read = await readOwn(resolve(name), { what: 'key file', longest: longestFile })
    const file = read.toString('utf8')
    const chosen = await readSecret(promptingOf(call), { ...filePassword, fresh: false })
    const fresh = call.world.env.SOTTO_NEW_PASSWORD ?? ''
    const bare = { ...address, file, filePassword: chosen }
    const params = fresh === '' ? bare : { ...bare, password: fresh }
    const made = await withCode(call, (given) => ask(engine, 'signInWithKeys', { ...params, ...given }))
    const { account, device } = made
    call.output.result(
      { account, device },
      (style) => `Signed in as ${style.name(account)}; this device is ${device}.`,
    )
  })
}

function codeLines(code: string, style: Style): readonly string[] {
  return [
    `Recovery code: ${style.bold(code)}`,
    'It is the only way back when the password is lost, and it is shown only now.',
  ]
}
