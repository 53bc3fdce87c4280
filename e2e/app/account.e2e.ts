// Making an account, losing and finding the way in.

import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { Bot } from './bot.ts'
import { newPerson, Person, password } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(() => sotto?.end())

test('signing up shows the recovery code once, to copy, download and confirm', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const alice = new Person(page, { name: 'alice', url: sotto.url })
  await page.goto(sotto.url)
  await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible()
  await alice.fillAndSubmit('Create account', password)
  await expect(page.getByRole('heading', { name: 'Save your recovery code' })).toBeVisible()
  const code = (await page.getByTestId('recovery-code').textContent()) ?? ''
  expect(code.length).toBeGreaterThan(20)
  const goOn = page.getByRole('button', { name: 'Continue to Sotto' })
  await expect(goOn).toBeDisabled()

  await page.getByRole('button', { name: 'Copy' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('sotto-recovery-code-alice.txt')
  expect(readFileSync(await download.path(), 'utf8')).toContain(code)

  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await goOn.click()
  await expect(page.getByText('Welcome, alice')).toBeVisible()
  await page.reload()
  await expect(alice.list).toBeVisible()
  await expect(page.getByText(code)).toHaveCount(0)
})

test('a name that is taken, a name that is none, a password that is too weak', async ({ browser, page }) => {
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  const other = new Person(page, { name: 'bob', url: sotto.url })
  await page.goto(`${sotto.url}/sign-up`)
  await other.fillAndSubmit('Create account', password)
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('Somebody has this name already')).toBeVisible()

  await page.getByRole('textbox', { name: 'Name' }).fill('-bob-')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText('Begin and end with a letter or digit')).toBeVisible()

  await page.getByRole('textbox', { name: 'Name' }).fill('bob2')
  await page.getByRole('textbox', { name: 'Password' }).fill('seven77')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText('Use at least 8 characters.')).toBeVisible()

  await other.fillAndSubmit('Create account', password)
  await page.getByRole('textbox', { name: 'Name' }).fill('bob2')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByTestId('recovery-code')).toBeVisible()
  await bob.close()
})

test('signing out, a wrong password, and in again', async ({ browser }) => {
  const carol = await newPerson(browser, { name: 'carol', url: sotto.url })
  const { page } = carol
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'This device' }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByText('You signed out. This device keeps nothing of your messages.')).toBeVisible()

  await carol.fillAndSubmit('Sign in', 'not the password')
  await expect(page.getByRole('alert')).toContainText(/wrong|match/i)
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('carol')
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeFocused()
  await carol.fillAndSubmit('Sign in', password)
  await expect(carol.list).toBeVisible()
  await carol.close()

  const nobody = new Person(await (await browser.newContext()).newPage(), { name: 'nobody', url: sotto.url })
  await nobody.page.goto(`${sotto.url}/sign-in`)
  await nobody.fillAndSubmit('Sign in', password)
  await expect(nobody.page.getByRole('alert')).toContainText(/wrong|match/i)
  await nobody.close()
})

test('entering as somebody else erases the messages that are kept, after asking and not before', {
  tag: '@thorough',
}, async ({ browser }) => {
  const erin = await newPerson(browser, { name: 'erin', url: sotto.url })
  const frank = await Bot.signUp(sotto.url, 'frank')
  const greta = await Bot.signUp(sotto.url, 'greta')
  await erin.writeTo('greta')
  await erin.say('kept for erin')
  const elsewhere = await Bot.signIn(sotto.url, 'erin')
  const lost = (await elsewhere.ask('devices')).find(({ current }) => !current)
  if (lost === undefined) throw new Error('No other device')
  await elsewhere.ask('signOutDevice', { device: lost.device })
  const { page } = erin
  await expect(page.getByText('The messages of erin are still in this browser')).toBeVisible()

  const other = new Person(page, { name: 'frank', url: sotto.url })
  await other.fillAndSubmit('Sign in', password)
  const asking = page.getByRole('alertdialog', { name: 'Erase the messages of erin?' })
  await expect(asking.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(asking).toHaveCount(0)
  await erin.fillAndSubmit('Sign in', password)
  await expect(erin.list).toBeVisible()
  await erin.open('greta')
  await expect(erin.bubble('kept for erin')).toBeVisible()

  const again = (await elsewhere.ask('devices')).find(({ current }) => !current)
  if (again === undefined) throw new Error('No other device')
  await elsewhere.ask('signOutDevice', { device: again.device })
  await expect(page.getByText('The messages of erin are still in this browser')).toBeVisible()
  await other.fillAndSubmit('Sign in', password)
  await asking.getByRole('button', { name: 'Erase and go on' }).click()
  await expect(other.list).toBeVisible()
  await expect(other.row('greta')).toHaveCount(0)
  await expect(other.bubble('kept for erin')).toHaveCount(0)
  await erin.close()
  await elsewhere.end()
  await greta.end()
  await frank.end()
})
