// Three tabs of one profile: one engine, and another takes over when its tab or its worker is gone.

import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import type { Engine } from '@sotto/client'
import { type ServedPages, servePages } from './serve-pages.ts'

declare global {
  interface Window {
    engine: Engine
    seen: string[]
  }
}

let pages: ServedPages

test.beforeAll(async () => {
  pages = await servePages('tabs')
})
test.afterAll(() => pages.close())

async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(pages.url)
  await page.waitForFunction(() => window.seen.length > 0)
  return page
}

const seenBy = (page: Page) => page.evaluate(() => window.seen)
const count = (page: Page) => page.evaluate(() => window.engine.call('search', { text: 'count', limit: 1 }))
const send = (page: Page, text: string) =>
  page.evaluate(
    (text) => window.engine.call('send', { conversation: 'c' as never, text, until: 'queued' }),
    text,
  )

test('three tabs share one engine, and another takes over when the holder is closed', async ({ context }) => {
  const [first, second, third] = [await openTab(context), await openTab(context), await openTab(context)]
  for (const page of [first, second, third]) expect(await seenBy(page)).toEqual(['start 1'])
  await Promise.all([first, second, third].map((page) => send(page, 'hello')))
  expect(await count(second)).toEqual({ ok: true, value: { sent: 3, starts: 1 } })

  await first.close()
  for (const page of [second, third]) {
    await page.waitForFunction(() => window.seen.includes('start 2'))
    expect(await seenBy(page)).toEqual(['start 1', 'start 2'])
  }
  expect(await send(third, 'again')).toEqual({ ok: true, value: 'start 2' })
  expect(await count(second)).toEqual({ ok: true, value: { sent: 4, starts: 2 } })
})

test('a message under way when the engine dies is written once and answered by the next', async ({
  context,
}) => {
  const [, second] = [await openTab(context), await openTab(context)]
  expect(await send(second, 'crash')).toEqual({ ok: true, value: 'start 2' })
  expect(await count(second)).toEqual({ ok: true, value: { sent: 1, starts: 2 } })
})

test('holder after holder dies under way, and every message is there once', async ({ context }) => {
  let [holder, other] = [await openTab(context), await openTab(context)]
  const [rounds, perRound] = [8, 25]
  for (let round = 0; round < rounds; round++) {
    const sending = other.evaluate(
      (count) =>
        Promise.all(
          Array.from({ length: count }, (_, at) =>
            window.engine.call('send', { conversation: 'c' as never, text: `${at}`, until: 'queued' }),
          ),
        ),
      perRound,
    )
    await holder.close()
    for (const outcome of await sending) expect(outcome.ok).toBe(true)
    holder = other
    other = await openTab(context)
  }
  expect(await count(other)).toEqual({ ok: true, value: { sent: rounds * perRound, starts: rounds + 1 } })
})

test('a lone tab starts its worker again when it died', async ({ context }) => {
  const page = await openTab(context)
  expect(await send(page, 'crash')).toEqual({ ok: true, value: 'start 2' })
  expect(await count(page)).toEqual({ ok: true, value: { sent: 1, starts: 2 } })
})

test('a tab that closes in good order lets another take over', async ({ context }) => {
  const [first, second] = [await openTab(context), await openTab(context)]
  await first.evaluate(() => window.engine.close())
  await second.waitForFunction(() => window.seen.includes('start 2'))
  expect(await first.evaluate(() => window.engine.call('reconnect'))).toMatchObject({ ok: false })
  expect(await count(second)).toEqual({ ok: true, value: { sent: 0, starts: 2 } })
})

test('a page kept for the back button gives the engine away, and is served when it is back', async ({
  context,
}) => {
  const [first, second] = [await openTab(context), await openTab(context)]
  const page = (type: 'pagehide' | 'pageshow') =>
    first.evaluate((type) => window.dispatchEvent(new PageTransitionEvent(type, { persisted: true })), type)
  await page('pagehide')
  await second.waitForFunction(() => window.seen.includes('start 2'))
  await page('pageshow')
  expect(await send(first, 'back')).toEqual({ ok: true, value: 'start 2' })
  await second.close()
  await first.waitForFunction(() => window.seen.includes('start 3'))
})

test('tabs that crash leave nothing locked', async ({ context }) => {
  const [first, second] = [await openTab(context), await openTab(context)]
  await first.goto('chrome://crash').catch(() => {})
  await second.waitForFunction(() => window.seen.includes('start 2'))
  expect(await count(second)).toEqual({ ok: true, value: { sent: 0, starts: 2 } })
})
