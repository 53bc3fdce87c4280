// A lost password and the ways back, in real browsers against a real server.

import { readFileSync } from 'node:fs'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { newPerson, Person, password } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

const another = 'a loud heron in the reeds'

// each signs up and in several times, and stretches passwords for it
test.describe.configure({ timeout: 300_000 })

let sotto: Sotto

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(() => sotto?.end())

async function freshPage(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage()
}

/** Whether this password signs in, in a window of its own. */
async function signsIn(browser: Browser, name: string, secret: string): Promise<boolean> {
  const person = new Person(await freshPage(browser), { name, url: sotto.url })
  await person.page.goto(`${sotto.url}/sign-in`)
  await person.fillAndSubmit('Sign in', secret)
  const wrong = person.page.getByRole('alert')
  await expect(person.list.or(wrong)).toBeVisible()
  const isIn = await person.list.isVisible()
  await person.close()
  return isIn
}

test('a new password from the settings, wrong at first, kills the old one', async ({ browser }) => {
  const alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  const { page } = alice
  await page.goto(`${sotto.url}/settings/security`)
  await page.getByRole('button', { name: 'Change password' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change password' })
  await dialog.getByRole('textbox', { name: 'Present password' }).fill('not the password')
  await dialog.getByRole('textbox', { name: 'New password' }).fill(another)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await expect(dialog.getByRole('alert')).toContainText('not your present password')
  await expect(dialog.getByRole('textbox', { name: 'Present password' })).toBeFocused()
  await dialog.getByRole('textbox', { name: 'Present password' }).fill(password)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await expect(dialog.getByText('Your password is changed.')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  expect(await signsIn(browser, 'alice', password)).toBe(false)
  expect(await signsIn(browser, 'alice', another)).toBe(true)
  await alice.close()
})

test('back by the recovery code: a new password, a new code, and the other device is told', async ({
  browser,
}) => {
  const bob = new Person(await freshPage(browser), { name: 'bob', url: sotto.url })
  const code = await bob.signUp()
  const page = await freshPage(browser)
  await page.goto(`${sotto.url}/sign-in`)
  await page.getByRole('link', { name: /Use your recovery code/ }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('bob')
  await page.getByRole('textbox', { name: 'Recovery code' }).fill(code.slice(0, -1))
  await page.getByRole('textbox', { name: 'New password' }).fill(another)
  const submit = page.getByRole('button', { name: 'Sign in with the code' })
  await submit.click()
  await expect(page.getByText(/Nothing was sent/)).toBeVisible()
  await page.getByRole('textbox', { name: 'Recovery code' }).fill(code.toLowerCase().replaceAll('-', ' '))
  await submit.click()
  await expect(page.getByRole('heading', { name: 'Save your recovery code' })).toBeVisible()
  const fresh = (await page.getByTestId('recovery-code').textContent()) ?? ''
  expect(fresh).not.toBe(code)
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await page.getByRole('button', { name: 'Continue to Sotto' }).click()
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible()

  const told = bob.page.getByRole('alert').filter({ hasText: 'signed in with your recovery code' })
  await expect(told).toBeVisible()
  await bob.page.reload()
  await expect(told).toBeVisible()
  await bob.page.getByRole('button', { name: 'That was me' }).click()
  await expect(told).toHaveCount(0)

  const late = await freshPage(browser)
  await late.goto(`${sotto.url}/recover`)
  await late.getByRole('textbox', { name: 'Name' }).fill('bob')
  await late.getByRole('textbox', { name: 'Recovery code' }).fill(code)
  await late.getByRole('textbox', { name: 'New password' }).fill('somebody else’s choice')
  await late.getByRole('button', { name: 'Sign in with the code' }).click()
  await expect(late.getByText(/recovery code is wrong/)).toBeVisible()
  for (const one of [bob.context, page.context(), late.context()]) await one.close()
})

test('a key file from the settings signs in elsewhere, and sets a password on the way', {
  tag: '@thorough',
}, async ({ browser }) => {
  const carol = await newPerson(browser, { name: 'carol', url: sotto.url })
  await carol.page.goto(`${sotto.url}/settings/security`)
  await carol.page.getByRole('button', { name: 'Save a key file' }).click()
  const dialog = carol.page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
  await dialog.getByRole('textbox', { name: 'A password for the file' }).fill('for the file only')
  const [download] = await Promise.all([
    carol.page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save file' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('sotto-keys-carol.txt')
  const path = await download.path()
  expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN SOTTO KEY FILE-----\nVersion: 1\nAccount: carol\n/)

  const page = await freshPage(browser)
  await page.goto(`${sotto.url}/sign-in`)
  await page.getByRole('link', { name: 'Use a key file' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('carol')
  await page.getByLabel('Key file', { exact: true }).setInputFiles(path)
  await page.getByRole('textbox', { name: 'Password of the file' }).fill('not for the file')
  const submit = page.getByRole('button', { name: 'Sign in with the file' })
  await submit.click()
  await expect(page.getByRole('alert')).toContainText('not the password of the key file')
  await page.getByRole('textbox', { name: 'Password of the file' }).fill('for the file only')
  await page.getByRole('checkbox', { name: /forgotten my password/ }).check()
  await page.getByRole('textbox', { name: 'New password' }).fill(another)
  await submit.click()
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible()
  expect(await signsIn(browser, 'carol', another)).toBe(true)
  await carol.close()
  await page.context().close()
})

test('a new recovery code from the settings stays until it is saved', async ({ browser }) => {
  const dora = await newPerson(browser, { name: 'dora', url: sotto.url })
  const { page } = dora
  await page.goto(`${sotto.url}/settings/security`)
  await page.getByRole('button', { name: 'New recovery code' }).click()
  const dialog = page.getByRole('dialog', { name: 'New recovery code' })
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
  await page.keyboard.press('Enter')
  await expect(dialog.getByTestId('recovery-code')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog.getByTestId('recovery-code')).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'I have saved it' }).check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toHaveCount(0)
  await dora.close()
})
