// What newcomers to a group see of what was written before: nothing, unless the group says otherwise.

import { expect, test } from '@playwright/test'
import { newPerson, type Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto
let people: Person[] = []

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(async () => {
  for (const person of people) await person.close()
  await sotto.end()
})

async function add(by: Person, name: string, told: string): Promise<void> {
  await by.page.getByRole('button', { name: 'Add people' }).click()
  await expect(by.page.getByRole('dialog').getByText(told)).toBeVisible()
  await by.choose(name)
  await by.page.getByRole('button', { name: 'Add 1 person' }).click()
  await expect(by.page.getByRole('dialog')).toHaveCount(0)
}

test('[NH-1] [NH-10] a group of two takes in a third, who sees nothing, and a fourth, who sees all', {
  tag: '@thorough',
}, async ({ browser }) => {
  const enter = async (name: string) => {
    const person = await newPerson(browser, { name, url: sotto.url })
    people = [...people, person]
    return person
  }
  const alice = await enter('alice')
  const bob = await enter('bob')
  await enter('carol')
  const dave = await enter('dave')
  // a group has at least three to begin with in the app
  await alice.createGroup('Harbour', 'bob', 'carol')
  await alice.say('welcome aboard')
  await bob.open('Harbour')
  await bob.accept()
  await bob.say('glad to be here')
  await expect(alice.bubble('glad to be here')).toBeVisible()
  await alice.page.getByRole('link', { name: 'Conversation details' }).click()
  await expect(alice.page.getByText('Whoever joins sees nothing that was written before.')).toBeVisible()

  await test.step('nothing', async () => {
    await add(alice, 'dave', 'They will see nothing that was written before.')
    await dave.open('Harbour')
    await dave.accept()
    await alice.say('dave is here')
    await expect(dave.bubble('dave is here')).toBeVisible()
    await expect(dave.bubble('welcome aboard')).toHaveCount(0)
  })

  await test.step('everything', async () => {
    const section = alice.page.getByRole('region', { name: 'What newcomers see' })
    await section.getByRole('button', { name: 'Change' }).click()
    await section.getByRole('combobox', { name: 'What newcomers see' }).selectOption('Everything')
    await section.getByRole('button', { name: 'Save' }).click()
    await expect(section.getByText('Whoever joins sees everything that was written before.')).toBeVisible()
    await expect(
      bob.page.getByText('alice changed what newcomers see: everything written before they join'),
    ).toBeVisible()
    const erin = await enter('erin')
    await add(alice, 'erin', 'They will see everything that was written before.')
    await erin.open('Harbour')
    await erin.accept()
    for (const text of ['welcome aboard', 'glad to be here', 'dave is here']) {
      await expect(erin.bubble(text)).toBeVisible()
    }
    await expect(
      erin.page.getByText(/^Your history begins here: 3 messages from before you joined/),
    ).toBeVisible()
    await expect(bob.page.getByText(/handed erin 3 messages written before$/)).toBeVisible()
  })
})
