// The timeline keeps its place while things around it change size, and shows what is odd in a message well.

import { expect, type Locator, test } from '@playwright/test'
import { acquainted, newPerson, type Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto
let alice: Person
let bob: Person

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  sotto = await startSotto()
  alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  await acquainted(alice, bob)
  for (let at = 1; at <= 14; at++) await bob.say(`line one of ${at}\nline two\nline three`)
  await expect(alice.bubble('line one of 14')).toBeInViewport({ ratio: 1 })
})
test.afterAll(async () => {
  await alice?.close()
  await bob?.close()
  await sotto.end()
})

test('the newest message stays in sight above what is opened below it', async () => {
  const last = alice.bubble('line one of 14')
  await last.hover()
  await last.getByRole('button', { name: 'Reply' }).click()
  await expect(alice.page.getByText('Reply to bob')).toBeVisible()
  await expect(last).toBeInViewport({ ratio: 1 })
  await alice.composer.fill('a\nb\nc\nd\ne')
  await expect(last).toBeInViewport({ ratio: 1 })
  await alice.composer.fill('')
  await alice.composer.press('Escape')
})

test('each paragraph is written in its own direction, code always from the left', async () => {
  await bob.say('مرحبا\n\nand in English\n\n`x`')
  const message = alice.bubble('and in English')
  await expect(message.getByText('مرحبا')).toHaveCSS('unicode-bidi', 'plaintext')
  await expect.poll(() => inkSide(message.getByText('مرحبا'))).toBe('right')
  await expect.poll(() => inkSide(message.getByText('and in English'))).toBe('left')
})

test('a very long message shows its beginning, and all of it when asked', async () => {
  await bob.composer.fill(`the beginning\n${'another line\n'.repeat(60)}the end`)
  await bob.composer.press('Enter')
  const message = alice.bubble('the beginning')
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
