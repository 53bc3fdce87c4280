// Signing in through a company's provider, in a real browser and on the provider's own pages: an account that is made
// that way, a device that is known by it, and one that was there before and is connected.

import { type Browser, expect, type Page, test } from '@playwright/test'
import { type CompanyProvider, startCompanyProvider, walkThrough } from '@sotto/testkit/company-provider'
import { newPerson, Person, password } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'
import { expectNoViolations } from './violations.ts'

// passwords are stretched several times
test.describe.configure({ timeout: 300_000 })

let acme: CompanyProvider

test.beforeAll(async () => {
  acme = await startCompanyProvider('http://localhost/sso')
})
test.afterAll(() => acme?.stop())

async function start(required: boolean): Promise<Sotto> {
  const { issuer, clientId, clientSecret } = acme
  const settings = { issuer, clientId, clientSecret, name: 'Acme', required }
  const sotto = await startSotto({ SOTTO_SSO: JSON.stringify(settings) })
  acme.sendBackTo(`${sotto.url}/sso`)
  return sotto
}

async function isAccessible(page: Page, screen: string): Promise<void> {
  await expectNoViolations(page, { screen, scheme: 'light' })
  await expectNoViolations(page, { screen, scheme: 'dark' })
}

async function freshPage(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage()
}

/** On the provider's own pages, as `login`, and back. */
async function throughProvider(page: Page, login: string): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`^${acme.issuer}/interaction/`))
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

async function createThere(page: Page, login: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in with Acme' }).click()
  await throughProvider(page, login)
  await expect(page.getByText(/No account here is connected with that yet/)).toBeVisible()
  await isAccessible(page, 'a new identity')
  await page.getByRole('textbox', { name: 'Name' }).fill(login)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await page.getByRole('button', { name: 'Continue to Sotto' }).click()
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible()
}

test('[SSO-3] an account made through the provider is known on the next device, and opens with its password', {
  tag: '@thorough',
}, async ({ browser }) => {
  const sotto = await start(false)
  const page = await freshPage(browser)
  await page.goto(`${sotto.url}/sign-in`)
  await createThere(page, 'alice')
  const other = await freshPage(browser)
  const asked: string[] = []
  other.on('request', (request) => asked.push(`${request.url()} ${request.postData() ?? ''}`))
  await other.goto(`${sotto.url}/sign-in`)
  await expect(other.getByRole('button', { name: 'Sign in with Acme' })).toBeVisible()
  await isAccessible(other, 'the button')
  await other.getByRole('button', { name: 'Sign in with Acme' }).click()
  await throughProvider(other, 'alice')
  await expect(other.getByText(/this is alice’s account/)).toBeVisible()
  await expect(other).toHaveURL(`${sotto.url}/sign-in`)
  await expect(other.getByRole('textbox', { name: 'Name' })).toHaveValue('alice')
  await other.getByRole('textbox', { name: 'Password' }).fill('not the password')
  await other.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(other.getByText('The name or the password is wrong.')).toBeVisible()
  await other.getByRole('textbox', { name: 'Password' }).fill(password)
  await other.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(other.getByRole('navigation', { name: 'Conversations' })).toBeVisible()
  expect(asked.filter((one) => one.includes(encodeURIComponent(password)) || one.includes(password))).toEqual(
    [],
  )
  await sotto.end()
})

test('[SSO-1] an address of the way back that somebody else has begun signs nobody in', {
  tag: '@thorough',
}, async ({ browser }) => {
  const sotto = await start(false)
  const begun = await fetch(`${sotto.url}/v1/sso/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ binding: 'A'.repeat(43) }),
  })
  const { address } = (await begun.json()) as { readonly address: string }
  const lure = `${sotto.url}/sso?${await walkThrough(address, 'mallory')}`
  const victim = await freshPage(browser)
  await victim.goto(lure)
  await expect(victim.getByText(/begun too long ago, in another browser/)).toBeVisible()
  await expect(victim).toHaveURL(`${sotto.url}/sso`)
  await isAccessible(victim, 'a foreign way back')
  await sotto.end()
})

test('[SSO-7] an account from before is connected in the settings, and disconnected', async ({ browser }) => {
  const sotto = await start(false)
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  const { page } = bob
  await page.goto(`${sotto.url}/settings/security`)
  await page.getByRole('button', { name: 'Connect with Acme' }).click()
  await throughProvider(page, 'bob.b')
  await page.getByRole('textbox', { name: 'Your password' }).fill(password)
  await isAccessible(page, 'connecting')
  await page.getByRole('button', { name: 'Connect with Acme' }).click()
  await expect(page.getByRole('button', { name: 'Disconnect from Acme' })).toBeVisible()
  await isAccessible(page, 'connected')
  await page.getByRole('button', { name: 'Disconnect from Acme' }).click()
  const dialog = page.getByRole('dialog', { name: 'Disconnect from Acme' })
  await dialog.getByRole('textbox', { name: 'Your password' }).fill(password)
  await dialog.getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByRole('button', { name: 'Connect with Acme' })).toBeVisible()
  await bob.close()
  await sotto.end()
})

test('[SSO-5] where it is required nothing else is offered before it', { tag: '@thorough' }, async ({
  browser,
}) => {
  const sotto = await start(true)
  const page = await freshPage(browser)
  await page.goto(`${sotto.url}/sign-up`)
  await expect(page.getByText(/This server asks Acme first/)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeHidden()
  await isAccessible(page, 'required')
  await createThere(page, 'carol')
  const other = new Person(await freshPage(browser), { name: 'carol', url: sotto.url })
  await other.page.goto(`${sotto.url}/sign-in`)
  await other.page.getByRole('button', { name: 'Sign in with Acme' }).click()
  await throughProvider(other.page, 'carol')
  await other.fillAndSubmit('Sign in', password)
  await expect(other.list).toBeVisible()
  await sotto.end()
})
