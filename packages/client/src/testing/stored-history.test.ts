import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConversationSummary, createEngine, type Engine } from '@sotto/client'
import { nodePlatform } from '@sotto/client/node'
import { startHarness } from '@sotto/testkit/harness'
import { afterEach, expect, test } from 'vitest'
import { readArchivedHistory, wordCount, wordOf, writeArchivedHistory, writeHistory } from './index.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function freshPlatform() {
  const directory = mkdtempSync(join(tmpdir(), 'sotto-history-'))
  folders.push(directory)
  return nodePlatform({ directory })
}

function listOf(engine: Engine): Promise<readonly ConversationSummary[]> {
  return new Promise((resolve) => {
    engine.watch('conversations', undefined, resolve)
  })
}

async function textsOf(engine: Engine, { conversation }: ConversationSummary): Promise<readonly string[]> {
  const history = await engine.call('history', { conversation, limit: 1000 })
  if (!history.ok) throw new Error(history.error.code)
  return history.value.map((message) => message.text)
}

test('the engine reads a written history as its own: all of it, in order, and by its words', async () => {
  const harness = await startHarness()
  const platform = freshPlatform()
  const first = await createEngine(platform)
  await first.call('signUp', { server: harness.url, account: 'alice', password: 'correct horse battery' })
  await first.close()
  await writeHistory(platform, { conversations: 8, messages: 200 })

  const engine = await createEngine(platform)
  const list = await listOf(engine)
  expect(list).toHaveLength(8)
  expect(list.filter((one) => one.kind === 'group').map((one) => one.members.length)).toEqual([5, 5])
  expect(list.every((one) => one.unread === 0 && one.state === 'active')).toBe(true)
  expect(list.map((one) => one.at)).toEqual(list.map((one) => one.at).toSorted((a, b) => b - a))
  const texts = await Promise.all(list.map((one) => textsOf(engine, one)))
  expect(texts.flat()).toHaveLength(200)
  expect(texts[0]?.length).toBeGreaterThan(texts[7]?.length ?? 0)
  const found = await engine.call('search', { text: texts[3]?.[0] ?? '', limit: 200 })
  expect(found.ok && found.value.map((hit) => hit.message.text)).toContain(texts[3]?.[0])
  await engine.close()
  await harness.close()
})

test('[AR-5] a new device has all of a written archive, and reading it finds as much', async () => {
  const harness = await startHarness()
  const old = freshPlatform()
  const password = 'correct horse battery'
  const first = await createEngine(old)
  await first.call('signUp', { server: harness.url, account: 'alice', password })
  await first.close()
  await writeArchivedHistory(old, { conversations: 4, messages: 400 })
  expect(await readArchivedHistory(old, 'all')).toMatchObject({ items: 400 })
  expect((await readArchivedHistory(old, 'newest')).items).toBeLessThanOrEqual(4 * 50)

  const engine = await createEngine(freshPlatform())
  const entered = await engine.call('signIn', { server: harness.url, account: 'alice', password })
  expect(entered.ok).toBe(true)
  await new Promise<void>((resolve) => {
    engine.watch('archive', undefined, ({ state }) => (state === 'complete' ? resolve() : undefined))
  })
  const texts = await Promise.all((await listOf(engine)).map((one) => textsOf(engine, one)))
  expect(texts.flat()).toHaveLength(400)
  const found = await engine.call('search', { text: texts[0]?.at(-1) ?? '', limit: 200 })
  expect(found.ok && found.value.map((hit) => hit.message.text)).toContain(texts[0]?.at(-1))
  await engine.close()
  await harness.close()
})

test('a profile that nobody has signed up in is refused', async () => {
  await expect(writeHistory(freshPlatform(), { conversations: 1, messages: 1 })).rejects.toThrow(TypeError)
})

test('no two words are the same', () => {
  const words = Array.from({ length: wordCount }, (_, rank) => wordOf(rank))
  expect(new Set(words).size).toBe(wordCount)
})
