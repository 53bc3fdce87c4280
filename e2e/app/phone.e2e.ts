// The whole app on 360 by 740: one thing at a time, nothing beyond the edge.

import { expect, type Page, test } from '@playwright/test'
import { newPerson, Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

let sotto: Sotto

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(() => sotto.end())

test('sign up, write, read, details, settings', async ({ browser, page }) => {
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  const alice = new Person(page, { name: 'alice', url: sotto.url })
  await alice.signUp()
  await fits(page)
  await alice.writeTo('bob')
  await expect(alice.list).toBeHidden()
  await alice.say(`a long word ${'unbroken'.repeat(20)}`)
  await expect(alice.bubble('a long word')).toBeInViewport()
  await fits(page)
  await bob.open('alice')
  await bob.accept()
  await bob.say('`one line of code that is far too long for a telephone and has to go somewhere`')
  await expect(alice.bubble('far too long')).toBeInViewport()
  await fits(page)
  await page.getByRole('link', { name: 'Conversation details' }).click()
  await expect(page.getByRole('region', { name: 'Safety number' })).toBeVisible()
  await expect(alice.composer).toBeHidden()
  await fits(page)
  await page.getByRole('link', { name: 'Close' }).click()
  await expect(alice.composer).toBeVisible()
  await page.getByRole('link', { name: 'Back' }).click()
  await expect(alice.row('bob')).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).click()
  await fits(page)
  await page.getByRole('link', { name: 'This device' }).click()
  await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'This device' })).toBeFocused()
  await fits(page)
  await page.getByRole('link', { name: 'All settings' }).click()
  await expect(page.getByRole('link', { name: 'This device' })).toBeFocused()
  await page.getByRole('link', { name: 'Back' }).click()
  await alice.list.getByRole('button', { name: 'New conversation' }).click()
  const dialog = await page.getByRole('dialog').boundingBox()
  expect(dialog).toMatchObject({ x: 0, y: 0, width: 360 })
  await fits(page)
  await bob.close()
})

/** Nothing has to be scrolled sideways. */
async function fits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
}
