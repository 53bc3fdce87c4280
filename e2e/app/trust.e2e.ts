// Two people make sure that nobody sits in between: one by the camera, one by the words on the screen.

import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { cameraLookingAt } from './camera.ts'
import { acquainted, newPerson, Person } from './person.ts'
import { Profile } from './profile.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto
let alice: Person
let profile: Profile

test.beforeAll(async ({ browser }) => {
  sotto = await startSotto()
  alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  profile = new Profile()
})
test.afterAll(async () => {
  await alice?.close()
  await profile?.end()
  await sotto?.end()
})

async function compare(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Conversation details' }).click()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
}

async function bobIn(args: readonly string[]): Promise<Person> {
  const context = await profile.open(args)
  return new Person(context.pages()[0] ?? (await context.newPage()), { name: 'bob', url: sotto.url })
}

test('[A-21] [A-22] [A-23] by the camera and by the words, with a mark wherever the name stands', async () => {
  let bob = await bobIn([])
  await bob.signUp()
  await acquainted(alice, bob)
  await compare(alice.page)
  const code = alice.page.getByRole('img', { name: 'The code for bob’s camera' })
  await expect(code).toBeVisible()
  const camera = await cameraLookingAt(code, join(profile.dir, 'alice.y4m'))
  await profile.close()

  bob = await bobIn(camera)
  await bob.page.goto(bob.url)
  await bob.open('alice')
  await compare(bob.page)
  const words = (page: Page) => page.getByRole('region', { name: 'In words' }).getByRole('listitem')
  await expect(words(bob.page)).toHaveText(await words(alice.page).allTextContents())
  await expect(words(bob.page)).toHaveCount(12)
  await bob.page.getByRole('button', { name: 'Scan alice’s code' }).click()
  await expect(bob.page.getByRole('dialog').getByText(/^Verified on/)).toBeVisible()

  await alice.page.getByRole('button', { name: 'They are the same' }).click()
  for (const [person, other] of [
    [alice, 'bob'],
    [bob, 'alice'],
  ] as const) {
    await person.page.keyboard.press('Escape')
    await expect(person.row(other).getByRole('img', { name: 'Verified' })).toBeVisible()
    const heading = person.page.getByRole('heading', { level: 1, name: other })
    await expect(heading.getByRole('img', { name: 'Verified' })).toBeVisible()
  }
  await bob.page.getByRole('link', { name: 'Who can read this' }).click()
  await expect(bob.page.getByText('2 devices can read this')).toBeVisible()
  await profile.close()
})
