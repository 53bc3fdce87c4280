// conversation pin, unpin, mute, unmute: what the person wants of one, on all devices of the account.

import type { ConversationSummary } from '@sotto/client'
import { ask, catchUp, until, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import { timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { existing } from './target.ts'

const lengths = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

type Act = 'pin' | 'unpin' | 'mute' | 'unmute'

export const conversation: Run = (call) => {
  const [action, target = '', length, ...rest] = call.words
  if (rest.length > 0 || (length !== undefined && action !== 'mute')) {
    throw new UsageError('There is a word too many.', 'conversation')
  }
  switch (action) {
    case 'pin':
    case 'unpin':
    case 'unmute':
      return change(call, { act: action, target })
    case 'mute':
      return change(call, {
        act: action,
        target,
        ...(length === undefined ? {} : { lasts: lengthOf(length) }),
      })
    default:
      throw new UsageError(`sotto conversation has no "${action}".`, 'conversation')
  }
}

type Change = { readonly act: Act; readonly target: string; readonly lasts?: number }

function change(call: Call, { act, target, lasts }: Change): Promise<void> {
  return withDevice(call, async (engine) => {
    await catchUp(engine)
    const { conversation: id } = await existing(engine, target)
    const untilWhen = lasts === undefined ? 'always' : Date.now() + lasts
    if (act === 'mute') await ask(engine, 'mute', { conversation: id, until: untilWhen })
    else await ask(engine, act, { conversation: id })
    const changed = await until(engine, 'conversations', undefined, (all) => {
      const one = all.find((row) => row.conversation === id)
      return one !== undefined && isDone(one, act) ? one : undefined
    })
    const { name } = changed
    call.output.result({ conversation: id, name, ...marksOf(changed) }, (style) => {
      return `${style.bold(harmlessLine(name))}  ${markWords(changed)}`
    })
  })
}

/** As it is told with `--json`. */
export function marksOf({ pinnedAt, mutedUntil }: ConversationSummary) {
  return { pinned: pinnedAt !== undefined, ...(mutedUntil === undefined ? {} : { mutedUntil }) }
}

export function markWords({ pinnedAt, mutedUntil }: ConversationSummary): string {
  const muted = mutedUntil === 'always' ? 'muted' : `muted until ${timeText(mutedUntil ?? 0)}`
  const words = [pinnedAt === undefined ? [] : ['pinned'], mutedUntil === undefined ? [] : [muted]].flat()
  return words.join(', ')
}

function isDone({ pinnedAt, mutedUntil }: ConversationSummary, act: Act): boolean {
  switch (act) {
    case 'pin':
      return pinnedAt !== undefined
    case 'unpin':
      return pinnedAt === undefined
    case 'mute':
      return mutedUntil !== undefined
    case 'unmute':
      return mutedUntil === undefined
  }
}

function lengthOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? []
  const length = Number(number) * (unit === 'm' || unit === 'h' || unit === 'd' ? lengths[unit] : 0)
  if (length <= 0) throw new UsageError('How long is a number with m, h or d, such as 8h.', 'conversation')
  return length
}
