// Somebody locks the app: in every tab, over a reload, until the passphrase or the passkey opens it; and leaves it alone.

import { expect, type Page, test } from '@playwright/test'
import { addAuthenticatorTo, keepCodes, makePasskey } from './authenticator.ts'
import { acquainted, newPerson, type Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

const passphrase = 'the door is green'

let sotto: Sotto
let alice: Person
let bob: Person

test.beforeAll(async ({ browser }) => {
  sotto = await startSotto()
  alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  await acquainted(alice, bob)
})
test.afterAll(async () => {
  await alice?.close()
  await bob?.close()
  await sotto?.end()
})

const locked = (page: Page) => expect(page.getByRole('heading', { name: 'Sotto is locked' })).toBeVisible()

async function open(page: Page, given: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(given)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
}

test('[AL-1] [AL-2] a passphrase seals the device, in all its tabs and over a reload', async () => {
  const { page } = alice
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'This device' }).click()
  await page.getByRole('button', { name: 'Turn on the app lock' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase)
  await dialog.getByRole('button', { name: 'Turn on the app lock' }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  const other = await alice.context.newPage()
  await other.goto(alice.url)
  await expect(other.getByText('hello yourself')).toBeVisible()

  await page.getByRole('button', { name: 'Lock now' }).click()
  await locked(page)
  await locked(other)
  await bob.say('while you were away')
  await page.reload()
  await locked(page)
  await expect(page.getByText('hello yourself')).toHaveCount(0)
  await expect(page.getByRole('textbox', { name: 'Passphrase' })).toBeFocused()
  await open(page, 'the door is red')
  await expect(page.getByRole('alert')).toContainText('not the passphrase')
  await locked(other)
  await open(page, passphrase)
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await alice.open('bob')
  await expect(alice.bubble('while you were away')).toBeVisible()
  await expect(other.getByText('while you were away').first()).toBeVisible()
  await other.close()
})

test('[AL-4] whoever has forgotten it erases the device and signs in again', async () => {
  const { page } = alice
  await page.reload()
  await locked(page)
  await page.getByRole('button', { name: 'Forgot the passphrase?' }).click()
  await page.getByRole('button', { name: 'Erase and sign in again' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await alice.signIn()
  await expect(alice.row('bob')).toBeVisible()
})

test('[AL-5] a passkey opens the device with one touch, and its loss is told for what it is', async () => {
  const { page } = alice
  const { cdp, id } = await addAuthenticatorTo(page)
  await page.goto(`${alice.url}/settings/security`)
  await makePasskey(page, 'Phone')
  await keepCodes(page)
  await page.getByRole('link', { name: 'This device' }).click()
  await page.getByRole('button', { name: 'Turn on the app lock' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Passkey' }).click()
  await dialog.getByRole('button', { name: 'Turn on the app lock' }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('One touch: Phone')).toBeVisible()

  await page.reload()
  await locked(page)
  const open = page.getByRole('button', { name: 'Open with your passkey' })
  await expect(open).toBeFocused()
  await expect(page.getByRole('textbox')).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(page.getByText('One touch: Phone')).toBeVisible()

  await alice.context.setOffline(true)
  await page.getByRole('button', { name: 'Lock now' }).click()
  await locked(page)
  await open.click()
  await expect(page.getByText('One touch: Phone')).toBeVisible()
  await alice.context.setOffline(false)

  await cdp.send('WebAuthn.clearCredentials', { authenticatorId: id })
  await page.getByRole('button', { name: 'Lock now' }).click()
  await open.click()
  await expect(page.getByRole('alert')).toContainText('Your account is not lost')
  await page.getByRole('button', { name: 'Is the passkey gone?' }).click()
  await page.getByRole('button', { name: 'Erase and sign in again' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})
