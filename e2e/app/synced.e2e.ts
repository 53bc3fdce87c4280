// One person at two browsers: what is written, pinned, muted, chosen and compared at the one is so at the other.

import { expect, test } from '@playwright/test'
import { acquainted, newPerson, Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto
let desk: Person
let phone: Person
let bob: Person
let carol: Person

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  sotto = await startSotto()
  desk = await newPerson(browser, { name: 'alice', url: sotto.url })
  bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  carol = await newPerson(browser, { name: 'carol', url: sotto.url })
  await acquainted(desk, bob)
  await acquainted(desk, carol)
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  phone = new Person(await context.newPage(), { name: 'alice', url: sotto.url })
  await phone.signIn()
  await expect(phone.row('bob')).toBeVisible()
})
test.afterAll(async () => {
  for (const person of [desk, phone, bob, carol]) await person?.close()
  await sotto.end()
})

test('[SY-8] a draft begun at the desk is gone on with on the phone, and goes with its message', async () => {
  await desk.open('bob')
  await desk.composer.fill('Dear Bob, about')
  await expect(phone.row('bob')).toContainText('Draft: Dear Bob, about')
  await phone.open('bob')
  await expect(phone.composer).toHaveValue('Dear Bob, about')
  await phone.composer.fill('Dear Bob, about Friday')
  await expect(desk.composer).toHaveValue('Dear Bob, about Friday')
  await phone.composer.press('Enter')
  await expect(desk.composer).toHaveValue('')
  await expect(desk.bubble('Dear Bob, about Friday')).toBeVisible()
  await phone.page.getByRole('link', { name: 'Back' }).click()
})

test('[SY-9] two drafts written while the one is offline: the later stands, and the other is offered', async () => {
  await phone.open('bob')
  await phone.context.setOffline(true)
  await phone.composer.fill('written on the train')
  await phone.page.getByRole('link', { name: 'Back' }).click()
  await expect(phone.row('bob')).toContainText('Draft: written on the train')
  await desk.composer.fill('written at the desk')
  await expect(desk.row('bob')).toContainText('Draft: written at the desk')
  await phone.context.setOffline(false)
  const other = desk.page.getByRole('region', { name: 'You also wrote this on another device' })
  await expect(other).toContainText('written on the train')
  await expect(desk.composer).toHaveValue('written at the desk')
  await other.getByRole('button', { name: 'Add it' }).click()
  await expect(desk.composer).toHaveValue('written at the desk\nwritten on the train')
  await expect(other).toHaveCount(0)
  await phone.open('bob')
  await expect(phone.composer).toHaveValue('written at the desk\nwritten on the train')
  await phone.composer.fill('')
  await expect(desk.composer).toHaveValue('')
  await phone.page.getByRole('link', { name: 'Back' }).click()
})

test('[SY-10] pinned by keys at the desk, first on the phone; muted on the phone, silent at the desk', async () => {
  const first = phone.list.getByRole('listitem').first()
  await expect(first).toContainText('bob')
  await desk.open('carol')
  const menu = desk.page.getByRole('button', { name: 'What to do with carol' })
  await menu.focus()
  await desk.page.keyboard.press('Enter')
  await expect(desk.page.getByRole('menuitem', { name: 'Pin' })).toBeVisible()
  await desk.page.keyboard.press('Enter')
  await expect(first).toContainText('carol')
  await expect(first.getByRole('img', { name: 'Pinned' })).toBeVisible()
  await phone.open('bob')
  await phone.page.getByRole('link', { name: 'Conversation details' }).click()
  await phone.page.getByRole('button', { name: /^Notifications/ }).click()
  await phone.page.getByRole('menuitem', { name: 'For 8 hours' }).click()
  await expect(phone.page.getByText(/^Muted until/)).toBeVisible()
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await expect(desk.row('bob').getByRole('img', { name: /^Muted until/ })).toBeVisible()
  await bob.say('are you there?')
  await expect(desk.row('bob').getByRole('img', { name: '1 unread message' })).toBeVisible()
  await expect(desk.page).toHaveTitle('Sotto')
  await desk.open('bob')
  await desk.page.getByRole('button', { name: 'What to do with bob' }).click()
  await desk.page.getByRole('menuitem', { name: 'Unmute' }).click()
  await expect(phone.page.getByRole('button', { name: /^Notifications/ })).toContainText('Everything')
})

test('[SY-10] the theme that is chosen at the desk is the phone’s, too', async () => {
  await desk.page.getByRole('link', { name: 'Settings' }).click()
  await desk.page.getByRole('radio', { name: 'Dark' }).click()
  await expect(phone.page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('[SY-11] a safety number compared at the desk is compared on the phone, and on a device that comes later', async ({
  browser,
}) => {
  await desk.open('bob')
  await desk.page.getByRole('link', { name: 'Conversation details' }).click()
  await desk.page.getByRole('button', { name: 'Compare', exact: true }).click()
  await desk.page.getByRole('button', { name: 'They are the same' }).click()
  await expect(phone.page.getByText(/^Verified on/)).toBeVisible()
  const context = await browser.newContext()
  const later = new Person(await context.newPage(), { name: 'alice', url: sotto.url })
  await later.signIn()
  await expect(later.row('bob').getByRole('img', { name: 'Verified' })).toBeVisible()
  await expect(later.row('carol').getByRole('img', { name: 'Pinned' })).toBeVisible()
  await expect(later.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await later.close()
})

test('[PR-5] [PR-7] a name and a picture set at the desk are on the phone and at bob’s, drawn anew', async () => {
  await desk.page.goto(`${sotto.url}/settings/profile`)
  await desk.page.getByRole('textbox', { name: 'Display name' }).fill('Alice Liddell')
  await desk.page.getByRole('button', { name: 'Save' }).click()
  await expect(desk.page.getByText('Saved.')).toBeVisible()
  const buffer = Buffer.from(redDot, 'base64')
  const file = { name: 'me.png', mimeType: 'image/png', buffer }
  await desk.page.getByLabel('Choose a picture').setInputFiles(file)
  await desk.page.keyboard.press('+')
  await desk.page.getByRole('button', { name: 'Use this' }).click()
  await phone.page.goto(`${sotto.url}/settings/profile`)
  await expect(phone.page.getByText('Alice Liddell')).toBeVisible()
  await bob.page.goto(sotto.url)
  const row = bob.row('Alice Liddell')
  await expect(row.locator('img')).toBeVisible()
  const shown = await row.locator('img').evaluate(async (image: HTMLImageElement) => {
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')?.drawImage(image, 0, 0, 1, 1)
    return {
      width: image.naturalWidth,
      pixel: [...(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? [])],
    }
  })
  expect(shown.width).toBe(320)
  expect(shown.pixel[0]).toBeGreaterThan(200)
  expect(shown.pixel[1]).toBeLessThan(60)
})

test('[ST-1] [ST-3] do not disturb, chosen on the phone, is seen at bob’s and kept at the desk', async () => {
  await phone.page.goto(sotto.url)
  await phone.page.getByRole('button', { name: 'Your status: Online' }).click()
  await phone.page.getByRole('radio', { name: /Do not disturb/ }).check()
  await phone.page.getByRole('textbox', { name: 'What you are doing' }).fill('Reading')
  await phone.page.getByRole('button', { name: 'Set status' }).click()
  await expect(desk.page.getByRole('button', { name: 'Your status: Do not disturb' })).toBeVisible()
  await bob.row('Alice Liddell').click()
  await expect(bob.page.getByText('@alice · Do not disturb · Reading').first()).toBeVisible()
})

/** One pixel, as a PNG. */
const redDot =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
