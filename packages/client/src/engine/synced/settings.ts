// The settings of the account, each as a text of its own among what follows it (spec/synced.md SY-13, SY-14). A text that
// this version does not know counts as never chosen.

import type { Outcome } from '../../api/outcome.ts'
import { noticeContents, type QuietHours, type Settings, themes } from '../../api/settings.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { textOf } from '../store/rows.ts'
import { change } from './change.ts'

/** One setting: its name among what follows the account, and its text there. */
type Form = {
  readonly name: string
  /** Undefined where it is not among those chosen. */
  write(chosen: Settings): string | undefined
  read(text: string): Settings
}

const forms: readonly Form[] = [
  { name: 'theme', write: ({ theme }) => theme, read: (text) => known('theme', among(themes, text)) },
  {
    name: 'notices.show',
    write: (chosen) => chosen.noticeContents,
    read: (text) => known('noticeContents', among(noticeContents, text)),
  },
  {
    name: 'notices.sound',
    write: ({ noticeSound }) => noticeSound,
    read: (text) => known('noticeSound', among(['on', 'off'] as const, text)),
  },
  {
    name: 'quiet.hours',
    write: ({ quietHours: hours }) => (typeof hours === 'object' ? hoursText(hours) : hours),
    read: (text) => known('quietHours', text === 'off' ? 'off' : hoursIn(text)),
  },
  {
    name: 'quiet.until',
    write: ({ quietUntil }) => (quietUntil === undefined ? undefined : String(quietUntil)),
    read: (text) => known('quietUntil', among(['off', 'always'] as const, text) ?? momentIn(text)),
  },
]

export async function setSetting(live: Live, chosen: Settings): Promise<Outcome<null>> {
  const { quietUntil, quietHours } = chosen
  const hasPassed = typeof quietUntil === 'number' && !(quietUntil > live.platform.clock.now())
  const isNone = typeof quietHours === 'object' && !areHours(quietHours)
  if (hasPassed || isNone)
    return failure('bad_time', 'Choose a time that is still to come, and two times of day.')
  for (const { name, write } of forms) {
    const text = write(chosen)
    if (text !== undefined) await change(live, { kind: 'setting', name }, text)
  }
  await live.synced().tell()
  return { ok: true, value: null }
}

/** What has passed is not there. */
export async function readSettings({ db, platform }: Pick<Live, 'db' | 'platform'>): Promise<Settings> {
  const rows = await db.all(`SELECT name, value FROM synced WHERE kind = 'setting'`)
  const texts = new Map(rows.map((row) => [textOf(row, 'name'), textOf(row, 'value')]))
  const read = forms.map((form) => {
    const text = texts.get(form.name)
    return text === undefined ? {} : form.read(text)
  })
  const { quietUntil, ...rest } = Object.assign({}, ...read) as Settings
  const isOver = typeof quietUntil === 'number' && quietUntil <= platform.clock.now()
  return quietUntil === undefined || isOver ? rest : { ...rest, quietUntil }
}

function known<K extends keyof Settings>(choice: K, value: Settings[K]): Settings {
  return value === undefined ? {} : { [choice]: value }
}

function among<const T extends string>(all: readonly T[], text: string): T | undefined {
  return all.find((one) => one === text)
}

function hoursText({ from, to }: QuietHours): string {
  return `${clockText(from)}-${clockText(to)}`
}

function clockText(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function hoursIn(text: string): QuietHours | undefined {
  const [, ...parts] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text) ?? []
  const [h1 = 24, m1 = 60, h2 = 24, m2 = 60] = parts.map(Number)
  const hours = { from: h1 * 60 + m1, to: h2 * 60 + m2 }
  return m1 < 60 && m2 < 60 && areHours(hours) ? hours : undefined
}

function areHours({ from, to }: QuietHours): boolean {
  const isTime = (one: number) => Number.isInteger(one) && one >= 0 && one < 1440
  return isTime(from) && isTime(to) && from !== to
}

function momentIn(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
