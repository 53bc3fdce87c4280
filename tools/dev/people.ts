// The people of the seeded system: who they are, and what they have said so far. Made through real engines, so
// that everything in it is sealed and delivered like any other message.

import { join } from 'node:path'
import { createEngine, type Engine, type Outcome } from '@sotto/client'
import { nodePlatform } from '@sotto/client/node'
import { type AccountName, type ConversationId, parseAccountName } from '@sotto/wire'

export const password = 'sotto-sotto'
export const names = ['alice', 'bob', 'carol'] as const
type Name = (typeof names)[number]

type Said = readonly [Name, string]

const said: readonly Said[] = [
  ['alice', 'Welcome, both! This is where we plan the launch.'],
  ['bob', 'Glad to be here. I have put **three dates** into my calendar.'],
  ['carol', 'The second one suits me:\n\n- morning: rehearsal\n- afternoon: the real thing'],
  ['alice', 'Then that’s settled. `npm start` at nine.'],
]
const whispered: readonly [Said, ...Said[]] = [
  ['alice', 'Did you get the slides?'],
  ['bob', 'Yes. They look good; I only moved the last one to the front.'],
  ['alice', 'That is better indeed. Thank you!'],
]

/** Signs everybody up at `server` and lets them talk. Rejects when a step is refused. */
export async function seed(server: string, folder: string): Promise<void> {
  const engines = new Map<Name, Engine>()
  try {
    for (const name of names) {
      const engine = await createEngine(nodePlatform({ directory: join(folder, name) }))
      engines.set(name, engine)
      valueIn(await engine.call('signUp', { server, account: name, password }))
    }
    const of = (name: Name): Engine => engines.get(name) ?? missing(name)
    const members = ['bob', 'carol'].map(account)
    const group = valueIn(await of('alice').call('createGroup', { name: 'Launch', members })).conversation
    const direct = valueIn(await of('alice').call('openDirect', { account: account('bob') })).conversation
    for (const name of ['bob', 'carol'] as const) await accept(of(name), group)
    for (const [name, text] of said) await say(of(name), group, text)
    // a direct conversation comes to the other with its first message
    const [first, ...rest] = whispered
    await say(of(first[0]), direct, first[1])
    await accept(of('bob'), direct)
    for (const [name, text] of rest) await say(of(name), direct, text)
  } finally {
    for (const engine of engines.values()) await engine.close()
  }
}

/** Waits until the conversation has come to the device, and accepts it when it is a request. */
async function accept(engine: Engine, conversation: ConversationId): Promise<void> {
  const state = await new Promise<string>((resolve) => {
    const stop = engine.watch('conversation', { conversation }, (details) => {
      if (details === null) return
      queueMicrotask(() => stop())
      resolve(details.state)
    })
  })
  if (state === 'request') valueIn(await engine.call('acceptRequest', { conversation }))
}

async function say(engine: Engine, conversation: ConversationId, text: string): Promise<void> {
  valueIn(await engine.call('send', { conversation, text, until: 'sent' }))
}

function valueIn<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`)
  return outcome.value
}

function account(name: string): AccountName {
  return parseAccountName(name) ?? missing(name)
}

function missing(name: string): never {
  throw new TypeError(`nobody is called ${name}`)
}
