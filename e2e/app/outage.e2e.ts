// Somebody is away, or the server is: nothing is lost, and everything goes on by itself.

import { expect, test } from '@playwright/test'
import { acquainted, newPerson, Person } from './person.ts'
import { Profile } from './profile.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto

test.beforeEach(async () => {
  sotto = await startSotto()
})
test.afterEach(() => sotto.end())

/** Long enough for the app to try again after a server has come back. */
const patience = { timeout: 60_000 }
const offlineLine = /Server unreachable/

async function inProfile(profile: Profile, name: string): Promise<Person> {
  const context = await profile.open()
  return new Person(context.pages()[0] ?? (await context.newPage()), { name, url: sotto.url })
}

test('what was sent while the receiver’s browser was closed is there when it opens', {
  tag: '@thorough',
}, async ({ browser }) => {
  const profile = new Profile()
  try {
    const alice = await newPerson(browser, { name: 'alice', url: sotto.url })
    let bob = await inProfile(profile, 'bob')
    await bob.signUp()
    await acquainted(alice, bob)
    await profile.close()
    for (const text of ['first while away', 'second while away', 'third while away']) await alice.say(text)
    await alice.expectMark('third while away', 'Sent')
    bob = await inProfile(profile, 'bob')
    await bob.page.goto(sotto.url)
    await expect(bob.row('alice').getByRole('img', { name: '3 unread messages' })).toBeVisible()
    await bob.open('alice')
    await expect(bob.bubble('while away')).toHaveText([/first/, /second/, /third/])
    await alice.expectMark('third while away', 'Read')
    await alice.close()
  } finally {
    await profile.end()
  }
})

test('a killed server: a quiet line, messages wait, and go out by themselves', async ({ browser }) => {
  const alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  await acquainted(alice, bob)
  await sotto.kill()
  await alice.say('written in the dark')
  await bob.say('answered in the dark')
  await expect(alice.page.getByRole('status').getByText(offlineLine)).toContainText('1 message waiting.')
  await alice.expectMark('written in the dark', 'Sending')
  await expect(alice.page.getByText(/^(?:Online|Away|Offline)$/)).toHaveCount(0)
  await expect(alice.bubble('written in the dark')).toBeInViewport({ ratio: 1 })
  await sotto.start()
  await expect(alice.page.getByText(offlineLine)).toHaveCount(0, patience)
  await expect(bob.bubble('written in the dark')).toBeVisible(patience)
  await expect(alice.bubble('answered in the dark')).toBeVisible(patience)
  await alice.expectMark('written in the dark', 'Read')
  await expect(bob.bubble('written in the dark')).toHaveCount(1)
  await alice.close()
  await bob.close()
})

test('the app opens without a server, shows what was said, and keeps what is written', async ({
  browser,
}) => {
  const profile = new Profile()
  try {
    const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
    let alice = await inProfile(profile, 'alice')
    await alice.signUp()
    await acquainted(alice, bob)
    await bob.say('remember this')
    await expect(alice.bubble('remember this')).toBeVisible()
    await alice.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await profile.close()
    await sotto.kill()
    alice = await inProfile(profile, 'alice')
    await alice.page.goto(sotto.url)
    await alice.open('bob')
    await expect(alice.bubble('remember this')).toBeVisible()
    await expect(alice.page.getByText(offlineLine)).toBeVisible()
    await alice.say('written without a server')
    await alice.expectMark('written without a server', 'Sending')
    await alice.page.reload()
    await alice.expectMark('written without a server', 'Sending')
    await sotto.start()
    await expect(bob.bubble('written without a server')).toBeVisible(patience)
    await alice.expectMark('written without a server', 'Read')
    await bob.close()
  } finally {
    await profile.end()
  }
})
