// programs: what has access to the account over REST, and the programs that one makes.

import type { ProgramAccess, RegisteredProgram } from '@sotto/client'
import { ask, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'

export const programs: Run = (call) => {
  const [action, first, ...more] = call.words
  if (action === undefined) return list(call)
  if (action === 'register' && first !== undefined) return register(call, first, more)
  if (action === 'revoke' && first !== undefined && more.length === 0) return revoke(call, first)
  if (action === 'remove' && first !== undefined && more.length === 0) return remove(call, first)
  throw new UsageError(
    'sotto programs does revoke ACCESS, register NAME [ADDRESS…], or remove PROGRAM.',
    'programs',
  )
}

function list(call: Call): Promise<void> {
  return withDevice(call, async (engine) => {
    const { access, registered } = await ask(engine, 'programs')
    if (access.length + registered.length === 0) call.output.note('No program has access to this account.')
    for (const one of access) call.output.result(one, (style) => accessLine(one, style))
    for (const one of registered) call.output.result(one, (style) => registeredLine(one, style))
  })
}

function register(call: Call, name: string, redirectUris: readonly string[]): Promise<void> {
  return withDevice(call, async (engine) => {
    const { program } = await ask(engine, 'registerProgram', { name, redirectUris })
    call.output.result(
      { program },
      (style) => `${style.bold(harmlessLine(name))} is registered; it asks for access as ${program}.`,
    )
  })
}

function revoke(call: Call, access: string): Promise<void> {
  return withDevice(call, async (engine) => {
    await ask(engine, 'revokeProgram', { access })
    call.output.result({ access }, () => 'The program has no access any more.')
  })
}

function remove(call: Call, program: string): Promise<void> {
  return withDevice(call, async (engine) => {
    await ask(engine, 'removeProgram', { program })
    call.output.result({ program }, () => 'The program is removed, with every access it had.')
  })
}

function accessLine({ name, by, scopes, since, used, access }: ProgramAccess, style: Style): string {
  const last = used === undefined ? 'not used yet' : `last used ${timeText(used)}`
  return `${style.bold(harmlessLine(name))}  by ${by}  ${scopes.join(' ')}  ${style.dim(`since ${timeText(since)}, ${last}`)}  ${access}`
}

function registeredLine({ name, program, redirectUris }: RegisteredProgram, style: Style): string {
  const where = redirectUris.length === 0 ? 'shows codes' : redirectUris.map(harmlessLine).join(' ')
  return `${style.bold(harmlessLine(name))}  registered by you  ${style.dim(where)}  ${program}`
}
