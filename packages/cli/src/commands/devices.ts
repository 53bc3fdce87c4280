// devices, signout: which devices the account has, what they are called, and the end of one.

import type { DeviceSnapshot } from '@sotto/client'
import { ask, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { deviceOf } from './target.ts'

export const devices: Run = (call) => {
  const [action, named, ...words] = call.words
  if (action === undefined) return list(call)
  if (action !== 'rename') throw new UsageError(`sotto devices has no "${action}".`, 'devices')
  if (named === undefined || words.length === 0)
    throw new UsageError('Which device, and what name?', 'devices')
  return rename(call, named, words.join(' '))
}

function list(call: Call): Promise<void> {
  return withDevice(call, async (engine) => {
    for (const one of await ask(engine, 'devices')) {
      const { isNew: _isNew, ...result } = one
      call.output.result(result, (style) => deviceLine(one, style))
    }
  })
}

function rename(call: Call, named: string, name: string): Promise<void> {
  return withDevice(call, async (engine) => {
    const device = deviceOf(named)
    await ask(engine, 'renameDevice', { device, name })
    call.output.result(
      { device, name },
      (style) => `${device} is now called ${style.bold(harmlessLine(name))}.`,
    )
  })
}

export const signOut: Run = (call) =>
  withDevice(call, async (engine, { account, device: own }) => {
    const [named] = call.words
    if (named === 'others') {
      for (const device of (await ask(engine, 'signOutOthers')).devices) {
        call.output.result({ account, device }, () => `Signed out ${device}.`)
      }
      return
    }
    const device = named === undefined ? own : deviceOf(named)
    if (device === own) {
      const { told } = await ask(engine, 'signOut')
      call.output.result({ account, device, told }, (style) => signedOutText(style.name(account), told))
      return
    }
    await ask(engine, 'signOutDevice', { device })
    call.output.result(
      { account, device },
      (style) => `Signed out ${device}; the conversations of ${style.name(account)} put it out.`,
    )
  })

function signedOutText(account: string, told: boolean): string {
  return told
    ? `Signed out; ${account} is no longer on this device.`
    : `Signed out here, and nothing of ${account} is left on this device. The server could not be told yet: that happens with the next command of this profile, and until then the conversations still count this device in.`
}

/** Also for the event that tells of a new one. */
export function deviceLine(one: DeviceSnapshot, style: Style): string {
  const name = one.name === undefined ? '' : `${style.bold(harmlessLine(one.name))}  `
  const added = `signed in ${timeText(one.added)}${from(one.addedFrom)}`
  const seen = `last seen ${timeText(one.lastSeen)}${from(one.seenFrom)}`
  return `${name}${one.device}  ${style.dim(`${added}, ${seen}`)}${one.current ? style.good('  this device') : ''}`
}

function from(network: string | undefined): string {
  return network === undefined ? '' : ` from ${harmlessLine(network)}`
}
