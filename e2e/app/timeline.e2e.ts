// The timeline keeps its place while things around it change size, lets nobody but the person move it, and
// shows what is odd in a message well. The app runs over an engine in memory: what is tried is what is drawn.

import { expect, type Locator, type Page, test } from '@playwright/test'
import { type ServedPages, serveGallery } from '../serve-pages.ts'

// What the tests turn of the engine in memory.
declare global {
  interface Window {
    gallery: {
      readonly world: { readonly rooms: readonly { readonly conversation: string; readonly name: string }[] }
      hear(conversation: string, from: string, text: string): void
    }
  }
}

let pages: ServedPages

test.beforeAll(async () => {
  pages = await serveGallery()
})
test.afterAll(() => pages?.close())

class Conversation {
  readonly page: Page
  readonly region: Locator
  readonly composer: Locator
  readonly way: Locator

  constructor(page: Page) {
    this.page = page
    this.region = page.getByRole('region', { name: 'Messages with bob' })
    this.composer = page.getByRole('textbox', { name: 'Message bob' })
    this.way = page.getByRole('button', { name: /^Jump to latest/ })
  }

  bubble(text: string): Locator {
    return this.page.getByRole('article').filter({ hasText: text })
  }

  hear(...texts: readonly string[]): Promise<void> {
    return this.page.evaluate((texts) => {
      const { world, hear } = window.gallery
      const room = world.rooms.find(({ name }) => name === 'bob')
      for (const text of texts) hear(room?.conversation ?? '', 'bob', text)
    }, texts)
  }

  /** The mouse goes over something as it lies there: hovering would scroll it into sight first. */
  async over(what: Locator): Promise<void> {
    await expect(what).toBeVisible()
    await frames(this.page)
    const box = await what.boundingBox()
    await this.page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2)
  }

  /** How far the newest message is below what can be seen. */
  below(): Promise<number> {
    return this.region.evaluate((one) => one.scrollHeight - one.clientHeight - one.scrollTop)
  }

  /** Scrolls up, not by a wheel: as a search of the page or a screen reader does. */
  async moveUp(pixels: number): Promise<void> {
    await this.region.evaluate((one, pixels) => one.scrollBy(0, -pixels), pixels)
    await frames(this.page)
  }

  async top(): Promise<number> {
    await frames(this.page)
    return this.region.evaluate((one) => Math.round(one.scrollTop))
  }
}

/** Until what was asked of the page has been drawn, and what came of that too. */
async function frames(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let drawn = 0; drawn < 6; drawn++) await new Promise(requestAnimationFrame)
  })
}

async function openBob(page: Page): Promise<Conversation> {
  await page.goto(`${pages.url}gallery.html`)
  await page.getByRole('link', { name: /^bob/ }).first().click()
  const bob = new Conversation(page)
  await expect(bob.bubble('Lunch on Friday?')).toBeInViewport({ ratio: 1 })
  await bob.hear(...Array.from({ length: 14 }, (_, at) => `line one of ${at + 1}\nline two\nline three`))
  await expect(bob.bubble('line one of 14')).toBeInViewport({ ratio: 1 })
  return bob
}

const longDraft = 'a\nb\nc\nd\ne'

test('the newest message stays in sight above what is opened below it', async ({ page }) => {
  const bob = await openBob(page)
  const last = bob.bubble('line one of 14')
  await last.hover()
  await last.getByRole('button', { name: 'Reply' }).click()
  await expect(page.getByText('Reply to bob')).toBeVisible()
  await expect(last).toBeInViewport({ ratio: 1 })
  await bob.composer.fill(longDraft)
  await expect(last).toBeInViewport({ ratio: 1 })
  const place = await last.boundingBox()
  for (const key of ['f', 'g', 'h']) {
    await bob.composer.press(key)
    await frames(page)
    expect(await last.boundingBox()).toEqual(place)
  }
  await bob.composer.fill('')
  await bob.composer.press('Escape')
  await expect(page.getByText('Reply to bob')).toHaveCount(0)
  await expect(last).toBeInViewport({ ratio: 1 })
})

test('a wheel turned over the way down turns the messages', async ({ page }) => {
  const bob = await openBob(page)
  await bob.region.hover()
  await page.mouse.wheel(0, -300)
  await bob.over(bob.way)
  const before = await bob.top()
  await page.mouse.wheel(0, -100)
  await expect.poll(() => bob.top()).toBeLessThan(before)
  await bob.way.click()
  await expect(bob.bubble('line one of 14')).toBeInViewport({ ratio: 1 })
})

for (const slowness of [1, 6]) {
  test(`who scrolls up while the field shrinks stays there, on a machine ${slowness} times slower`, {
    tag: slowness > 1 ? '@thorough' : [],
  }, async ({ page }) => {
    const bob = await openBob(page)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowness })
    await bob.region.hover()
    for (const [round, over] of ['deleted', 'sent'].entries()) {
      await bob.composer.fill(`draft ${round}\n${longDraft}`)
      await expect.poll(() => bob.below()).toBeLessThan(2)
      if (over === 'deleted') await bob.composer.fill('')
      else {
        await bob.composer.press('Enter')
        await expect(bob.bubble(`draft ${round}`)).toBeInViewport({ ratio: 1 })
      }
      await page.mouse.wheel(0, -300)
      await expect(bob.way).toBeVisible()
      const stands = await bob.top()
      await bob.hear(`heard in round ${round}`)
      await bob.composer.fill(longDraft)
      await bob.composer.fill('')
      expect(await bob.top()).toBe(stands)
      await bob.way.click()
      await expect(bob.bubble(`heard in round ${round}`)).toBeInViewport({ ratio: 1 })
    }
  })
}

test('whatever scrolled the messages up, they stay there', async ({ page }) => {
  const bob = await openBob(page)
  await bob.moveUp(300)
  const stands = await bob.top()
  await bob.composer.fill(longDraft)
  expect(await bob.top()).toBe(stands)
  await bob.hear('while away')
  await bob.composer.fill('')
  expect(await bob.top()).toBe(stands)
  await expect(bob.bubble('while away')).not.toBeInViewport()
})

test('who comes down to the end follows it again', async ({ page }) => {
  const bob = await openBob(page)
  await bob.region.hover()
  await page.mouse.wheel(0, -300)
  await expect(bob.way).toBeVisible()
  await page.mouse.wheel(0, 400)
  await expect.poll(() => bob.below()).toBeLessThan(2)
  await bob.hear('one more\nof two lines')
  await expect(bob.bubble('one more')).toBeInViewport({ ratio: 1 })
  await bob.composer.fill(longDraft)
  await expect(bob.bubble('one more')).toBeInViewport({ ratio: 1 })
})

test('each paragraph is written in its own direction, code always from the left', async ({ page }) => {
  const bob = await openBob(page)
  await bob.hear('مرحبا\n\nand in English\n\n`x`')
  const message = bob.bubble('and in English')
  await expect(message.getByText('مرحبا')).toHaveCSS('unicode-bidi', 'plaintext')
  await expect.poll(() => inkSide(message.getByText('مرحبا'))).toBe('right')
  await expect.poll(() => inkSide(message.getByText('and in English'))).toBe('left')
})

test('a very long message shows its beginning, and all of it when asked', async ({ page }) => {
  const bob = await openBob(page)
  await bob.hear(`the beginning\n${'another line\n'.repeat(60)}the end`)
  const message = bob.bubble('the beginning')
  const more = message.getByRole('button', { name: 'Show all of it' })
  await expect(more).toBeVisible()
  expect((await message.boundingBox())?.height).toBeLessThan(520)
  await more.click()
  await expect(more).toHaveCount(0)
  await expect.poll(async () => (await message.boundingBox())?.height).toBeGreaterThan(1000)
})

/** On which side of its paragraph the writing begins. */
function inkSide(paragraph: Locator): Promise<'left' | 'right'> {
  return paragraph.evaluate((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const [ink, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
    return ink.left - box.left < box.right - ink.right + 1 ? 'left' : 'right'
  })
}
