// Second factors and passkeys, in real browsers against a real server: an authenticator app and backup codes, and
// passkeys through Chromium's virtual authenticator.

import { type Browser, expect, type Page, test } from '@playwright/test'
import { addAuthenticatorTo, keepCodes, makePasskey, shownFor } from './authenticator.ts'
import { newPerson, Person, password } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'
import { expectNoViolations } from './violations.ts'

// each signs up and in several times, and stretches passwords for it
test.describe.configure({ timeout: 300_000 })

let sotto: Sotto

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(() => sotto?.end())

async function freshPerson(browser: Browser, name: string, url = sotto.url): Promise<Person> {
  return new Person(await (await browser.newContext()).newPage(), { name, url })
}

/** In a window of its own, as far as the second step. */
async function toSecondStep(browser: Browser, name: string): Promise<Person> {
  const person = await freshPerson(browser, name)
  await person.page.goto(`${sotto.url}/sign-in`)
  await person.fillAndSubmit('Sign in', password)
  await expect(person.page.getByRole('region', { name: 'Second step' })).toBeVisible()
  return person
}

/** Through the dialog that is open; answers with the secret and the backup codes. */
async function setUpApp(page: Page) {
  const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' })
  await expect(dialog.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible()
  const text = (await dialog.getByTestId('authenticator-secret').textContent()) ?? ''
  const secret = text.replaceAll(' ', '')
  const code = dialog.getByRole('textbox', { name: 'Code that the app shows' })
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
  await code.fill('000000')
  await code.press('Enter')
  await expect(dialog.getByText(/The app shows another code now/)).toBeVisible()
  await expect(code).toBeFocused()
  await code.fill(shownFor(secret))
  await code.press('Enter')
  return { secret, codes: await keepCodes(page) }
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'This device' }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByText('You signed out.')).toBeVisible()
}

test('an authenticator app: a wrong code, a code used twice, a backup code, and its end', {
  tag: '@thorough',
}, async ({ browser }) => {
  const alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  await alice.page.goto(`${sotto.url}/settings/security`)
  await alice.page.getByRole('button', { name: 'Set up an authenticator app' }).click()
  const { secret, codes } = await setUpApp(alice.page)
  await expect(alice.page.getByText('10 left')).toBeVisible()
  for (const scheme of ['light', 'dark'] as const) {
    await expectNoViolations(alice.page, { screen: 'settings with a second factor', scheme })
  }

  const second = await toSecondStep(browser, 'alice')
  const code = second.page.getByRole('textbox', { name: 'Code of your authenticator app' })
  await expect(code).toBeFocused()
  for (const scheme of ['light', 'dark'] as const) {
    await expectNoViolations(second.page, { screen: 'second step', scheme })
  }
  const next = shownFor(secret, 1)
  await code.fill('123')
  await code.press('Enter')
  await expect(second.page.getByText(/This code is wrong/)).toBeVisible()
  await code.fill(next)
  await code.press('Enter')
  await expect(second.list).toBeVisible()

  const third = await toSecondStep(browser, 'alice')
  const again = third.page.getByRole('textbox', { name: 'Code of your authenticator app' })
  await again.fill(next)
  await again.press('Enter')
  await expect(third.page.getByText(/was used before/)).toBeVisible()
  await again.fill((codes[0] ?? '').toLowerCase())
  await again.press('Enter')
  await expect(third.list).toBeVisible()

  const told = alice.page.getByRole('alert').filter({ hasText: 'Somebody signed in with a backup code' })
  await expect(told).toBeVisible()
  await alice.page.getByRole('button', { name: 'That was me' }).click()
  await expect(alice.page.getByText('9 left')).toBeVisible()

  await alice.page.getByRole('button', { name: 'Remove the authenticator app' }).click()
  const dialog = alice.page.getByRole('dialog', { name: 'Remove the authenticator app' })
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(dialog).toHaveCount(0)
  const removed = third.page.getByRole('alert').filter({ hasText: 'Your authenticator app was removed' })
  await expect(removed).toBeVisible()
  const fourth = await freshPerson(browser, 'alice')
  await fourth.signIn()
  for (const one of [alice, second, third, fourth]) await one.close()
})

test('a passkey signs in by itself, is named, and good for nothing once it is removed', async ({
  browser,
}) => {
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  const own = await addAuthenticatorTo(bob.page)
  await bob.page.goto(`${sotto.url}/settings/security`)
  await makePasskey(bob.page, 'Phone')
  await expect(bob.page.getByText(/it signs you in without your password/)).toBeVisible()
  await keepCodes(bob.page)
  await expect(bob.page.getByText('Signs in without the password.')).toBeVisible()
  const dialog = await makePasskey(bob.page, 'The same phone')
  await expect(dialog.getByText(/has a passkey of your account already/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).click()

  const passkey = bob.page.getByRole('button', { name: 'Sign in with a passkey' })
  await own.rest()
  await bob.page.reload()
  await signOut(bob.page)
  await own.wake()
  await passkey.click()
  await expect(bob.list).toBeVisible()
  await expect(bob.page.getByText('Welcome, bob')).toBeVisible()

  await bob.page.goto(`${sotto.url}/settings/security`)
  await expect(bob.page.getByText(/^Last used/)).toBeVisible()
  await bob.page.getByRole('button', { name: 'Rename Phone' }).click()
  await bob.page.getByRole('textbox', { name: 'Name of the passkey' }).fill('Blue phone')
  await bob.page.keyboard.press('Enter')
  await bob.page.getByRole('button', { name: 'Remove Blue phone' }).click()
  const asking = bob.page.getByRole('dialog', { name: 'Remove Blue phone' })
  await asking.getByRole('textbox', { name: 'Your password' }).fill(password)
  await asking.getByRole('button', { name: 'Remove' }).click()
  await expect(asking).toHaveCount(0)
  await own.rest()
  await signOut(bob.page)
  await own.wake()
  await passkey.click()
  await expect(bob.page.getByText(/not known here any more/)).toBeVisible()
  await bob.close()
})

test('a passkey that the browser suggests in the field signs in; without the password it sets a new one, and lets another device in', {
  tag: '@thorough',
}, async ({ browser }) => {
  const another = 'a loud heron in the reeds'
  const pia = await newPerson(browser, { name: 'pia', url: sotto.url })
  await addAuthenticatorTo(pia.page)
  await pia.page.goto(`${sotto.url}/settings/security`)
  await makePasskey(pia.page, 'Phone')
  await keepCodes(pia.page)
  await pia.page.getByRole('button', { name: 'Change password' }).click()
  const dialog = pia.page.getByRole('dialog', { name: 'Change password' })
  await dialog.getByRole('button', { name: 'Use a passkey instead' }).click()
  await dialog.getByRole('textbox', { name: 'New password' }).fill(another)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await expect(dialog.getByText('Your password is changed.')).toBeVisible()
  const elsewhere = await freshPerson(browser, 'pia')
  await elsewhere.page.goto(`${sotto.url}/sign-in`)
  await elsewhere.fillAndSubmit('Sign in', another)
  await expect(elsewhere.page.getByRole('region', { name: 'Second step' })).toBeVisible()

  await dialog.getByRole('button', { name: 'Done' }).click()
  await pia.page.getByRole('link', { name: 'This device' }).click()
  await pia.page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await pia.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  // a virtual authenticator chooses what is suggested by itself
  await expect(pia.page.getByText('Welcome, pia')).toBeVisible()

  await elsewhere.page.goto(`${sotto.url}/other-device`)
  const code = await elsewhere.page.getByRole('status', { name: 'Code' }).textContent()
  await pia.page.goto(`${sotto.url}/device#${code}`)
  await pia.page.getByRole('button', { name: 'Continue' }).click()
  await pia.page.getByRole('button', { name: 'Use a passkey instead' }).click()
  await pia.page.getByRole('button', { name: 'Sign it in' }).click()
  await expect(pia.page.getByText('It is signed in', { exact: true })).toBeVisible()
  await expect(elsewhere.page.getByText('Welcome, pia')).toBeVisible()
  for (const one of [pia, elsewhere]) await one.close()
})

test('a passkey without a PRF is a second factor, and the app says so', { tag: '@thorough' }, async ({
  browser,
}) => {
  const carol = await newPerson(browser, { name: 'carol', url: sotto.url })
  const own = await addAuthenticatorTo(carol.page, { hasPrf: false })
  await carol.page.goto(`${sotto.url}/settings/security`)
  await makePasskey(carol.page, 'Old key')
  await expect(carol.page.getByText(/it can’t open your messages by itself, so you sign in/)).toBeVisible()
  await keepCodes(carol.page)
  const laptop = await freshPerson(browser, 'carol')
  const elsewhere = await addAuthenticatorTo(laptop.page, { hasPrf: false })
  await own.moveTo(elsewhere)
  await elsewhere.rest()
  await laptop.page.goto(`${sotto.url}/sign-in`)
  await elsewhere.wake()
  await laptop.page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(laptop.page.getByText(/Sign in with the password, and show the passkey/)).toBeVisible()
  await laptop.fillAndSubmit('Sign in', password)
  await laptop.page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(laptop.list).toBeVisible()
  for (const one of [carol, laptop]) await one.close()
})

test('a server that wants a second factor lets nobody further without one', { tag: '@thorough' }, async ({
  browser,
}) => {
  const strict = await startSotto({ SOTTO_SECOND_FACTOR: 'required' })
  const dan = await freshPerson(browser, 'dan', strict.url)
  await dan.page.goto(`${strict.url}/sign-up`)
  await dan.fillAndSubmit('Create account', password)
  await dan.page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await dan.page.getByRole('button', { name: 'Continue to Sotto' }).click()
  await expect(dan.page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible()
  await dan.page.reload()
  await expect(dan.page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible()
  for (const scheme of ['light', 'dark'] as const) {
    await expectNoViolations(dan.page, { screen: 'second factor needed', scheme })
  }
  await dan.page.getByRole('button', { name: 'Set up an authenticator app' }).click()
  await setUpApp(dan.page)
  await expect(dan.list).toBeVisible()
  await expect(dan.page.getByText('Welcome, dan')).toBeVisible()
  await dan.close()
  await strict.end()
})
