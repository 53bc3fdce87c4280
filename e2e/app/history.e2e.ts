// What was written and what was said stays where it was: drafts, the first unread message, older ones.

import { expect, type Locator, test } from '@playwright/test'
import { parseAccountName } from '@sotto/wire'
import { Bot } from './bot.ts'
import { newPerson, type Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

const count = 300

let sotto: Sotto
let alice: Person
let bob: Bot
let conversation: Awaited<ReturnType<typeof bobMeetsAlice>>

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  sotto = await startSotto()
  alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  bob = await Bot.signUp(sotto.url, 'bob')
  conversation = await bobMeetsAlice()
})
test.afterAll(async () => {
  await bob?.end()
  await alice?.close()
  await sotto.end()
})

async function bobMeetsAlice() {
  const account = parseAccountName('alice')
  if (account === undefined) throw new Error('Not a name')
  const opened = await bob.ask('openDirect', { account })
  await bob.ask('send', { conversation: opened.conversation, text: 'hello', until: 'sent' })
  await alice.open('bob')
  await alice.accept()
  return opened.conversation
}

test('a draft is kept over a reload, and shown in the list', async () => {
  await alice.composer.fill('a thought that is not finished')
  await expect(alice.row('bob')).toContainText('Draft: a thought that is not finished')
  await alice.page.reload()
  await expect(alice.composer).toHaveValue('a thought that is not finished')
  await alice.composer.fill('')
  await expect(alice.row('bob')).not.toContainText('Draft:')
})

test('opens at the first unread message, under a line that says so', async () => {
  await alice.page.getByRole('link', { name: 'Settings' }).click()
  const texts = Array.from({ length: count }, (_, at) => `message ${at + 1}.`)
  await Promise.all(texts.map((text) => bob.ask('send', { conversation, text, until: 'sent' })))
  const badge = alice.row('bob').getByRole('img', { name: `${count} unread messages` })
  await expect(badge).toBeVisible({ timeout: 60_000 })
  await alice.open('bob')
  await expect(alice.page.getByText('New messages')).toBeInViewport()
  await expect(alice.bubble(/^message 1\./)).toBeInViewport()
  await expect(alice.bubble(`message ${count}.`)).not.toBeInViewport()
  await alice.page.getByRole('button', { name: /^Jump to latest/ }).click()
  await expect(alice.bubble(`message ${count}.`)).toBeInViewport()
  await expect(alice.row('bob').getByRole('img', { name: /unread/ })).toHaveCount(0)
})

test('older messages come without a jump, each once', { tag: '@thorough' }, async () => {
  await alice.page.reload()
  await expect(alice.bubble(`message ${count}.`)).toBeInViewport()
  const region = alice.page.getByRole('region', { name: 'Messages with bob' })
  await region.hover()
  const seen = new Set<number>()
  const step = 500
  while (!seen.has(1)) {
    const before = await settled(region)
    for (const number of before.keys()) seen.add(number)
    await alice.page.mouse.wheel(0, -step)
    await expect.poll(async () => [...(await places(region))].join()).not.toBe([...before].join())
    const after = await settled(region)
    const kept = [...before].filter(([number]) => after.has(number))
    expect(kept.length).toBeGreaterThan(0)
    for (const [number, top] of kept) {
      const moved = (after.get(number) ?? 0) - top
      expect(moved, `message ${number}`).toBeGreaterThan(0)
      expect(moved, `message ${number}`).toBeLessThanOrEqual(step + 2)
    }
  }
  expect([...seen].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at + 1))
})

/** Where each numbered message stands on the screen; fails when one is there twice. */
async function places(region: Locator): Promise<Map<number, number>> {
  const found = await region.getByRole('article').evaluateAll((bubbles) =>
    bubbles.map((bubble) => ({
      number: Number(/message (\d+)\./.exec(bubble.textContent ?? '')?.[1] ?? 0),
      top: Math.round(bubble.getBoundingClientRect().top),
    })),
  )
  const numbered = found.filter(({ number }) => number > 0)
  expect(new Set(numbered.map(({ number }) => number)).size).toBe(numbered.length)
  return new Map(numbered.map(({ number, top }) => [number, top]))
}

/** The places once two looks at them, some frames apart, find the same. */
async function settled(region: Locator): Promise<Map<number, number>> {
  let last = await places(region)
  await expect
    .poll(async () => {
      await region.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      )
      const before = last
      last = await places(region)
      return [...before].join() === [...last].join()
    })
    .toBe(true)
  return last
}
