// Strangers ask first: a request is accepted, deleted or blocked, and a block can be taken back (C-6, C-7).

import { expect, test } from '@playwright/test'
import { newPerson, type Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto
let bob: Person

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  sotto = await startSotto()
  bob = await newPerson(browser, { name: 'bob', url: sotto.url })
})
test.afterAll(async () => {
  await bob?.close()
  await sotto.end()
})

/** Signs up, writes to bob, and waits until he sees the request. */
async function stranger(browser: Parameters<typeof newPerson>[0], name: string): Promise<Person> {
  const person = await newPerson(browser, { name, url: sotto.url })
  await person.writeTo('bob')
  await person.say(`${name} says hello`)
  await bob.open(name)
  await expect(bob.page.getByRole('heading', { name: `${name} wants to write to you` })).toBeVisible()
  return person
}

test('[C-6] accepted: nothing is told before, everything works after', async ({ browser }) => {
  const alice = await stranger(browser, 'alice')
  await expect(bob.bubble('alice says hello')).toBeVisible()
  await expect(bob.composer).toHaveCount(0)
  await expect(bob.row('alice')).toContainText('Wants to write to you')
  await alice.expectMark('alice says hello', 'Sent')
  const header = alice.page.getByRole('region', { name: 'Conversation with bob' })
  await bob.accept()
  await alice.expectMark('alice says hello', 'Read')
  await expect(header.getByText('Online')).toBeVisible()
  await bob.say('gladly')
  await expect(alice.bubble('gladly')).toBeVisible()
  await alice.close()
})

test('deleted: gone here, and the other is not told', async ({ browser }) => {
  const carol = await stranger(browser, 'carol')
  await bob.page.getByRole('button', { name: 'Delete' }).click()
  const asking = bob.page.getByRole('alertdialog', { name: 'Delete this request?' })
  await asking.getByRole('button', { name: 'Cancel' }).click()
  await expect(bob.bubble('carol says hello')).toBeVisible()
  await bob.page.getByRole('button', { name: 'Delete' }).click()
  await asking.getByRole('button', { name: 'Delete' }).click()
  await expect(asking).toHaveCount(0)
  await expect(bob.row('carol')).toHaveCount(0)
  await bob.page.reload()
  await expect(bob.row('alice')).toBeVisible()
  await expect(bob.row('carol')).toHaveCount(0)
  await carol.expectMark('carol says hello', 'Sent')
  await carol.close()
})

test('[C-7] blocked: nothing comes any more, until it is taken back', async ({ browser }) => {
  const dave = await stranger(browser, 'dave')
  await bob.page.getByRole('button', { name: 'Block' }).click()
  const asking = bob.page.getByRole('alertdialog', { name: 'Block dave?' })
  await asking.getByRole('button', { name: 'Block' }).click()
  // behind a dialog there are no rows for anybody
  await expect(asking).toHaveCount(0)
  await expect(bob.row('dave')).toHaveCount(0)
  await dave.say('are you there?')
  await expect(dave.bubble('are you there?').getByRole('alert')).toContainText('does not accept messages')

  await bob.page.getByRole('link', { name: 'Settings' }).click()
  await bob.page.getByRole('link', { name: 'Blocked people' }).click()
  await bob.page.getByRole('button', { name: 'Unblock dave' }).click()
  await expect(bob.page.getByText('Nobody. People you block')).toBeVisible()
  await bob.writeTo('dave')
  await bob.say('I am now')
  await expect(dave.bubble('I am now')).toBeVisible()
  await dave.say('at last')
  await expect(bob.bubble('at last')).toBeVisible()
  await dave.close()
})
