// Searching 100,000 messages of 1,000 conversations on the engine for Node, by what somebody types: the first
// letters, a word, two words, a word that is nowhere, and the same of one person, in a conversation, of a day; beside the same searches
// in a store with a twentieth of it. `--quick` fills in a twentieth of both.

import { parseArgs } from 'node:util'
import { wordCount, wordOf } from '@sotto/client/testing'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { startServer } from './relay/child.ts'
import { report } from './report/figure.ts'
import { percentile } from './report/statistics.ts'
import { NodeProfile } from './start-up/node-engine.ts'
import { profiles } from './start-up/sizes.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } })
const isQuick = values.quick === true
const times = isQuick ? 10 : 100
const part = 20
const target = { of: 'ours', bound: 'at most', value: 50 } as const

/** What is typed the n-th time: words of every rank, the most common among them. */
const kinds: Readonly<Record<string, (time: number) => string>> = {
  'one letter': (time) => word(time).slice(0, 1),
  'two letters': (time) => word(time).slice(0, 2),
  'three letters': (time) => word(time).slice(0, 3),
  'a word': word,
  'two words': (time) => `${word(time)} ${word(time * 2 + 1)}`,
  'a word and a letter': (time) => `${word(time)} ${word(time * 2 + 1).slice(0, 1)}`,
  'a word that is nowhere': (time) => `${word(time)}zz`,
  'one person’s messages': (time) => `from:${person(time)}`,
  'a word of one person': (time) => `${word(time)} from:${person(time * 7)}`,
  'a letter of one person': (time) => `${word(time).slice(0, 1)} from:${person(time * 7)}`,
  'a letter in people’s groups': (time) => `${word(time).slice(0, 1)} in:"group of ${person(time)}"`,
  'a word of a day': (time) => `${word(time)} on:${day(time)}`,
  'everything before a day': (time) => `before:${day(time)}`,
  'links, of which there are none': (time) => `${word(time)} has:link`,
  'a word of one person before a day': (time) => `${word(time)} from:${person(time)} before:${day(time)}`,
}

/** Ranks by a power of the time, so that half of all are common words. */
function word(time: number): string {
  return wordOf(Math.floor(wordCount ** ((time % times) / times)) - 1)
}

/** Of those who have invented the history: one who writes much, or somebody of a direct conversation. */
function person(time: number): string {
  return `person${(time * 37) % 500}`
}

/** Of the days in which most was written. */
function day(time: number): string {
  const now = new Date()
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (time % 8))
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

const { size } = profiles(isQuick).full
if (size === undefined) throw new TypeError('nothing to search')
const dataDir = freshFolder()
const server = await startServer(new URL('./server/sotto-server.ts', import.meta.url), [dataDir], {
  env: { SOTTO_RATE_FACTOR: '1000' },
})
const url = `http://localhost:${server.port}`
const [full, small] = [new NodeProfile(url), new NodeProfile(url)]
const fewer = { ...size, messages: size.messages / part }
await full.fill({ account: 'alice', size })
await small.fill({ account: 'bob', size: { ...fewer, conversations: size.conversations / part } })
for (const [kind, typed] of Object.entries(kinds)) await compare(kind, typed)
full.remove()
small.remove()
await server.stop()
removeFolder(dataDir)
process.exit(0)

async function compare(kind: string, typed: (time: number) => string): Promise<void> {
  const texts = Array.from({ length: times }, (_, time) => typed(time))
  const ours = await full.search(texts)
  const others = await small.search(texts)
  const tell = (label: string, share: number, bound: object) => {
    const limit = {
      name: `${fewer.messages.toLocaleString('en-GB')} messages`,
      value: percentile(others, share),
    }
    const messages = size?.messages.toLocaleString('en-GB')
    const name = `${kind} in ${messages} messages, ${label}`
    report({ bench: 'search', name, unit: 'ms', ours: percentile(ours, share), limit, ...bound })
  }
  tell('p50', 0.5, {})
  tell('p95', 0.95, { target })
}
