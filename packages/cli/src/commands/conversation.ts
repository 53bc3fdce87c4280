// conversation pin, unpin, archive, unarchive, unread, mute, unmute, level: what the person wants of one, on all devices of the account.

import type { ConversationSummary, Engine, NoticeLevel } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'
import { ask, catchUp, until, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import { timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { existing } from './target.ts'

const lengths = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const levels: readonly NoticeLevel[] = ['everything', 'mentions', 'nothing']

type Act =
  | { readonly kind: 'pin' | 'unpin' | 'archive' | 'unarchive' | 'unread' | 'unmute' }
  | { readonly kind: 'mute'; readonly lasts?: number }
  | { readonly kind: 'level'; readonly level: NoticeLevel }

export const conversation: Run = (call) => {
  const [action, target = '', more] = call.words
  if (more !== undefined && action !== 'mute' && action !== 'level') {
    throw new UsageError('There is a word too many.', 'conversation')
  }
  switch (action) {
    case 'pin':
    case 'unpin':
    case 'archive':
    case 'unarchive':
    case 'unread':
    case 'unmute':
      return change(call, target, { kind: action })
    case 'mute':
      return change(call, target, {
        kind: action,
        ...(more === undefined ? {} : { lasts: lengthOf(more, 'conversation') }),
      })
    case 'level':
      return change(call, target, { kind: action, level: levelOf(more) })
    default:
      throw new UsageError(`sotto conversation has no "${action}".`, 'conversation')
  }
}

function change(call: Call, target: string, act: Act): Promise<void> {
  return withDevice(call, async (engine) => {
    await catchUp(engine)
    const { conversation: id } = await existing(engine, target)
    await carryOut(engine, id, act)
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

function carryOut(engine: Engine, conversation: ConversationId, act: Act): Promise<null> {
  switch (act.kind) {
    case 'mute': {
      const untilWhen = act.lasts === undefined ? 'always' : Date.now() + act.lasts
      return ask(engine, 'mute', { conversation, until: untilWhen })
    }
    case 'unread':
      return ask(engine, 'markUnread', { conversation, unread: true })
    case 'level':
      return ask(engine, 'setLevel', { conversation, level: act.level })
    default:
      return ask(engine, act.kind, { conversation })
  }
}

/** As it is told with `--json`. */
export function marksOf({ pinnedAt, mutedUntil, level, archived, markedUnread }: ConversationSummary) {
  return {
    pinned: pinnedAt !== undefined,
    level,
    ...(mutedUntil === undefined ? {} : { mutedUntil }),
    ...(archived === undefined ? {} : { archived }),
    ...(markedUnread === undefined ? {} : { markedUnread }),
  }
}

export function markWords(one: ConversationSummary): string {
  const { pinnedAt, mutedUntil, level, archived, markedUnread } = one
  const muted = mutedUntil === 'always' ? 'muted' : `muted until ${timeText(mutedUntil ?? 0)}`
  const told = level === 'mentions' ? ['mentions only'] : []
  const words = [
    pinnedAt === undefined ? [] : ['pinned'],
    mutedUntil === undefined ? told : [muted],
    archived === undefined ? [] : ['archived'],
    markedUnread === undefined ? [] : ['marked as unread'],
  ]
  return words.flat().join(', ')
}

function isDone(one: ConversationSummary, act: Act): boolean {
  const { pinnedAt, mutedUntil, level, archived, markedUnread } = one
  switch (act.kind) {
    case 'pin':
      return pinnedAt !== undefined
    case 'unpin':
      return pinnedAt === undefined
    case 'archive':
      return archived === true
    case 'unarchive':
      return archived === undefined
    case 'unread':
      return markedUnread === true
    case 'mute':
      return mutedUntil !== undefined
    case 'unmute':
      return mutedUntil === undefined
    case 'level':
      return level === act.level
  }
}

function levelOf(text: string | undefined): NoticeLevel {
  const level = levels.find((one) => one === text)
  if (level !== undefined) return level
  throw new UsageError('Told of it is everything, mentions or nothing.', 'conversation')
}

/** `help`: the command whose words are shown where it is none. */
export function lengthOf(text: string, help: string): number {
  const [, number = '', unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? []
  const length = Number(number) * (unit === 'm' || unit === 'h' || unit === 'd' ? lengths[unit] : 0)
  if (length <= 0) throw new UsageError('How long is a number with m, h or d, such as 8h.', help)
  return length
}
