// profile, status: what people say of themselves, and how they are just now.

import { resolve } from 'node:path'
import type { Commands, ProfileSnapshot } from '@sotto/client'
import { ask, catchUp, reachesServer, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { harmlessLine } from '../terminal/harmless.ts'
import { type Style, timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { lengthOf } from './conversation.ts'
import { readOwn } from './files.ts'

/** What the engine takes, and some more, so that it is the engine that says so. */
const longestPicture = 1024 * 1024
const fields = ['name', 'title', 'about', 'location', 'pronouns'] as const

export const profile: Run = async (call) => {
  const [first, ...rest] = call.words
  const changes = Object.keys(call.options).length > 0
  if (first !== 'set') {
    if (rest.length > 0 || changes) throw new UsageError('That is changed with sotto profile set.', 'profile')
    return show(call, first)
  }
  if (rest.length > 0) throw new UsageError('There is a word too many.', 'profile')
  if (!changes) throw new UsageError('What is to be set?', 'profile')
  const wanted = await wantedOf(call)
  return withDevice(call, async (engine, { account }) => {
    await ask(engine, 'setProfile', wanted)
    await told(call, await ask(engine, 'person', { account }))
  })
}

function show(call: Call, account: string | undefined): Promise<void> {
  return withDevice(call, async (engine, own) => {
    if (await reachesServer(engine)) await catchUp(engine)
    await told(call, await ask(engine, 'person', { account: account ?? own.account }))
  })
}

async function wantedOf({ options }: Call): Promise<Commands['setProfile']['params']> {
  const texts: Partial<Record<(typeof fields)[number], string>> = {}
  for (const field of fields) {
    const text = options[field]
    if (typeof text === 'string') texts[field] = text
  }
  const { visible, picture } = options
  if (visible !== undefined && visible !== 'people' && visible !== 'everyone')
    throw new UsageError('--visible must be people or everyone.', 'profile')
  const bytes =
    typeof picture === 'string' && picture !== ''
      ? await readOwn(resolve(picture), { what: 'picture', longest: longestPicture })
      : undefined
  return {
    ...texts,
    ...(visible === undefined ? {} : { audience: visible }),
    ...(picture === '' ? { picture: null } : {}),
    ...(bytes === undefined ? {} : { picture: new Uint8Array(bytes) }),
  }
}

async function told({ output }: Call, person: ProfileSnapshot): Promise<void> {
  const { account, name, title, about, location, pronouns, audience, status, picture } = person
  const facts = { account, name, title, about, location, pronouns, picture: picture !== undefined }
  const own = audience === undefined ? {} : { visible: audience }
  output.result({ ...facts, ...own, ...(status === undefined ? {} : { status }) }, (style) =>
    linesOf(person, style),
  )
}

function linesOf(person: ProfileSnapshot, style: Style): string {
  const { account, name, alike, title, pronouns, location, about, audience } = person
  const called = name === '' ? [] : [style.bold(harmlessLine(name))]
  const warning = alike ? [style.warn('(somebody else has a name that looks the same)')] : []
  const status = statusLine(person)
  return [
    [style.name(account), ...called, ...warning].join('  '),
    ...[title, pronouns, location, about]
      .filter((text) => text !== '')
      .map((text) => `  ${harmlessLine(text)}`),
    ...(status === '' ? [] : [`  ${status}`]),
    ...(audience === undefined ? [] : [`  ${style.dim(visibleTo[audience])}`]),
  ].join('\n')
}

const visibleTo = {
  people: 'seen by those you talk to',
  everyone: 'seen by everyone on this server, and by the server',
} as const

const kinds = { online: 'none', away: 'away', busy: 'busy', invisible: 'hidden' } as const

export const status: Run = (call) => {
  const [how, ...words] = call.words
  if (how === undefined) return show(call, undefined)
  const kind =
    how === 'online' || how === 'away' || how === 'busy' || how === 'invisible' ? kinds[how] : undefined
  if (kind === undefined) throw new UsageError(`There is no status "${how}".`, 'status')
  const { emoji, until } = call.options
  const ends = typeof until === 'string' ? Date.now() + lengthOf(until, 'status') : undefined
  return withDevice(call, async (engine, { account }) => {
    await ask(engine, 'setStatus', {
      ...{ kind, text: words.join(' ') },
      ...(typeof emoji === 'string' ? { emoji } : {}),
      ...(ends === undefined ? {} : { until: ends }),
    })
    const person = await ask(engine, 'person', { account })
    const hidden = person.hiddenUntil !== 0
    call.output.result(
      { account, hidden, ...(person.status === undefined ? {} : { status: person.status }) },
      () =>
        hidden ? 'Nobody is told that you are here.' : statusLine(person) || 'Online while you are here.',
    )
  })
}

function statusLine({ status: said }: ProfileSnapshot): string {
  if (said === undefined) return ''
  const words = { none: '', away: 'away', busy: 'do not disturb' }[said.kind]
  const ends = said.until === undefined ? '' : `until ${timeText(said.until)}`
  return [words, said.emoji, harmlessLine(said.text), ends].filter((one) => one !== '').join('  ')
}
