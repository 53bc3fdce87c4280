// security: who can read a conversation, with which devices.

import type { ReadingDevice, SecuritySnapshot } from '@sotto/client'
import { catchUp, until, withDevice } from '../device.ts'
import { ExpectedFailure } from '../errors.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'
import type { Run } from './command.ts'
import { existing } from './target.ts'

export const security: Run = (call) =>
  withDevice(call, async (engine) => {
    await catchUp(engine)
    const { conversation } = await existing(engine, call.words[0] ?? '')
    const readers = await until(engine, 'security', { conversation }, (snapshot) => ({ snapshot }))
    if (readers.snapshot === null) {
      throw new ExpectedFailure({
        code: 'unknown_conversation',
        message: 'This device is not in this conversation (any more): nothing new can be read here.',
      })
    }
    for (const person of readers.snapshot.people) {
      call.output.result({ ...person }, (style) => linesOf(person, style))
    }
  })

type Person = SecuritySnapshot['people'][number]

function linesOf(person: Person, style: Style): string {
  const head = `${style.name(person.account)}  ${standingOf(person, style)}`
  return [head, ...person.devices.map((device) => deviceLine(device, style))].join('\n')
}

function standingOf({ own, changed, verifiedAt }: Person, style: Style): string {
  if (own) return style.dim('you')
  if (changed) return style.warn('safety number changed')
  if (verifiedAt !== undefined) return style.good(`verified on ${timeText(verifiedAt)}`)
  return style.dim('not verified')
}

function deviceLine({ device, name, since, current }: ReadingDevice, style: Style): string {
  const called = name === undefined ? '' : `  ${harmlessLine(name)}`
  return `  ${device}${called}  ${style.dim(`since ${timeText(since)}`)}${current ? '  this device' : ''}`
}
