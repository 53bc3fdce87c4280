// One device as a process of its own that may be killed at any instant: an engine over a profile folder,
// asked and answering over the channel to its parent. An answer to `send` means that the message is kept.
// Argument: the profile folder.

import { enableCompileCache, flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Engine } from '@sotto/client'
import type { ConversationId, MessageId } from '@sotto/wire'
import type { Answer, Ask, Asked } from './asks.ts'

// a life is short here, and reading the program should not be most of it
enableCompileCache(fileURLToPath(new URL('../../../../node_modules/.cache/compiled', import.meta.url)))
const { createEngine } = await import('@sotto/client')
const { nodePlatform } = await import('@sotto/client/node')

process.on('disconnect', () => process.exit())
const platform = nodePlatform({ directory: process.argv[2] ?? '' })
const engine = await createEngine(platform)

process.on('message', (asked: Asked) => {
  void perform(engine, asked.ask).then(
    (value) => answer({ number: asked.number, ok: true, value }),
    (error: unknown) =>
      answer({
        number: asked.number,
        ok: false,
        value: error instanceof Error ? error.message : 'unknown',
      }),
  )
})
answer({ number: 0, ok: true, value: 'ready' })
// whoever is killed writes nothing at its end
flushCompileCache()

function answer(one: Answer): void {
  process.send?.(one)
}

async function perform(on: Engine, ask: Ask): Promise<unknown> {
  switch (ask.do) {
    case 'sign-up':
      return given(await on.call('signUp', ask))
    case 'open':
      return given(await on.call('openDirect', { account: ask.account })).conversation
    case 'group':
      return given(await on.call('createGroup', { name: ask.name, members: ask.members })).conversation
    case 'rename':
      return given(await on.call('renameGroup', { conversation: ask.conversation, name: ask.name }))
    case 'send':
      return given(await on.call('send', ask)).state
    case 'texts':
      return texts(on, ask.conversation)
    case 'check':
      return check(on)
  }
}

/** All of them, oldest first; the engine gives so many at a time. */
async function texts(on: Engine, conversation: ConversationId): Promise<readonly string[]> {
  const all: string[] = []
  for (let before: MessageId | undefined; ; ) {
    const page = given(
      await on.call('history', { conversation, limit: 1000, ...(before === undefined ? {} : { before }) }),
    )
    all.unshift(...page.map((message) => message.text))
    before = page[0]?.id
    if (before === undefined) return all
  }
}

/** Closes the engine and reads its database page by page. */
async function check(on: Engine): Promise<unknown> {
  await on.close()
  const key = await platform.secrets.get('sotto-database-key')
  if (key === undefined) throw new Error('no key')
  const sql = await platform.storage.open('sotto', key)
  const rows = await sql.all('PRAGMA integrity_check')
  await sql.close()
  return rows.map((row) => Object.values(row)[0])
}

function given<T>(
  outcome:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: { code: string } },
): T {
  if (!outcome.ok) throw new Error(outcome.error.code)
  return outcome.value
}
