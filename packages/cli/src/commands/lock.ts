// lock: a passphrase for this profile, which every command then asks for.

import { ask, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { readPassphrase, readSecret } from '../terminal/input.ts'
import type { Call, Run } from './command.ts'

export const lock: Run = (call) => {
  const [action] = call.words
  if (action === 'on' || action === 'change') return set(call, action)
  if (action === 'off') return remove(call)
  throw new UsageError(`sotto lock has no "${action}".`, 'lock')
}

/** In a terminal a command ends by itself, so that nothing has to lock while it runs. */
const afterMinutes = 0

function set(call: Call, action: 'on' | 'change'): Promise<void> {
  return withDevice(call, async (engine, { account }) => {
    const { keyboard, err: screen, env } = call.world
    const present = action === 'change' ? await readPassphrase(call.world) : undefined
    const question = 'New passphrase'
    const secret = { variable: 'SOTTO_NEW_PASSPHRASE', question, fresh: true } as const
    const passphrase = await readSecret({ keyboard, screen, env }, secret)
    const given = { passphrase, afterMinutes }
    await ask(
      engine,
      'setLock',
      present === undefined ? given : { ...given, present: { passphrase: present } },
    )
    call.output.result({ account, lock: true }, () => 'This profile opens with its passphrase from now on.')
  })
}

function remove(call: Call): Promise<void> {
  return withDevice(call, async (engine, { account }) => {
    await ask(engine, 'removeLock', { passphrase: await readPassphrase(call.world) })
    call.output.result({ account, lock: false }, () => 'This profile opens without a passphrase.')
  })
}
