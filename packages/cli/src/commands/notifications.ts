// notifications: what they show and when there are none, for all devices of the account.

import type { QuietHours, Settings } from '@sotto/client'
import { ask, catchUp, until, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { lengthOf } from './conversation.ts'

const help = 'notifications'

export const notifications: Run = (call) => {
  const chosen = chosenBy(call.words)
  return withDevice(call, async (engine) => {
    await catchUp(engine)
    if (Object.keys(chosen).length > 0) await ask(engine, 'choose', chosen)
    tell(call, await until(engine, 'settings', undefined, (all) => (has(all, chosen) ? all : undefined)))
  })
}

function chosenBy(words: readonly string[]): Settings {
  const pairs = words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : []))
  const chosen = pairs.map(([what, value]) => choiceOf(what, value))
  return Object.assign({}, ...chosen) as Settings
}

function choiceOf(what: string, value: string): Settings {
  switch (what) {
    case 'show':
      if (value === 'message' || value === 'name' || value === 'nothing') return { noticeContents: value }
      throw new UsageError('A notification shows message, name or nothing.', help)
    case 'sound':
      if (value === 'on' || value === 'off') return { noticeSound: value }
      throw new UsageError('The sound is on or off.', help)
    case 'hours':
      return { quietHours: value === 'off' ? 'off' : hoursOf(value) }
    case 'quiet':
      if (value === 'off' || value === 'always') return { quietUntil: value }
      return { quietUntil: Date.now() + lengthOf(value, help) }
    default:
      throw new UsageError(`sotto notifications has no "${what}".`, help)
  }
}

function hoursOf(text: string): QuietHours {
  const [, ...parts] = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = parts.map(Number)
  const hours = { from: h1 * 60 + m1, to: h2 * 60 + m2 }
  if (hours.from !== hours.to) return hours
  throw new UsageError('Hours are two times of day, such as 22:00-07:00.', help)
}

function has(all: Settings, chosen: Settings): boolean {
  return Object.entries(chosen).every(
    ([name, value]) => JSON.stringify(all[name as keyof Settings]) === JSON.stringify(value),
  )
}

function tell({ output }: Call, settings: Settings): void {
  const { noticeContents: show = 'message', noticeSound: sound = 'on' } = settings
  const { quietHours: hours = 'off', quietUntil = 'off' } = settings
  const isQuiet = quietUntil === 'always' || (quietUntil !== 'off' && quietUntil > Date.now())
  const told = {
    ...{ show, sound },
    ...(hours === 'off' ? {} : { hours: hoursText(hours) }),
    ...(isQuiet ? { quietUntil } : {}),
  }
  output.result(told, () => {
    const quiet = typeof quietUntil === 'number' ? `until ${timeText(quietUntil)}` : 'until it is turned off'
    return [
      `show  ${show}`,
      `sound  ${sound}`,
      `quiet hours  ${hours === 'off' ? 'none' : hoursText(hours)}`,
      `do not disturb  ${isQuiet ? quiet : 'off'}`,
    ].join('\n')
  })
}

function hoursText({ from, to }: QuietHours): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return [from, to].map((one) => `${two(Math.floor(one / 60))}:${two(one % 60)}`).join('-')
}
