// Both begin the same conversation at the same moment: there is one of it, on both sides (rule C-2).

import { expect, test } from '@playwright/test'
import { newPerson, type Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(() => sotto.end())

test('[C-2] both start it at the same moment, and talk in one conversation', async ({ browser }) => {
  const alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  await Promise.all([ready(alice, 'bob'), ready(bob, 'alice')])
  await Promise.all([begin(alice, 'bob', 'alice says hello'), begin(bob, 'alice', 'bob says hello')])
  for (const one of [alice, bob]) {
    await expect(one.bubble('alice says hello')).toHaveCount(1)
    await expect(one.bubble('bob says hello')).toHaveCount(1)
    await expect(one.list.getByRole('listitem')).toHaveCount(1)
  }
  await alice.say('and on')
  await expect(bob.bubble('and on')).toBeVisible()
  await bob.say('and on it goes')
  await expect(alice.bubble('and on it goes')).toBeVisible()
  expect(new URL(alice.page.url()).pathname).toBe(new URL(bob.page.url()).pathname)
  await alice.close()
  await bob.close()
})

async function ready(person: Person, other: string): Promise<void> {
  await person.list.getByRole('button', { name: 'New conversation' }).first().click()
  await person.choose(other)
}

async function begin(person: Person, other: string, text: string): Promise<void> {
  await person.page.getByRole('button', { name: 'Start conversation' }).click()
  await person.expectOpen(other)
  await person.say(text)
}
