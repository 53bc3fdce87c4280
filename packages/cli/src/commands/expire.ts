// expire: how long what is written in a conversation lives, and the lengths that people write for it.

import { lifeText } from '../chat/happening-text.ts'
import { ask, catchUp, until, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import type { OptionValues } from '../options.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import type { Run } from './command.ts'
import { existing } from './target.ts'

const lengths = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

export const expire: Run = (call) => {
  const [target = '', text] = call.words
  const wanted = text === undefined ? undefined : lifeOf(text, 'expire')
  return withDevice(call, async (engine) => {
    await catchUp(engine)
    const { conversation, name } = await existing(engine, target)
    if (wanted !== undefined) await ask(engine, 'setTimer', { conversation, seconds: wanted })
    const seconds = await until(engine, 'conversation', { conversation }, (details) =>
      wanted === undefined || details?.timer === wanted ? (details?.timer ?? 0) : undefined,
    )
    call.output.result({ conversation, name, expires: seconds }, (style) => {
      const words = seconds === 0 ? 'messages stay' : `messages disappear after ${lifeText(seconds)}`
      return `${style.bold(harmlessLine(name))}  ${words}`
    })
  })
}

/** What `--expires` asks for; nothing without it. Throws UsageError. */
export function expiresAfter({ expires }: OptionValues, command: string): { readonly expiresAfter?: number } {
  return typeof expires === 'string' ? { expiresAfter: lifeOf(expires, command) } : {}
}

/** Seconds; 0 for `off`. Throws UsageError. */
function lifeOf(text: string, command: string): number {
  if (text === 'off') return 0
  const [, number = '', unit = ''] = /^(\d{1,8})([smhdw])$/.exec(text) ?? []
  const length = Number(number) * (isUnit(unit) ? lengths[unit] : 0)
  if (length > 0) return length
  throw new UsageError('How long is off, or a number with s, m, h, d or w, such as 30s or 1d.', command)
}

function isUnit(text: string): text is keyof typeof lengths {
  return text in lengths
}
