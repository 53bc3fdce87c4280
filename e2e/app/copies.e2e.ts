// The own history as a file: readable as data and as a page, and sealed, which another browser of the account brings in.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Download, expect, type Page, test } from '@playwright/test'
import { acquainted, newPerson, Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

const filePassword = 'for the copy alone'

let sotto: Sotto
let alice: Person
let bob: Person

test.beforeAll(async ({ browser }) => {
  sotto = await startSotto()
  alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  await acquainted(alice, bob)
  await alice.say('a line for the <b>archive</b>')
  await expect(bob.bubble('a line for the')).toBeVisible()
})
test.afterAll(async () => {
  await alice?.close()
  await bob?.close()
  await sotto?.end()
})

/** Saves a copy of this kind, with whatever is to be filled in before. */
async function save(page: Page, kind: RegExp, fill?: () => Promise<unknown>): Promise<Download> {
  await page.goto(`${sotto.url}/settings/history`)
  await page.getByRole('button', { name: 'Save a copy' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save a copy' })
  await dialog.getByRole('radio', { name: kind }).click()
  await fill?.()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save the file' }).click(),
  ])
  await dialog.getByRole('button', { name: 'Done' }).click()
  return download
}

const textOf = async (download: Download) => readFileSync(await download.path(), 'utf8')

test('[EX-1] is saved as data for programs, and as a page that runs and fetches nothing', async ({
  browser,
}) => {
  const data = await save(alice.page, /^Data for programs/)
  expect(data.suggestedFilename()).toMatch(/\.json$/)
  expect(JSON.stringify(JSON.parse(await textOf(data)))).toContain('a line for the <b>archive</b>')

  const copy = await save(alice.page, /^A page to read/)
  expect(copy.suggestedFilename()).toMatch(/\.html$/)
  const reader = await (await browser.newContext()).newPage()
  const asked: string[] = []
  reader.on('request', (request) => asked.push(request.url()))
  await reader.goto('about:blank')
  await reader.setContent(await textOf(copy))
  await expect(reader.getByText('a line for the <b>archive</b>')).toBeVisible()
  expect(await reader.locator('script').count()).toBe(0)
  expect(asked.filter((url) => url.startsWith('http'))).toEqual([])
  await reader.context().close()
})

test('[EX-1] [EX-4] is saved sealed, and brought in on another browser of the account, by its password alone', {
  tag: '@thorough',
}, async ({ browser }) => {
  const { page } = alice
  const fill = () => page.getByRole('textbox', { name: 'A password for the file' }).fill(filePassword)
  const sealed = await save(page, /^Sealed/, fill)
  const buffer = readFileSync(await sealed.path())
  expect(buffer.toString('latin1')).not.toContain('a line for the')
  const file = { name: 'alice.sotto-history', mimeType: 'application/octet-stream', buffer }
  // otherwise the history comes by itself, and there is nothing left to bring in
  await alice.close()
  await sotto.kill()
  forgetHistory()
  await sotto.start()

  const other = new Person(await (await browser.newContext()).newPage(), { name: 'alice', url: sotto.url })
  await other.signIn()
  const dialogOf = await openBringIn(other.page)
  await dialogOf.getByLabel('Sealed copy').setInputFiles(file)
  const password = dialogOf.getByRole('textbox', { name: 'Password of the file' })
  await password.fill('not for this copy')
  await dialogOf.getByRole('button', { name: 'Bring it in' }).click()
  await expect(dialogOf.getByRole('alert')).toBeVisible()
  await password.fill(filePassword)
  await dialogOf.getByRole('button', { name: 'Bring it in' }).click()
  await expect(dialogOf.getByText(/messages came back\.$/)).toBeVisible()
  await dialogOf.getByRole('button', { name: 'Done' }).click()
  await other.open('bob')
  await expect(other.bubble('a line for the')).toHaveCount(1)

  const dialogOfBob = await openBringIn(bob.page)
  await dialogOfBob.getByLabel('Sealed copy').setInputFiles(file)
  await dialogOfBob.getByRole('textbox', { name: 'Password of the file' }).fill(filePassword)
  await dialogOfBob.getByRole('button', { name: 'Bring it in' }).click()
  await expect(dialogOfBob.getByRole('alert')).toBeVisible()
  await other.close()
})

/** As whoever has lost the server's data would have it. */
function forgetHistory(): void {
  const db = new DatabaseSync(join(sotto.dataDir, 'sotto.db'))
  for (const table of ['sealed_record', 'sealed_records_of']) db.exec(`DELETE FROM ${table}`)
  db.close()
}

async function openBringIn(page: Page) {
  await page.goto(`${sotto.url}/settings/history`)
  await page.getByRole('button', { name: 'Bring in a copy' }).click()
  return page.getByRole('dialog', { name: 'Bring in a copy' })
}
